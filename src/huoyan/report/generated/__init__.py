"""The page of a generator: what it makes, how it became so, and whether it copies."""
