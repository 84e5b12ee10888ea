"""A sample: where its picture lies, what is true of it, and why it may be unusable."""
