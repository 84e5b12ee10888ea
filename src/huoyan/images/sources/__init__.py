"""Where pictures come from: files and folders, patterns, web addresses, stdin."""
