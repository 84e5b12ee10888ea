"""A network that learns from a finished model's answers, too: who may teach, what for, and how."""
