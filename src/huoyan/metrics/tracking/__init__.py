"""How well things were followed: tracks beside the true ones, over whole sequences."""
