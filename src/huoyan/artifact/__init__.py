"""The model on disk: a folder with a manifest, a graph, weights and a self-test; no pickle."""
