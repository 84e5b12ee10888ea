"""Cards of weights files: which network they are of, what it takes, where they are from. Without torch."""
