"""Whether there is a network of a name, and whether it has the options that are asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from huoyan.errors import NetworkError
from huoyan.learn.networks import NETWORKS, cnn_options, taken_folded
from huoyan.learn.networks.clips.build import MOTION_CNN, STEP_VALUES
from huoyan.learn.networks.detectors import DETECTORS, OPTIONS
from huoyan.learn.networks.libraries.facts import check_known
from huoyan.learn.networks.rnn import options as rnn_options
from huoyan.learn.options import parse_values, unknown


def check_network(name: str, options: Mapping[str, Any]) -> None:
    """Raises NetworkError: network.unknown, network.option; the options of a library's networks it knows."""
    if name in DETECTORS:
        OPTIONS[name](name, options)
    elif name in (MOTION_CNN, STEP_VALUES):
        parse_values(name, options, {})
    elif name in NETWORKS:
        parse = rnn_options.parse_options if name == "rnn" else cnn_options.parse_options
        parse(taken_folded(options)[1])
    else:
        check_name(name)


def check_name(name: str) -> None:
    """Raises NetworkError (network.unknown), which tells the nearest."""
    try:
        check_known(name)
    except NetworkError:
        if not get_close_matches(name, DETECTORS):
            raise
        raise NetworkError(
            unknown("network.unknown", name, DETECTORS, network=name), code="network.unknown"
        ) from None
