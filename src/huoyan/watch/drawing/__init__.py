"""What is watched, drawn for the eye: lines, zones, things, and where they have gone."""
