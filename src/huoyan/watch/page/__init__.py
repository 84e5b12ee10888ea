"""A watch seen in a browser: the live picture, its alarms and counts; lines and zones drawn by hand."""
