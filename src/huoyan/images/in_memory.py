"""Pictures that a caller holds: encoded, of Pillow, arrays, tensors; they come out as their files would."""

from __future__ import annotations

import sys
import threading
from typing import Any

import numpy as np
from PIL import Image

from huoyan.errors import HuoyanError, ImageError
from huoyan.images.decode import bits_of
from huoyan.images.decoding import colour, orientation
from huoyan.images.decoding.colour import Window
from huoyan.images.decoding.library_reason import reason_of
from huoyan.images.decoding.pillow_settings import quiet
from huoyan.images.limits import DEFAULT, Limits
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# Two threads must not read one open file, or load one picture of Pillow, at once: a lock for most of them.
_READING = tuple(threading.Lock() for _ in range(64))


def is_pixels(value: object) -> bool:
    """Whether `pixels_of` takes it: a Pillow picture, or what NumPy can look into."""
    return isinstance(value, Image.Image | memoryview) or hasattr(value, "__array__")


def encoded_in(value: Any, limits: Limits = DEFAULT, name: str = "image") -> bytes | None:
    """The bytes of an encoded picture: bytes, or what an open binary file holds. None for anything else.

    A file is read from its start, where it has one, and is left where it was.
    Raises ImageError: image.read, image.too_large.
    """
    if isinstance(value, bytes | bytearray) or (isinstance(value, memoryview) and value.ndim == 1):
        return bytes(value)
    if not hasattr(value, "read"):
        return None
    with _lock(value):
        try:
            content = _whole(value, limits.max_bytes + 1)
        except Exception as error:
            raise ImageError(
                Message("image.open_file_unreadable", name=name, reason=system_reason(error)),
                code="image.read",
            ) from error
    if not isinstance(content, bytes):
        raise ImageError(Message("image.opened_as_text", name=name), code="image.read")
    if len(content) > limits.max_bytes:
        raise ImageError(
            Message("image.gives_too_much", name=name, most=limits.max_bytes),
            code="image.too_large",
        )
    return content


def _whole(file: Any, most: int) -> Any:
    if not (hasattr(file, "seekable") and file.seekable()):
        return _read(file, most)
    place = file.tell()
    file.seek(0)
    try:
        return _read(file, most)
    finally:
        file.seek(place)


def _read(file: Any, most: int) -> Any:
    """At most so many bytes, of pipes too, which give fewer at a time. What is no bytes comes as it is."""
    parts = [file.read(most)]
    while isinstance(parts[-1], bytes) and parts[-1] and (left := most - sum(map(len, parts))) > 0:
        parts.append(file.read(left))
    return b"".join(parts) if isinstance(parts[-1], bytes) else parts[-1]


