"""Pairs of players by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huoyan.errors import NetworkError
from huoyan.learn.generate.players.base import BuildPair, Pair, PairShape
from huoyan.learn.generate.players.dcgan import dcgan_pair
from huoyan.learn.generate.players.dense import dense_pair
from huoyan.learn.generate.players.residual import residual_pair
from huoyan.learn.options import unknown
from huoyan.words import Listed

PAIRS: Mapping[str, BuildPair] = {"dense": dense_pair, "dcgan": dcgan_pair, "residual": residual_pair}


def build_pair(name: str, shape: PairShape, options: Mapping[str, Any]) -> Pair:
    """With random weights. Raises NetworkError: network.unknown, network.option, network.size."""
    if name not in PAIRS:
        told = unknown("pair.unknown", name, PAIRS, pair=name, known=Listed(PAIRS, None))
        raise NetworkError(told, code="network.unknown")
    return PAIRS[name](shape, options)
