"""One picture and what is said of it, a file a kind of answer."""
