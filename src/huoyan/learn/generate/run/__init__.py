"""A training of a generator from data to a run folder: what is decided, read, learnt, proven and reported."""
