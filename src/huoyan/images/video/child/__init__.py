"""The decoder: a process of its own, so that one that hangs or crashes does not take the reader with it."""
