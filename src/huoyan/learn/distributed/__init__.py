"""Training by several processes: who they are and what they agree on."""
