"""Pictures on their way into training: decoded, kept, shuffled, batched."""
