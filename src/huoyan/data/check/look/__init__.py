"""What is seen of each picture in one pass: its file, its pixels, small copies."""
