"""Readers: one module a format, each turning a file into a Scan, its rows as SQL with their physical row numbers."""
