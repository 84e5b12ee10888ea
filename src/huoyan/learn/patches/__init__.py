"""PatchCore: places of good pictures by frozen features, a few of which are remembered."""
