"""What a run is, without PyTorch: its recipe, its folder, what it tells, and who listens."""
