"""The decoder seen from the reader: its process, what is said between the two, and the memory they share."""
