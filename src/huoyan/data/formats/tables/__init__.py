"""Tables of pictures in a folder: which they are, what belongs together, what they leave out."""
