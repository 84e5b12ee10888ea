"""Several models on the same pictures, none of which any of them was trained on."""
