"""What a model takes by this protocol: the picture as it is encoded, or the pixels of the network's picture.

Of a model of clips it is the clip as it is encoded, or its frames or rows; in a sequence one of these at a
time. One of the two inputs is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from huoyan.errors import ServeError
from huoyan.predict.predictor import Predictor
from huoyan.serve.engine.looked import Given
from huoyan.serve.inputs.pictures import of_base64
from huoyan.serve.protocols.v2.datatypes import BYTES, datatype_of
from huoyan.serve.protocols.v2.tensors import Tensor
from huoyan.text import shortened
from huoyan.words import Listed, Message

PICTURE, IMAGES = "picture", "images"
CLIP, FRAMES = "clip", "frames"


@dataclass(frozen=True, slots=True)
class Takes:
    """An input: -1 for a side that may be any."""

    datatype: str
    shape: tuple[int, ...]


def inputs_of(predictor: Predictor) -> Mapping[str, Takes]:
    """By name, as the metadata list them."""
    clip = predictor.artifact.manifest.clip
    if clip is None:
        shape = predictor.preprocess
        sides = (-1, shape.height, shape.width, shape.channels)
        return {PICTURE: Takes(BYTES, (-1,)), IMAGES: Takes("UINT8", sides)}
    kind = datatype_of(np.empty(0, clip.dtype))
    step = clip.shape if kind == "FP32" else (-1, -1, 3)  # rows of numbers, or frames of any size
    return {CLIP: Takes(BYTES, (-1,)), FRAMES: Takes(kind, (-1, -1, *step))}


def given_in(tensors: tuple[Tensor, ...], takes: Mapping[str, Takes], most: int) -> list[Given]:
    """What is looked at, a row each: at most `most`. Raises ServeError serve.input, serve.tensor."""
    if len(tensors) != 1:
        raise _wrong("v2.one_input", n=len(tensors), known=Listed(takes, joint="or"))
    (tensor,) = tensors
    wanted = takes[next(iter(takes))] if tensor.name == "" else takes.get(tensor.name)
    if wanted is None:
        raise _wrong("v2.input_name", name=shortened(tensor.name, 80), known=Listed(takes, joint="or"))
    shape = tensor.shape[:1] if wanted.datatype == BYTES and tensor.shape[1:] == (1,) else tensor.shape
    fits = len(shape) == len(wanted.shape) and all(
        side in (-1, found) for side, found in zip(wanted.shape, shape, strict=True)
    )
    if tensor.datatype != wanted.datatype or not fits or not all(shape):
        raise _wrong(
            "v2.input_shape", name=tensor.name, datatype=tensor.datatype, shape=list(tensor.shape),
            wanted=wanted.datatype, sides=list(wanted.shape), encoded=next(iter(takes)),
        )  # fmt: skip
    if shape[0] > most:
        raise _wrong("v2.too_many_rows", n=shape[0], most=most)
    if isinstance(tensor.values, np.ndarray):
        return list(tensor.values)
    return [of_base64(each, tensor.name) if isinstance(each, str) else each for each in tensor.values]


def one_step(given: list[Given], clip: bool) -> Given:
    """The one moment of a sequence: frames (1, H, W, 3) or rows (1, values) lose their first side."""
    if len(given) != 1:
        raise _wrong("v2.one_step", n=len(given))
    (step,) = given
    if not (clip and isinstance(step, np.ndarray)):
        return step
    if len(step) != 1:
        raise _wrong("v2.one_step", n=len(step))
    return np.asarray(step[0])


def _wrong(phrase: str, /, **values: object) -> ServeError:
    return ServeError(Message(phrase, **values), code="serve.input")
