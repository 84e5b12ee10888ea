"""YOLO's text files: the description of a data set, its folders, and the lines of a label file."""
