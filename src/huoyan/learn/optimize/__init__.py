"""How weights move: optimisers, the learning rate over time, the average of the weights."""
