"""Charts as inline SVG, coloured by the page's CSS variables; text stays text."""
