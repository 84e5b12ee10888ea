"""What is seen of a server from outside: whether it lives, whether it is ready."""
