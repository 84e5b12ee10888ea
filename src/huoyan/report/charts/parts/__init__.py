"""What charts are drawn of: SVG, scales and axes, frames with lines, bars or points, two widths."""
