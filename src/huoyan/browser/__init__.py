"""A site that recognises in the browser: a folder of static files around a model, without a server."""
