"""How a server lives: started, told to read a model again, its processes replaced, stopped."""
