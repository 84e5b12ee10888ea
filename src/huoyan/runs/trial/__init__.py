"""A trial of made pictures, without PyTorch: what each arm came to, and what follows from it."""
