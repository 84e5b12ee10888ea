"""A camera or a video watched: things found, followed, counted, and told where they matter."""
