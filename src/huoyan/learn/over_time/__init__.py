"""What is measured of clips beside a training: what tells them apart, how soon, and what their order adds."""
