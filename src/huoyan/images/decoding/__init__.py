"""What turns the bytes of one format into pixels; `images.decode` is the gate that calls it."""