def _lock(value: object) -> threading.Lock:
    return _READING[id(value) // 16 % len(_READING)]


def is_tensor(value: object) -> bool:
    """Whether it is a tensor of PyTorch, which is not imported for that."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def pixels_in_memory(picture: Any, window: Window | None = None, name: str = "image") -> np.ndarray:
    """uint8 (H, W) or (H, W, 3) of a Pillow picture, an array or a tensor; the caller's is not changed.

    window: as for `images.decode`. Raises ImageError: image.pixels for an array that stands for no picture;
    image.truncated, .corrupt, .depth for a Pillow picture.
    """
    if isinstance(picture, Image.Image):
        return _of_pillow(picture, window, name)
    try:
        values = _channels_last(picture) if is_tensor(picture) else np.asarray(picture)
    except Exception as error:
        raise _no_picture(
            Message("image.pixels_unreadable", kind=type(picture).__name__, reason=str(error)), name
        ) from error
    return _of_array(values, window, name)


def _of_pillow(picture: Image.Image, window: Window | None, name: str) -> np.ndarray:
    with quiet():
        try:
            with _lock(picture):
                picture.load()
            # After loading: Pillow turns TIFF on its own, and then forgets the tag.
            turn = orientation.of_image(picture)
            if not all(picture.size):
                raise _no_picture(
                    Message("image.pixels_none", width=picture.width, height=picture.height), name
                )
            rgb = colour.to_rgb(picture, window, bits_of(picture, b"", picture.format or ""), name)
        except HuoyanError:
            raise
        except Exception as error:
            raise _unloadable(error, name) from error
    return orientation.upright(rgb, turn)


def _unloadable(error: Exception, name: str) -> ImageError:
    said = reason_of(error)
    if "truncated" in said.lower():
        return ImageError(Message("image.loaded_cut_off", name=name, reason=said), code="image.truncated")
    return ImageError(
        Message("image.not_loaded", name=name, reason=said),
        code="image.corrupt",
    )


def _channels_last(tensor: Any) -> np.ndarray:
    """A tensor as an array; (3, H, W) as PyTorch has it becomes (H, W, 3)."""
    torch = sys.modules["torch"]
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    if plain.is_floating_point():
        plain = plain.to(torch.float32)
    values = np.asarray(plain.to_dense() if plain.is_sparse else plain)
    return values.transpose(1, 2, 0) if values.ndim == 3 and values.shape[0] in (1, 3, 4) else values


def _of_array(values: np.ndarray, window: Window | None, name: str) -> np.ndarray:
    if values.ndim == 3 and values.shape[2] == 1:
        values = values[:, :, 0]
    shaped = values.ndim == 2 or (values.ndim == 3 and values.shape[2] in (3, 4))
    if not shaped or not values.size or values.dtype.kind not in "buif":
        raise _no_picture(_array(values), name)
    if values.ndim == 2 and values.dtype.kind != "b" and values.dtype != np.uint8:
        return _deep_grey(values, window, name)
    eight = _eight_bits(values, name)
    return (
        np.array(colour.over_white(Image.fromarray(eight)))
        if eight.ndim == 3 and eight.shape[2] == 4
        else eight
    )


def _eight_bits(values: np.ndarray, name: str) -> np.ndarray:
    """Colour, or grey of at most 8 bits, as contiguous uint8."""
    kind = values.dtype.kind
    if values.dtype == np.uint8:
        return np.ascontiguousarray(values)
    if kind == "b":
        return np.ascontiguousarray(values).astype(np.uint8) * np.uint8(255)
    if kind == "u" and values.dtype.itemsize == 2:
        return (np.ascontiguousarray(values) >> 8).astype(np.uint8)  # the upper byte, as from a file
    if kind == "f":
        return _of_shares(values, name)
    raise _no_picture(_array(values), name)


def _of_shares(values: np.ndarray, name: str) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    if not (low >= 0 and high <= 1):  # neither does NaN pass
        raise _no_picture(_array_of_values(values, low, high), name)
    return np.rint(values.astype(np.float64) * 255).astype(np.uint8)


def _deep_grey(values: np.ndarray, window: Window | None, name: str) -> np.ndarray:
    """Grey of more than 8 bits through the window, as from a file of 16 bits or of floats."""
    kind = values.dtype.kind
    if kind == "u" and values.dtype.itemsize == 2:
        return colour.map_window(values, window or (0.0, 65535.0))
    if window is None and kind == "f":
        return _of_shares(values, name)
    low, high = float(values.min()), float(values.max())
    # Shares of white where the window counts in the values of a sensor: all would come out black.
    shares = kind == "f" and window is not None and window[1] > 2 and low >= 0 and high <= 1
    if window is None or shares:
        found = _array_of_values(values, low, high)
        if window is None:
            raise _no_picture(found, name)
        black, white = window
        said = Message("image.no_picture_of_window", name=name, what=found, low=black, high=white)
        raise ImageError(said, code="image.pixels")
    return colour.map_window(values, window)


def _array(values: np.ndarray) -> Message:
    return Message("image.array", dtype=str(values.dtype), shape=values.shape)


def _array_of_values(values: np.ndarray, low: float, high: float) -> Message:
    return Message("image.array_of_values", dtype=str(values.dtype), shape=values.shape, low=low, high=high)


def _no_picture(what: Message, name: str) -> ImageError:
    return ImageError(Message("image.no_picture", name=name, what=what), code="image.pixels")
