"""What the cells of a table say: labels, parts, files."""
