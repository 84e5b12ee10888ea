"""A generator on disk, and pictures that it makes. No PyTorch."""
