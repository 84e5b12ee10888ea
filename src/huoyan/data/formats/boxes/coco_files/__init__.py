"""COCO JSON: which files of a folder are it, and what they say."""
