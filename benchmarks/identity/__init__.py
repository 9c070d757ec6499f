"""Who is who, measured: Kith beside the open tools, on data whose truth is known.

Data flow: sets/ write a folder per data set (profiles.parquet, truth.parquet, what else Kith reads); systems/ read it,
each in a process of its own, and write clusters.parquet and what they cost; evaluation.py judges all of them alike.
"""
