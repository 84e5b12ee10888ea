"""Commands about networks, weights and finished models."""
