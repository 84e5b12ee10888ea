"""The folder of a watch: its mark, its events, its counts and its pictures."""
