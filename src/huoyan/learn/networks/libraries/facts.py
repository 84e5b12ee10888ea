"""What is known of a network by its name alone: its pictures, and the weights that its library has for it."""

from __future__ import annotations

from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.learn.networks.libraries import timm, torchvision

SIDE = 224  # where a library does not say what a network was made for
# A network sees best a little above the size of its training (Touvron et al. 2019): at 256 for 224.
LARGER, STRIDE = 8 / 7, 32


def check_known(name: str) -> None:
    """Raises NetworkError (network.unknown), which tells the nearest."""
    if torchvision.is_torchvision(name):
        torchvision.check_known(name)
    else:
        timm.input_size(name)


def normalisation(name: str) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Mean and std (0..1, RGB) that weights of `name` were trained with; None where it is not known."""
    if torchvision.is_torchvision(name):
        return torchvision.NORMALISATION
    return timm.normalisation(name)


def input_size(name: str) -> int | None:
    """Side in pixels of the pictures that `name` was made for."""
    if torchvision.is_torchvision(name):
        return torchvision.SIZES.get(name.removeprefix(torchvision.PREFIX), 224)
    return timm.input_size(name)


def evaluated_as(name: str) -> tuple[float, str]:
    """Share of the side that stays, and the interpolation, with which the library evaluates its weights."""
    usual = (0.875, "bilinear")
    return usual if torchvision.is_torchvision(name) else timm.evaluated_as(name) or usual


def best_size(name: str) -> int:
    """The side at which the features of `name` say most: that of its training where it takes no other."""
    own = input_size(name) or SIDE
    return own if takes_one_size(name) else round(own * LARGER / STRIDE) * STRIDE


def takes_one_size(name: str) -> bool:
    """Whether `name` takes pictures of its own size only, unless it is built for another."""
    if torchvision.is_torchvision(name):
        return name.startswith(f"{torchvision.PREFIX}vit")
    return timm.takes_one_size(name)


def licence(name: str) -> str | None:
    """The licence that the library states for its weights of `name`."""
    return None if torchvision.is_torchvision(name) else timm.licence(name)


def origin_in_library(name: str) -> WeightsOrigin:
    """Of the library's own weights of `name`; torchvision states no licence for any."""
    stated = licence(name)
    if stated is None:
        return WeightsOrigin(name=name)
    return WeightsOrigin(name=name, stated_by="timm", licence=stated, trained_on=timm.trained_on(name))
