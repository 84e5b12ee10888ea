"""95 % intervals of figures, for every kind of figure a file."""
