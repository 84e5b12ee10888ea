"""A recogniser behind HTTP: protocols, a batching engine, a page to try it."""
