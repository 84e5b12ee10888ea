"""What of a source the decoder is told, and what is checked of a file before it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from huoyan.errors import VideoError
from huoyan.images.decoding.formats import HEAD, PICTURE_FORMATS, sniff
from huoyan.images.decoding.pillow_settings import quiet
from huoyan.images.video.address import masked
from huoyan.images.video.kinds import kind_of
from huoyan.text import spelt
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# A file may be a play list: it must not lead into the network.
_OF_FILES = "protocol_whitelist;file,pipe,fd,crypto,data"
_OF_HTTP = "protocol_whitelist;http,https,httpproxy,tcp,tls,crypto,data"
# Without TCP a stream loses packets wherever a net is busy. To wait for its frame rate would take seconds.
_OF_RTSP = "rtsp_transport;tcp|fpsprobesize;0"
_MAY_MOVE = ("GIF", "PNG", "WebP")


@dataclass(frozen=True, slots=True)
class Target:
    """name: to be shown, without secrets. location: for FFmpeg's libraries. options: as in `Order`."""

    name: str
    location: str = field(repr=False)  # it may hold a password
    options: str = ""
    path: Path | None = None
    stdin: bool = False


def target(source: str | int | Path) -> Target:
    """Raises VideoError for a path that is no video file at first sight."""
    kind = kind_of(source)
    text = str(source)
    if kind == "stdin":
        return Target("stdin", "", _OF_FILES, stdin=True)
    if kind == "camera":
        return Target(text, text)
    if kind == "address":
        rtsp = text.lower().startswith("rtsp")
        return Target(spelt(masked(text)), text, _OF_RTSP if rtsp else _OF_HTTP)
    path = Path(text)
    name = spelt(masked(text) if "@" in text and ":/" in text else str(path))  # of an unknown scheme
    _check(path, name)
    return Target(name, f"file:{path.absolute()}", _OF_FILES, path)


def _moves(path: Path, kind: str) -> bool:
    with quiet(), path.open("rb") as file:
        try:
            return bool(getattr(PICTURE_FORMATS[kind].open(file), "is_animated", False))
        except Exception:  # noqa: BLE001 - damaged, as the decoder will say
            return True


def _check(path: Path, name: str) -> None:
    try:
        if not path.exists():
            raise VideoError(Message("video.missing", path=name), code="video.missing")
        if not path.is_file():  # a pipe or a device would block for ever
            raise VideoError(Message("video.not_a_file", path=name), code="video.missing")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        reason = system_reason(error)
        raise VideoError(
            Message("video.unreadable", path=name, reason=reason), code="video.permission"
        ) from error
    if not head:
        raise VideoError(Message("video.empty", name=name), code="video.empty")
    picture = sniff(head, path.name)
    if picture and not (picture in _MAY_MOVE and _moves(path, picture)):
        raise VideoError(Message("video.a_picture", name=name, kind=picture), code="video.picture")
