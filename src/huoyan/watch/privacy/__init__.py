"""What of a frame may be kept: `--blur` by its names. Whatever is stored went through it before."""

from __future__ import annotations

from pathlib import Path

from huoyan.errors import UsageError
from huoyan.watch.keeper import Hide
from huoyan.watch.privacy.face_finders import open_face_finder
from huoyan.watch.privacy.hidden_faces import HiddenFaces
from huoyan.watch.privacy.outside import outside_blurred
from huoyan.watch.rules.scene import Scene
from huoyan.words import Message

OUTSIDE, FACES = "outside", "faces"


def hide_of(blur: str | None, scene: Scene) -> Hide:
    """What `--blur` names: `outside`, or `faces=FILE`. Raises UsageError usage.blur."""
    if blur is None:
        return lambda pixels: pixels
    name, _, file = blur.partition("=")
    if name == FACES and file:
        return HiddenFaces(open_face_finder(Path(file)))
    if blur != OUTSIDE:
        raise UsageError(Message("watch.no_blur", value=blur), code="usage.blur")
    if not scene.zones:
        raise UsageError(Message("watch.blur_without_zone"), code="usage.blur")
    return lambda pixels: outside_blurred(pixels, scene.zones)
