"""The systems, each a command of its own: `python -m benchmarks.identity.systems.NAME SET_FOLDER OUT_FOLDER`.

Each reads profiles.parquet of the set, never its truth, and writes clusters.parquet (record, cluster) and cost.json;
some write pairs.parquet (record_a, record_b, is_accepted), what they thought of pairs before they formed clusters. Kith
also writes what the others may use: people.parquet, the records as it normalises them, and evidence.parquet (record,
value).
"""
