"""What training lowers, and what it does about classes of unequal size."""
