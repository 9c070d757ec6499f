"""Landing files to raw tables, counted: prepare, one load per connector, reconciliation."""
