"""A recurrent network: it reads a picture step by step, as a sequence of rows, columns or patches."""
