"""Descriptions of pictures by numbers, by name; any other name is a network of timm."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.learn.features.base import Describe
from huoyan.learn.features.descriptions.colour import colour
from huoyan.learn.features.descriptions.edges import edges
from huoyan.learn.features.descriptions.hog import hog
from huoyan.learn.features.descriptions.lbp import lbp
from huoyan.learn.features.descriptions.pixels import pixels
from huoyan.learn.features.descriptions.shape import shape

DESCRIPTIONS: Mapping[str, Describe] = {
    "hog": hog,
    "lbp": lbp,
    "colour": colour,
    "edges": edges,
    "shape": shape,
    "pixels": pixels,
}
