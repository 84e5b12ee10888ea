"""Two models on the same pictures: by how much a figure differs, and whether chance alone brings so much."""
