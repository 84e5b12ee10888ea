"""What is remembered of each thing: who it is, on which side of each line it is, in which zones."""
