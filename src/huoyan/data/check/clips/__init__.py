"""Clips looked over before training: what is broken, short or still, and what is one recording."""
