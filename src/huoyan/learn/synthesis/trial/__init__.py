"""Whether made pictures help: the same short trainings with and without them, on the same folds."""
