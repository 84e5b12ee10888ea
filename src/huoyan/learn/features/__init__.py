"""Descriptions of pictures by numbers, by name; any other name is a network of timm."""
