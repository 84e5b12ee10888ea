"""Things cut out of the frames, for a model that knows them better than the one that found them."""
