"""Any network of timm by its name, with random weights or with timm's own.

timm takes seconds to import, so that is done inside the functions.
"""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import torch
from torch import nn

from huoyan.errors import DownloadError, MissingExtra, NetworkError
from huoyan.learn.networks.backbones.joined_stages import join_stages
from huoyan.learn.networks.cnn_options import CNN_PRESETS
from huoyan.learn.networks.libraries.mobilenet_v1 import MOBILENET_V1, build_width, widths_like
from huoyan.learn.networks.libraries.timm_options import read_options
from huoyan.learn.networks.rnn.options import RNN_PRESETS
from huoyan.learn.on_features import ON_FEATURES
from huoyan.learn.options import integer, unknown
from huoyan.words import Listed, Message

CONNECT_S = 5.0
# What parts of the tags that timm gives its weights say of the data.
_DATA = {
    "in1k": "ImageNet-1k",
    "in12k": "ImageNet-12k",
    "in21k": "ImageNet-21k",
    "in22k": "ImageNet-21k",
    "jft": "JFT-300M",
    "ns": "JFT-300M",
    "webli": "WebLI",
    "openai": "WIT-400M",
    "laion400m": "LAION-400M",
    "laion2b": "LAION-2B",
    "datacomp1b": "DataComp-1B",
    "ig1b": "Instagram-1B",
    "lvd142m": "LVD-142M",
    "lvd1689m": "LVD-1689M",
}
# Our own option: how many of the last stages the classifier sees beside the pooled features.
JOINED = "joined_stages"


def build_timm(
    name: str, *, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool = False
) -> nn.Module:
    """The network `name` for `classes`, checked with one blank picture of `size` pixels.

    `options` are arguments of its constructor in timm, of those in `timm_options`; and `joined_stages`, see
    `join_stages`, which leaves a network as it is that cannot be traced. Raises NetworkError
    `network.unknown`, `network.option` or `network.size`, and DownloadError where pretrained weights cannot
    be fetched.
    """
    last = integer(JOINED, options[JOINED]) if JOINED in options else 0
    options = {option: value for option, value in options.items() if option != JOINED}

    def made() -> nn.Module:
        network = _made(name, classes, channels, size, options, pretrained)
        _check(network, name, classes, channels, size)
        return network

    network = made()
    if not last:
        return network
    joined = join_stages(network, last, classes=classes, channels=channels, size=size)
    return made() if joined is None else joined


def _made(
    name: str, classes: int, channels: int, size: int, options: Mapping[str, Any], pretrained: bool
) -> nn.Module:
    """As timm makes it."""
    config = _known(name)
    values = read_options(name, options)
    if config is not None and config.fixed_input_size and "img_size" not in values:
        values["img_size"] = size
    source = _source(name, config) if pretrained else {}
    try:
        network = create(
            name, num_classes=classes, in_chans=channels, pretrained=pretrained, **source, **values
        )
    except TypeError as error:
        raise _option_error(name, values, error) from error
    except OSError as error:  # huggingface_hub and urllib derive all their errors of the network from it
        raise _unreachable(name, config, error) from error
    except Exception as error:  # constructors raise whatever their arithmetic raises
        raise NetworkError(
            Message("network.not_built", name=name, size=size, options=str(values), reason=str(error)),
            code="network.option",
        ) from error
    return network


def names(pattern: str = "*") -> list[str]:
    """Names of timm like `pattern`, a shell pattern or part of a name."""
    wanted = pattern if any(mark in pattern for mark in "*?[") else f"*{pattern}*"
    found: list[str] = _timm().list_models(wanted)
    return sorted([*widths_like(wanted), *found])


def create(name: str, **arguments: Any) -> nn.Module:
    """By its name, with the arguments of timm.create_model. Raises what timm raises."""
    if name in MOBILENET_V1:
        return build_width(name, **arguments)
    network: nn.Module = _timm().create_model(name, **arguments)
    return network


def normalisation(name: str) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Mean and std (0..1, RGB) that the weights of `name` were trained with; None where timm does not say."""
    config = _known(name)
    return None if config is None else (tuple(config.mean), tuple(config.std))


def licence(name: str) -> str | None:
    """The licence that timm states for its weights of `name`."""
    config = _known(name)
    return None if config is None else config.license


def trained_on(name: str) -> str | None:
    """The data of timm's weights of `name`, by the tag that it gives them; None where that tells none."""
    config = _known(name)
    parts = () if config is None else re.split(r"[._]", str(config.tag or config.hf_hub_id or ""))
    return ", ".join(_DATA[part] for part in parts if part in _DATA) or None


