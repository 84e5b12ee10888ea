"""What every page in a browser shares: its look, its words, its files over HTTP."""
