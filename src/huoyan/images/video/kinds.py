"""Which files are moving pictures, by the ending of their names; and what else a source can be."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

# Endings that folders are searched for. Not .gif, which counts as a picture, nor .ts, which is TypeScript.
VIDEO_EXTENSIONS = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".m2ts", ".mts", ".wmv", ".flv"}
    | {".3gp", ".3g2", ".ogv", ".vob", ".mjpeg", ".mjpg", ".h264", ".h265", ".hevc", ".asf", ".divx"}
)
# Over http that is a camera, which gives its pictures without an end.
_MOTION_JPEG = {".mjpeg", ".mjpg"}
# Streams that come from elsewhere. rtsps is RTSP over TLS.
SCHEMES = ("rtsp://", "rtsps://", "rtmp://", "http://", "https://")

Kind = Literal["stdin", "camera", "address", "path"]


def is_video(path: Path) -> bool:
    """Whether the name ends like that of a video."""
    return path.suffix.lower() in VIDEO_EXTENSIONS


def kind_of(source: str | int | Path) -> Kind:
    """What a source is: `-`, a camera's number, an address, or a path."""
    text = str(source)
    if text == "-":
        return "stdin"
    if isinstance(source, int) or (isinstance(source, str) and text.isascii() and text.isdigit()):
        return "camera"
    if isinstance(source, str) and text.lower().startswith(SCHEMES):
        return "address"
    return "path"


def is_live(source: str | int | Path) -> bool:
    """A camera's number or an address; not that of a video file over http, all of whose frames are wanted."""
    kind = kind_of(source)
    if kind != "address":
        return kind == "camera"
    parts = urlsplit(str(source))
    is_file = PurePosixPath(parts.path).suffix.lower() in VIDEO_EXTENSIONS - _MOTION_JPEG
    return not (parts.scheme.lower().startswith("http") and is_file)
