"""check.html: the page of a data check."""
