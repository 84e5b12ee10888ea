"""What comes in with a request: its body within bounds, the pictures in it, pictures behind addresses."""
