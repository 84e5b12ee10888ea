"""Which sample trains, validates and tests: drawn, given in a file, or left out by one."""