def input_size(name: str) -> int | None:
    """Side in pixels of the pictures that `name` was made for."""
    config = _known(name)
    return None if config is None else int(config.input_size[-1])


def evaluated_as(name: str) -> tuple[float, str] | None:
    """Share of the side that stays, and the interpolation, with which timm evaluates its own weights."""
    config = _known(name)
    return None if config is None else (float(config.crop_pct), str(config.interpolation))


def takes_one_size(name: str) -> bool:
    """Whether `name` takes pictures of its own size only, unless it is built for another."""
    config = _known(name)
    return config is not None and bool(config.fixed_input_size)


def _timm() -> Any:
    try:
        import timm
    except ImportError as error:
        raise MissingExtra("timm", "train", Message("network.of_timm")) from error
    return timm


def _known(name: str) -> Any:
    """timm's configuration of `name` (None: it has none); NetworkError `network.unknown` with near names."""
    timm = _timm()
    if name in MOBILENET_V1:
        return None
    base, _, tag = name.partition(".")
    if not timm.is_model(base):
        known = [*ON_FEATURES, *CNN_PRESETS, *RNN_PRESETS, *names()]
        raise NetworkError(
            unknown("network.unknown", base, known, network=name),
            code="network.unknown",
        )
    try:
        return timm.get_pretrained_cfg(name)
    except RuntimeError as error:
        tags = [full.partition(".")[2] for full in timm.list_pretrained(f"{base}.*")]
        raise NetworkError(
            Message("network.no_tag", name=base, tag=tag, tags=Listed(tags, None) or Message("network.none")),
            code="network.unknown",
        ) from error


def _source(name: str, config: Any) -> dict[str, Any]:
    """Where timm shall load from: the file in the cache, or the net, if it answers.

    Asked beforehand, because huggingface_hub tries an unreachable host for most of a minute.
    """
    if config is None or not config.has_weights:
        raise NetworkError(
            Message("network.timm_has_none", name=name),
            code="network.pretrained",
        )
    cached = _cached(config)
    if cached is not None:
        return {"pretrained_cfg_overlay": {"file": cached, "custom_load": False}}
    address = _address(config)
    host = urlsplit(address).hostname or ""
    if not urllib.request.getproxies():  # behind a proxy the host need not be known here
        try:
            socket.create_connection((host, urlsplit(address).port or 443), timeout=CONNECT_S).close()
        except OSError as error:
            raise _unreachable(name, config, error) from error
    return {}


def _cached(config: Any) -> str | None:
    """The weights where an earlier download left them."""
    if not config.hf_hub_id:
        return None
    from huggingface_hub import try_to_load_from_cache

    filename = config.hf_hub_filename or "model.safetensors"
    path = try_to_load_from_cache(config.hf_hub_id, filename)
    return path if isinstance(path, str) and path.endswith(".safetensors") else None


def _address(config: Any) -> str:
    if not config.hf_hub_id:
        return str(config.url)
    from huggingface_hub import constants

    return f"{constants.ENDPOINT}/{config.hf_hub_id}"


def _unreachable(name: str, config: Any, error: Exception) -> DownloadError:
    return DownloadError(
        Message("network.unreachable", name=name, address=_address(config), reason=str(error)),
        code="download.weights",
    )


def _option_error(name: str, values: Mapping[str, Any], error: TypeError) -> NetworkError:
    return NetworkError(
        Message(
            "network.options_refused",
            name=name,
            options=Listed(values, None) or Message("network.no_options"),
            reason=str(error),
        ),
        code="network.option",
    )


def _check(network: nn.Module, name: str, classes: int, channels: int, size: int) -> None:
    """One blank picture through the network: some families fail only then for a size they cannot take."""
    training = network.training
    expected: Sequence[int] = (1, classes)
    try:
        with torch.inference_mode():
            logits = network.eval()(torch.zeros(1, channels, size, size))
    except Exception as error:  # a network raises whatever its code raises
        raise NetworkError(
            Message("network.size", name=name, size=size, reason=str(error), own=input_size(name)),
            code="network.size",
        ) from error
    finally:
        network.train(training)
    if not isinstance(logits, torch.Tensor) or tuple(logits.shape) != tuple(expected):
        raise NetworkError(
            Message("network.logits", name=name, classes=classes),
            code="network.option",
        )
