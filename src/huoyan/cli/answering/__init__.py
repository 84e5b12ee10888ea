"""Commands that answer: for pictures, for clips, and as a camera runs."""
