"""Training pictures with boxes, varied: put together, turned, painted."""
