"""Networks that know pictures, seen as stages: folded, divided, joined, exported up to their features."""
