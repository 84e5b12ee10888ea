"""Clips in folders of classes and in tables: videos, folders of frames, sequences of numbers."""
