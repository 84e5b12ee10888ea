"""How a generator is judged: by which networks, on which pictures, with which figures."""
