"""The language of rules: sentences such as `yard enters person between 22:00 and 06:00`."""
