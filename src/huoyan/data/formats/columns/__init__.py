"""What each column of a table means."""
