"""Daily runs: only the neighbourhoods that the day touched are resolved anew, with the result of a run over all.

Data flow: what the last run kept in the warehouse (schema identity_memory, `memory`) and today's inputs in; the
records that changed (`changes`), the pairs they form (`pairs`), and the `Scope` of the run (`planning`) out. The
engine then runs over that scope as it does over all records; there is no second pipeline.
"""
