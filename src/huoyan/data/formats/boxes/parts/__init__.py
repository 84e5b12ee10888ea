"""What the formats of boxes share: boxes as files have them, made those of upright pictures."""
