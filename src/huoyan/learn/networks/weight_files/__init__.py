"""Weights in files, and how they come into a network."""
