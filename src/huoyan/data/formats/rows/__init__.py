"""The rows of a table file as text, whatever wrote it."""
