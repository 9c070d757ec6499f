"""Data sets with a truth, each a folder of Parquet files, and the command that writes one.

Data flow: `python -m benchmarks.identity.sets NAME FOLDER` → FOLDER/profiles.parquet (record, source, record_id, Kith's
columns of a profile, and the columns as the data set has them), FOLDER/truth.parquet (record, person, household), and
for the demo world the other tables that Kith reads. Runs in the peers' environment, which has the data.
"""
