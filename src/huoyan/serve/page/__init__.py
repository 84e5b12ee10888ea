"""What a person at / sees: a page to try the models that are served."""
