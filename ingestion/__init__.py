"""Extract and load: vendor objects and files in, raw tables, quarantine and reconciliation out (pure dlt)."""
