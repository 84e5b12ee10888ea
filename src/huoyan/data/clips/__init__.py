"""Clips of a data set made what a network over time takes: decoded, kept, listed where they are broken."""
