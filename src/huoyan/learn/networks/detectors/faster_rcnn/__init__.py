"""Faster R-CNN: proposals, and a closer look at each region."""
