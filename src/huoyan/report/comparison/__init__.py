"""The page of models that were compared."""
