"""From a trained network to a proven artifact and its record."""
