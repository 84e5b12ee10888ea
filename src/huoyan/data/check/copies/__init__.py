"""The same picture more than once, and what shows the same thing."""
