"""A model that answers: pictures in, results out."""

from __future__ import annotations

import io
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from PIL import Image, ImageOps

from huoyan.artifact.read import Artifact
from huoyan.errors import HuoyanError, ImageError, UsageError
from huoyan.images.files import read_bytes
from huoyan.images.sources import Source, expand, unreachable
from huoyan.results import Answer, Classification, Failure
from huoyan.runtimes.base import Runtime
from huoyan.runtimes.cores import available_cores
from huoyan.runtimes.feeding import Prepare, Seconds, feed
from huoyan.tasks.classify import Classify
from huoyan.text import printable

if TYPE_CHECKING:
    from huoyan.artifact.manifest import Manifest

# A picture: a file, an encoded picture, or uint8 pixels (H, W) grey or (H, W, 3) RGB.
Picture = str | Path | bytes | np.ndarray | Image.Image
# One batch keeps the engine busy without waiting long for the first answer: 4 MiB of pixels.
BATCH_BYTES, LARGEST_BATCH, SMALLEST_BATCH = 4 << 20, 256, 8


def task_of(manifest: Manifest) -> Classify:
    """What the outputs of this model mean."""
    return Classify(
        manifest.labels,
        multilabel=manifest.multilabel,
        thresholds=manifest.thresholds,
        temperature=manifest.calibration.temperature,
    )


class Predictor:
    """An artifact on a runtime. May be used from several threads at once."""

    def __init__(self, artifact: Artifact, runtime: Runtime) -> None:
        self.artifact = artifact
        self.runtime = runtime
        self.preprocess = artifact.preprocess
        self.task = task_of(artifact.manifest)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.artifact.manifest.labels

    def __call__(self, picture: Picture) -> Classification:
        """The answer for one picture. Raises ImageError if it cannot be used."""
        return self.task.decode(self.runtime.run(self.prepare(picture)[None]))[0]

    def predict(
        self,
        sources: Iterable[Source | Picture] | Source | Picture,
        *,
        batch: int | None = None,
        workers: int | None = None,
    ) -> Iterator[Answer]:
        """One Answer for each picture, in order; a picture that cannot be used gives a Failure.

        A source is a file, a folder, a pattern, an address or "-" (see images.sources), an encoded
        picture, or pixels. `batch` pictures go through the engine together, `workers` threads decode.
        """
        names: deque[str] = deque()

        def pictures() -> Iterator[Prepare]:
            for name, prepare in self._named(sources):
                names.append(name)
                yield prepare

        for failures, logits in self.logits(pictures(), batch=batch, workers=workers):
            answered = iter(self.task.answers(self.task.probabilities(logits)))
            for failure in failures:
                yield Answer(names.popleft(), failure or next(answered))

    def logits(
        self,
        pictures: Iterable[Prepare],
        *,
        batch: int | None = None,
        workers: int | None = None,
        seconds: Seconds | None = None,
    ) -> Iterator[tuple[tuple[Failure | None, ...], np.ndarray]]:
        """For consecutive pictures: their failures, and logits (n, classes) of those without one."""
        output = self.artifact.manifest.outputs[0]
        nothing = np.empty((0, len(self.labels)), np.float32)
        chunks = feed(
            self.runtime,
            pictures,
            batch=_at_least_one("batch", batch) or self.good_batch(),
            workers=_at_least_one("workers", workers) or available_cores(),
            seconds=seconds,
        )
        for chunk in chunks:
            yield chunk.failures, chunk.outputs.get(output, nothing)

    def prepare(self, picture: Picture) -> np.ndarray:
        """A picture as the network takes it, uint8 (height, width, channels). Raises ImageError."""
        if isinstance(picture, str | Path):
            return self.preprocess.read(read_bytes(Path(picture)), str(picture))[0]
        if isinstance(picture, bytes):
            return self.preprocess.read(picture, "image")[0]
        if isinstance(picture, Image.Image):
            return self.preprocess.read(_encoded(picture), "image")[0]
        return self.prepare_pixels(picture)

    def prepare_pixels(self, pixels: np.ndarray) -> np.ndarray:
        """uint8 (H, W) grey or (H, W, 3) RGB, as the network takes it. Raises ImageError image.pixels."""
        grey = pixels.ndim == 2
        if (
            pixels.dtype != np.uint8
            or not (grey or (pixels.ndim == 3 and pixels.shape[2] == 3))
            or not pixels.size
        ):
            raise ImageError(
                f"The pixels are {pixels.dtype} {pixels.shape}; expected uint8 (H, W) grey or (H, W, 3) RGB, "
                "0..255. Convert them, or give the encoded picture.",
                code="image.pixels",
            )
        if self.preprocess.keeps(pixels.shape[0], pixels.shape[1], 1 if grey else 3):
            return pixels[..., None] if grey else pixels
        return self.preprocess(pixels)[0]

    def good_batch(self) -> int:
        """Pictures a batch where nothing else is asked for."""
        shape = self.preprocess
        return max(
            SMALLEST_BATCH, min(LARGEST_BATCH, BATCH_BYTES // (shape.height * shape.width * shape.channels))
        )

    def _named(self, sources: Iterable[Source | Picture] | Source | Picture) -> Iterator[tuple[str, Prepare]]:
        """Every picture with its name, in order; folders and patterns are opened when their turn comes."""
        single = isinstance(sources, Source | str | Path | bytes | Image.Image) or (
            isinstance(sources, np.ndarray) and sources.ndim < 4
        )
        each = cast("Iterable[Source | Picture]", [sources] if single else sources)
        for index, item in enumerate(each):
            if isinstance(item, Source):
                yield item.name, partial(self._read, item)
            elif isinstance(item, str | Path) and not _is_file(item):
                yield from self._expanded(item)
            else:
                name = printable(str(item)) if isinstance(item, str | Path) else f"image-{index}"
                yield name, partial(self.prepare, item)

    def _expanded(self, text: str | Path) -> Iterator[tuple[str, Prepare]]:
        try:
            sources = list(expand(text, allow_network=True, say=warnings.warn))
        except HuoyanError as error:
            sources = [unreachable(text, error)]
        for source in sources:
            yield source.name, partial(self._read, source)

    def _read(self, source: Source) -> np.ndarray:
        return self.preprocess.read(source.read(), source.name)[0]


def _is_file(path: str | Path) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # not to be looked at, too long, or with a zero byte: `expand` says so
        return False


def _at_least_one(name: str, value: int | None) -> int | None:
    if value is not None and value < 1:
        raise UsageError(f"{name} is {value}; give 1 or more, or none for a good one.", code=f"usage.{name}")
    return value


def _encoded(picture: Image.Image) -> bytes:
    """Pixels of Pillow as a file, so that transparency, palettes and 16 bits pass the one gate."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        upright = upright.convert("RGB")
    stream = io.BytesIO()
    upright.save(stream, "PNG", compress_level=0)
    return stream.getvalue()
