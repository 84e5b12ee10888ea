"""Fine-tuning that begins at a fitted head: it cannot begin worse than the frozen network with that head."""
