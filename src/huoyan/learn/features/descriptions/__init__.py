"""Descriptions that need no training, a file each; all of them are plain operators behind the pixels."""
