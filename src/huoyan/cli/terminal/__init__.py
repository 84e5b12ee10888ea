"""What the commands share: flags, languages, lines, progress."""
