"""Speed of loading files, side by side with the engine that Kith reads them with."""
