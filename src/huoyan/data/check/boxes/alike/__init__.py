"""Places that look like the boxes of a class and have none, found by edges and colours, without a network."""
