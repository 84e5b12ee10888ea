"""Lines, zones and rules: what of the things that are followed is told, and how they are counted."""
