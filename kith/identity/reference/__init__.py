"""Reference data of the identity engine, one CSV a list; each is meant to be read and corrected by people."""
