"""How a head is trained: features that are kept, settings tried on unseen pictures, one graph that ships."""
