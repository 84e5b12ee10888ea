"""What detectors are built of: blocks of convolutions, backbones, necks and heads."""
