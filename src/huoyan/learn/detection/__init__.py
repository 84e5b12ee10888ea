"""How a detector learns: which places answer for which thing, and what it costs to be wrong."""
