"""Files of pretrained weights: what they are, which network they fit, and how well they do on photos."""
