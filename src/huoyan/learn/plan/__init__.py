"""What the user left open, decided from the data."""
