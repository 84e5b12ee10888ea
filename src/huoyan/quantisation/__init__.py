"""A model made lighter: its layers in int8, as far as its figure on validation pictures stays."""
