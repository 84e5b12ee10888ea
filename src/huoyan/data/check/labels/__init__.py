"""Labels: probably wrong, too few, or told by a shortcut."""
