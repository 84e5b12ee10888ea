"""Why a source cannot be read, as an error with its code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from huoyan.errors import HuoyanError, UsageError, VideoError
from huoyan.images.video.address import without_secrets
from huoyan.images.video.cut_off import missing_bytes
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.process.messages import Failed
from huoyan.images.video.target import Target
from huoyan.text import shortened
from huoyan.words import Message

_NO_STREAM = "matches no streams"  # so ffmpeg says it; OpenCV is silent
# `[h264 @ 0x55..] `, `[OPENCV:FFMPEG:16] ` and the name of the input are no part of the reason.
_PREFIX = re.compile(r"^(\[[^\]]*\]\s*)+")


def reason(complaints: Sequence[str], target: Target) -> str | Message:
    """The last thing that a library said; never the user or the password."""
    for said in reversed(complaints):
        text = without_secrets(_PREFIX.sub("", said), target.location).removeprefix(f"{target.location}: ")
        if text := text.strip(" .:"):
            return shortened(text, 200)
    return Message("video.no_reason")


def failure(failed: Failed, target: Target, complaints: Sequence[str], limits: VideoLimits) -> HuoyanError:
    """The error to raise for what the decoder could not read."""
    if failed.code == "no_ffmpeg":
        return UsageError(Message("video.no_ffmpeg"), code="usage.engine")
    if failed.code == "too_large":
        size = {"width": failed.width, "height": failed.height, "most": limits.max_pixels}
        return VideoError(Message("video.too_large", name=target.name, **size), code="video.too_large")
    if failed.code == "memory":
        return VideoError(Message("video.memory", name=target.name), code="video.too_large")
    if target.path is not None:
        return _of_file(failed, target, target.path, complaints)
    return _of_stream(failed, target, [*complaints, failed.reason])


def _of_file(failed: Failed, target: Target, path: Path, complaints: Sequence[str]) -> VideoError:
    name, why = target.name, reason(complaints, target)
    if missing := missing_bytes(path):
        told, code = Message("video.cut_off_before", name=name, missing=missing), "truncated"
    elif failed.code == "no_frames" and complaints:
        told, code = Message("video.no_frames_because", name=name, reason=why), "no_frames"
    elif failed.code == "no_frames":
        told, code = Message("video.no_frames", name=name), "no_frames"
    elif not complaints or any(_NO_STREAM in said for said in complaints):
        told, code = Message("video.no_stream", name=name), "no_frames"
    else:
        told, code = Message("video.damaged", name=name, reason=why), "damaged"
    return VideoError(told, code=f"video.{code}")


def _of_stream(failed: Failed, target: Target, complaints: Sequence[str]) -> VideoError:
    name, why, said = target.name, reason(complaints, target), " ".join(complaints)
    if target.stdin:
        told, code = Message("video.stdin_damaged", reason=why), "damaged"
    elif target.location.isdigit():
        told, code = Message("video.no_camera", name=name), "no_camera"
    elif failed.code == "size_changed":
        told, code = Message("video.new_size", name=name), "size_changed"
    elif failed.code in ("no_frames", "another_kind"):
        told, code = Message("video.no_stream", name=name), failed.code
    elif re.search(r"\b40[13]\b", said):
        told, code = Message("video.refused", name=name), "refused"
    elif re.search(r"\b404\b", said):
        told, code = Message("video.not_found", name=name, reason=why), "not_found"
    else:
        told, code = Message("video.unreachable", name=name, reason=why), "unreachable"
    return VideoError(told, code=f"video.{code}")
