"""What the folders of a data set mean."""
