"""Networks that say where things are. A new one is a file here and a line in DETECTORS."""
