"""One look at one picture: what its file says, how its pixels are, and small copies to compare.

A picture is decoded once, scaled while it is decoded where the format can do that. Only grey of more than
8 bits is read a second time, because its own window has to be found first.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace

import numpy as np

from huoyan.data.dataset import Sample
from huoyan.images.decode import PictureInfo, decode, probe
from huoyan.images.decoding import orientation
from huoyan.images.decoding.colour import is_deep
from huoyan.images.decoding.formats import MPO, PICTURE_FORMATS
from huoyan.images.decoding.grey_window import window_of
from huoyan.images.decoding.pillow_settings import quiet
from huoyan.images.files import read_bytes
from huoyan.images.made_mark import says_made

GREY_SIDE = 48  # small copy for duplicates: enough detail to tell two sunsets apart, 2.3 kB
THUMB_SIDE = 32  # small copy in colour, 3 kB
FINE_SIDE = 128  # shorter side (at most) at which sharpness, borders and corners are measured
CORNER = 5  # a corner is a fifth of each side

# Columns of facts about many pictures: shape and type of each number, and the texts.
NUMBERS: dict[str, tuple[tuple[int, ...], type]] = {
    "thumb": ((THUMB_SIDE, THUMB_SIDE, 3), np.uint8),
    "grey": ((GREY_SIDE, GREY_SIDE), np.uint8),
    "width": ((), np.int32),
    "height": ((), np.int32),
    "bits": ((), np.int32),
    "bytes": ((), np.int64),
    "orientation": ((), np.int32),
    "frames": ((), np.int32),
    "made": ((), np.bool_),
    "brightness": ((), np.float32),
    "contrast": ((), np.float32),
    "saturation": ((), np.float32),
    "sharpness": ((), np.float32),
    "border": ((4,), np.float32),
    "border_colour": ((3,), np.float32),
    "border_spread": ((), np.float32),
    "corners": ((4, 3), np.float32),
}
TEXTS = ("format", "mode", "camera", "sha256")

_MAKE, _MODEL = 271, 272  # EXIF 2.32, section 4.6.4
_EXIF_MARKS = (b"Exif\0", b"eXIf", b"Raw profile type exif", b"EXIF")


@dataclass(frozen=True, slots=True, eq=False)
class PictureFacts:
    """What one picture is like.

    thumb: uint8 (32, 32, 3); grey: uint8 (48, 48); both squashed, of the upright picture.
    width, height: upright. bytes: of the file. frames: of an animation, or pages. made: whether the file says
    that a program made the picture. camera: maker and model,
    "" if not said; never to be printed. sha256: of the file's bytes, or of pixels in memory.
    brightness, contrast: mean and standard deviation of luma, 0..255. saturation: mean difference between
    the strongest and the weakest channel, 0 for grey. sharpness: the strongest edges against the contrast
    (see `_sharpness`). border: (4,) shares of the sides that are one even colour, top, right, bottom, left.
    border_colour: (3,) mean RGB of the outermost ring, border_spread: its standard deviation.
    corners: (4, 3) mean, deviation and edge strength of luma in a fifth of the sides: top left, top right,
    bottom left, bottom right.
    """

    thumb: np.ndarray
    grey: np.ndarray
    width: int
    height: int
    format: str
    mode: str
    bits: int
    bytes: int
    orientation: int
    frames: int
    camera: str
    sha256: str
    brightness: float
    contrast: float
    saturation: float
    sharpness: float
    border: np.ndarray
    border_colour: np.ndarray
    border_spread: float
    corners: np.ndarray
    made: bool = False


def picture_facts(sample: Sample) -> PictureFacts:
    """Read, decode and measure one picture. Raises ImageError."""
    if sample.pixels is not None:
        pixels = sample.pixels
        rgb = np.repeat(pixels[:, :, None], 3, axis=2) if pixels.ndim == 2 else pixels
        mode = "L" if pixels.ndim == 2 else "RGB"
        info = PictureInfo("array", pixels.shape[1], pixels.shape[0], mode, 8)
        return measured(rgb, info, pixels.nbytes, (1, 1, ""), sample.picture.sha256())
    assert sample.path is not None, "a sample has a path or pixels"
    data = read_bytes(sample.path, sample.limits)
    return file_facts(data, hashlib.sha256(data).hexdigest(), sample)


def file_facts(data: bytes, digest: str, sample: Sample) -> PictureFacts:
    """Decode and measure the file of `sample` with this content and hex sha256. Raises ImageError."""
    limits, enough = sample.limits, (FINE_SIDE // 2, FINE_SIDE // 2)
    info = probe(data, limits=limits, name=sample.source)
    window = window_of([data], limits) if is_deep(info.mode) else None
    picture = decode(data, limits=limits, window=window, at_least=enough, name=sample.source)
    said = _said(data, info.format, is_stereo(sample.source) and info.format == "JPEG")
    facts = measured(picture.pixels, info, len(data), said, digest)
    return replace(facts, made=True) if says_made(data) else facts


def is_stereo(name: str) -> bool:
    """Whether a JPEG of this name holds more pictures; in others what follows may be a gain map."""
    return name.lower().endswith(".mpo")


def _said(data: bytes, kind: str, stereo: bool) -> tuple[int, int, str]:
    """Orientation, number of frames and camera as the file says; 1, 1 and "" where it says nothing valid."""
    turn = orientation.of_jpeg(data) if kind == "JPEG" else 1
    has_exif = any(mark in data for mark in _EXIF_MARKS) or kind == "TIFF"
    if kind == "JPEG" and not has_exif and not stereo:
        return turn, 1, ""
    with quiet():
        try:
            image = (MPO if stereo else PICTURE_FORMATS[kind]).open(io.BytesIO(data))
            # The layers of a PSD are parts of the one picture.
            frames = int(getattr(image, "n_frames", 1)) if kind != "PSD" else 1
            if not has_exif:  # asking a PNG for it would decode its pixels
                return turn, frames, ""
            exif = image.getexif()
            camera = " ".join(str(exif.get(tag, "")).strip(" \0") for tag in (_MAKE, _MODEL)).strip()
            return turn if kind == "JPEG" else orientation.of_image(image), frames, camera
        except Exception:  # noqa: BLE001  broken metadata raises anything, and must not cost the picture
            return turn, 1, ""


def measured(
    rgb: np.ndarray, info: PictureInfo, n_bytes: int, said: tuple[int, int, str], sha256: str
) -> PictureFacts:
    """Of decoded pixels. said: orientation, number of frames, camera."""
    import cv2

    rgb = np.ascontiguousarray(rgb)
    mean, deviation = cv2.meanStdDev(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
    # Small copies of a smaller copy: area means of area means, in a third of the time.
    fine = _fine(rgb)
    luma = cv2.cvtColor(fine, cv2.COLOR_RGB2GRAY)
    thumb = squashed(fine, THUMB_SIDE)
    ring = np.concatenate([thumb[0], thumb[-1], thumb[1:-1, 0], thumb[1:-1, -1]]).astype(np.float32)
    return PictureFacts(
        thumb=thumb,
        grey=squashed(luma, GREY_SIDE),
        width=info.width,
        height=info.height,
        format=info.format,
        mode=info.mode,
        bits=info.bits,
        bytes=n_bytes,
        orientation=said[0],
        frames=said[1],
        camera=said[2],
        sha256=sha256,
        brightness=float(mean[0, 0]),
        contrast=float(deviation[0, 0]),
        saturation=float(np.ptp(thumb.astype(np.int16), axis=2).mean()),
        sharpness=_sharpness(luma),
        border=_border(fine),
        border_colour=ring.mean(axis=0),
        border_spread=float(ring.std(axis=0).mean()),
        corners=_corners(luma),
    )


def squashed(image: np.ndarray, side: int) -> np.ndarray:
    """uint8 (H, W) or (H, W, 3) to (side, side): area means; a side that is too short is stretched first."""
    import cv2

    height, width = image.shape[:2]
    if height < side or width < side:
        # OpenCV's area means fall back to aliased interpolation unless both sides shrink.
        enough = (max(width, side), max(height, side))
        image = cv2.resize(image, enough, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA))


def _fine(rgb: np.ndarray) -> np.ndarray:
    """Shrunk to a shorter side of FINE_SIDE, a longer one of 4 times that; never enlarged."""
    import cv2

    height, width = rgb.shape[:2]
    scale = min(1.0, max(FINE_SIDE / min(height, width), 0.0), 4 * FINE_SIDE / max(height, width))
    if scale == 1.0:
        return rgb
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))


def _sharpness(luma: np.ndarray) -> float:
    """The 99.5 percentile of |Laplacian| over the standard deviation: about 1 and more for a sharp picture.

    The strongest edges, not all of them: fog and a smooth sky are no blur while something is sharp.
    """
    import cv2

    edges = np.bincount(np.abs(cv2.Laplacian(luma, cv2.CV_16S, ksize=1)).reshape(-1))
    strongest = np.searchsorted(np.cumsum(edges), 0.995 * luma.size)
    return float(strongest / max(float(cv2.meanStdDev(luma)[1][0, 0]), 1.0))


def _border(rgb: np.ndarray) -> np.ndarray:
    """Shares (4,) of the height or width that are as even as the outermost line: top, right, bottom, left."""
    turned = rgb.swapaxes(0, 1)
    sides = (_even(rgb), _even(turned[::-1]), _even(rgb[::-1]), _even(turned))
    return np.array(sides, dtype=np.float32)


def _even(lines: np.ndarray) -> float:
    """Share of lines, uint8 (L, K, 3), from the first on, that are even and of the colour of the first.

    3 and 4 of 255: what JPEG leaves of an even border after shrinking.
    """
    if lines[0].std(axis=0).max() >= 3:  # of nearly every photo, and then the others need no look
        return 0.0
    means = lines.mean(axis=1)
    same = (lines.std(axis=1).max(axis=1) < 3) & (np.abs(means - means[0]).max(axis=1) < 4)
    return 1.0 if same.all() else float(np.argmin(same)) / len(same)


def _corners(luma: np.ndarray) -> np.ndarray:
    import cv2

    height, width = max(2, luma.shape[0] // CORNER), max(2, luma.shape[1] // CORNER)
    answer = np.zeros((4, 3), dtype=np.float32)
    for at, (rows, columns) in enumerate(
        (y, x) for y in (slice(height), slice(-height, None)) for x in (slice(width), slice(-width, None))
    ):
        patch = luma[rows, columns]
        mean, deviation = cv2.meanStdDev(patch)
        edges = cv2.norm(patch[1:], patch[:-1], cv2.NORM_L1) + cv2.norm(
            patch[:, 1:], patch[:, :-1], cv2.NORM_L1
        )
        answer[at] = mean[0, 0], deviation[0, 0], edges / patch.size
    return answer
