"""What classification and labelling show alike: their answers are labels with probabilities."""
