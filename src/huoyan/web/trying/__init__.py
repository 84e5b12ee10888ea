"""A page to try a recogniser, whoever answers: a server, or the browser itself."""
