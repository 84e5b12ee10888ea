"""What is wrong with the boxes of a data set, looked for without a network."""
