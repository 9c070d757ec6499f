"""Daily runs: only the neighbourhoods that the day touched are resolved anew, with the result of a run over all.

Data flow: what the last run kept in the warehouse (schema identity_memory, `memory`) and today's inputs in; whether a
part will do, and which records it is of (`planning`, with the pairs that today makes and unmakes, `pairs`), and the
`Scope` of the run out. The engine then runs over that scope as it does over all records; there is no second pipeline.

Temp tables, in the order in which they come about; records and devices by the hash of their key:

- input_rows, device_rows: what the sources say today, a hash a row; device_times: when each device was seen
- touched: records of which the sources say something else than the day before, or (flipped) others' changes do
- chosen_devices: devices of which they do, and those of records in `chosen`
- remembered_people, remembered_values: views of the memory; outside_people: what it has of records not in `chosen`;
  outside_carriers: those of them with a value that a chosen record has or had, which may make it a hub
- touched_traits, former_traits: what matching compares of touched records, today and the day before
- block_members: the blocks in which a touched record stands or stood, with all their records;
  changed_blocks: whether the pairs of each were compared the day before, and are today
- compared: pairs of which one is touched, or that a block compares again; fresh_pairs: the likely ones of them
- shaken_pairs: likely pairs that one of their blocks compares no more; dropped_pairs: those that no other block holds
- seeds: records that have, or had, to do with a touched one; chosen: all records of the neighbourhoods of seeds, which
  are the part that is resolved (while the touched ones are described, they alone are chosen)
- touched_ids, touched_customers, touched_logins: rows of the state and of schema identity whose place the part takes
- changed_inputs, changed_devices: records and devices whose hashes of today are to be remembered
"""
