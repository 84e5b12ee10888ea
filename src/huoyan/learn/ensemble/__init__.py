"""Finished runs joined to one model: checked, merged to one graph that averages, settled anew. No PyTorch."""
