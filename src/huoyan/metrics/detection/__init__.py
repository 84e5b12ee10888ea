"""How well things were found: boxes beside the true ones."""
