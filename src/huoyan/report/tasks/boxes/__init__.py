"""What is shown of things that were found, and of data in which things are."""
