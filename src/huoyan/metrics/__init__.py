"""Metrics: pure functions on arrays, and every headline figure with its interval."""
