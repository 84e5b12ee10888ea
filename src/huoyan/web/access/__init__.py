"""Who may call, and what of a call is told: keys, exposure, headers, the log of requests."""
