"""Places in the picture, as fractions of it: lines that are crossed, zones that are entered."""
