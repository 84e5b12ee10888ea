"""Pictures with boxes written as files that other programs read."""
