"""Tables with a row for each box: which columns hold it, and how it is counted."""
