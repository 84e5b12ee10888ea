"""Where things may be in a picture, before anything is known of them."""
