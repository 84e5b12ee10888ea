"""Networks of other libraries than timm by name, and what is known of any network by its name."""
