"""One folder per stage; everything in them is found by load_from_defs_folder."""
