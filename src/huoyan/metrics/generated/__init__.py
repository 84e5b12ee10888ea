"""Figures of made pictures beside real ones, on rows of features (N, D) of a network that looks at both."""
