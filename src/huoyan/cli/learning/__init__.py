"""Commands that train, and that score what was trained."""
