"""Data sets that are known by name: one comes along, the others are downloaded and checked."""
