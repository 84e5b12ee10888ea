"""The ladder: recognisers from cheap to dear, compared on the same pictures, as far as each pays."""
