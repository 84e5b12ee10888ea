"""What every page and every server of the project shares: keys, headers, the shell of a page, one process."""
