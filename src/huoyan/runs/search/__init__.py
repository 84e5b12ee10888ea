"""What a search for good choices has tried, and what came of it."""
