"""Good choices searched for: settings are trained one after the other and compared on validation alone."""
