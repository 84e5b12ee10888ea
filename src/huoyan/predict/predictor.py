"""A model that answers: pictures or clips in, results out."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from PIL import Image

from huoyan.artifact.read import Artifact, open_artifact
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.say import Say
from huoyan.data.table_sources import expand_any, is_table, is_video_file, only_tables
from huoyan.errors import HuoyanError, ImageError, UsageError
from huoyan.images.decode import decode
from huoyan.images.files import read_bytes
from huoyan.images.in_memory import encoded_in, is_pixels, is_tensor, pixels_in_memory
from huoyan.images.limits import DEFAULT, Limits
from huoyan.images.sources.source import Source, unreachable
from huoyan.images.video.frame import Frame
from huoyan.predict.clips import ClipAnswers
from huoyan.predict.stream import Moments, decisions, frames_of, name_of_source
from huoyan.preprocess import Prepared
from huoyan.results import Answer, Decision, Failure, Result
from huoyan.runtimes import open_runtime
from huoyan.runtimes.base import Runtime
from huoyan.runtimes.clips import ClipRuntime
from huoyan.runtimes.feeding import Chunk, Prepare, PrepareTiles, Seconds, feed, feed_tiles
from huoyan.system.caller_state import warn
from huoyan.system.cores import available_cores
from huoyan.tasks import Task
from huoyan.tasks.base import JoinsParts
from huoyan.text import spelt
from huoyan.tiling import OVERLAP, Tiles, Tiling, tiles_of
from huoyan.words import Message

# A picture: a file or an address, an encoded picture (bytes, or an open binary file), or pixels: see
# `images.in_memory`. A tensor of PyTorch and whatever else has `__array__` is taken as well.
AnyPicture = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes] | np.ndarray | Image.Image
# One batch keeps the engine busy without waiting long for the first answer: 4 MiB of pixels.
BATCH_BYTES, LARGEST_BATCH, SMALLEST_BATCH = 4 << 20, 256, 8


class Predictor:
    """An artifact on a runtime. May be used from several threads at once, and sent to other processes.

    Pickled, it is only its folder, engine and number of threads: the model is opened again where it
    arrives, so its folder has to be there. `reopen` is what opens it: by default the engines of `runtimes`.
    `clips`: where the model takes clips, what answers them; None where it takes pictures.
    """

    def __init__(
        self,
        artifact: Artifact,
        runtime: Runtime,
        *,
        limits: Limits = DEFAULT,
        reopen: Callable[..., Predictor] | None = None,
    ) -> None:
        self.artifact = artifact
        self.runtime = runtime
        self.limits = limits
        self.preprocess = artifact.preprocess
        self.task: Task = artifact.manifest.task
        self.clips: ClipAnswers | None = None
        if isinstance(runtime, ClipRuntime):
            self.clips = ClipAnswers(self.task, runtime, limits)
        self._reopen = reopen or _reopened
        self._folder = artifact.folder.absolute()  # the working folder may change before it is pickled

    def __reduce__(self) -> tuple[Callable[..., Predictor], tuple[Any, ...]]:
        runtime = self.runtime
        opened = partial(
            self._reopen, engine=runtime.name, threads=runtime.threads, max_pixels=self.limits.max_pixels
        )
        return opened, (self._folder,)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.artifact.manifest.labels

    def __call__(self, picture: Any) -> Any:
        """The task's own result for one picture (`AnyPicture`) or clip (`predict.clips.AnyClip`).

        Raises ImageError if it cannot be used.
        """
        if self.clips is not None:
            return self.clips(picture)
        ready = self.prepare(picture)
        return self.task.decode(self.runtime.run(ready.pixels[None]), [ready.place])[0]

    def predict(
        self,
        sources: Any,
        *,
        batch: int | None = None,
        workers: int | None = None,
        path_column: str | None = None,
        encoding: str | None = None,
        tile: int | Literal["auto"] | None = None,
        overlap: float = OVERLAP,
    ) -> Iterator[Answer]:
        """One Answer for each picture or clip, in order; what cannot be used gives a Failure.

        A source is a file, a folder, a pattern, an address or "-" (see images.sources), or a `Picture`; or
        all are tables of paths, whose `path_column` and `encoding` are found by looking where they are not
        given. `batch` pictures go through the engine together, `workers` threads decode. For a model of clips
        a source is a video, a folder of frames or of clips, an address, "-", or the frames themselves.

        tile: large pictures are looked at whole and in parts with this side in pixels ("auto": that of the
        network's picture), of which neighbours share `overlap`; what is found in them is put together. Raises
        UsageError (usage.tile) where the model finds no things.
        """
        if self.clips is not None and tile is None:
            workers = _at_least_one("workers", workers) or available_cores()
            yield from self.clips.predict(sources, workers=workers, say=warn)
            return
        named = self._named(sources, Reading(path_column=path_column, encoding=encoding))
        batch, workers = self._at_once(batch, workers)
        if tile is not None:
            side = max(self.preprocess.height, self.preprocess.width) if tile == "auto" else tile
            yield from self._tiled(named, Tiling(side, overlap), batch, workers)
            return
        names: deque[str] = deque()

        def pictures() -> Iterator[Prepare]:
            for name, given in named:
                names.append(name)
                yield partial(self._ready, given, name)

        for chunk in self.chunks(pictures(), batch=batch, workers=workers):
            answered: Iterator[Result] = iter(())
            if chunk.outputs:
                answered = iter(self.task.decode(chunk.outputs, chunk.places))
            for failure in chunk.failures:
                yield Answer(names.popleft(), failure or next(answered))

    def stream(
        self, source: str | os.PathLike[str] | int, *, every: float | None = None, say: Say = warn
    ) -> Iterator[Decision]:
        """Answers while a video, a camera's number, rtsp://, http:// or "-" runs; closing ends the reading.

        A model of clips answers from all that it has seen, after each step of it; one of pictures each frame
        by itself. every: one answer in so many seconds of the stream, and the last one. Of live sources the
        newest frame is taken; `say` is told when they are gone and back. Raises UsageError usage.stream for a
        network that needs whole clips, usage.every; VideoError.
        """
        moments = Moments(every)
        given = source if isinstance(source, int) else os.fsdecode(source)
        see = self._see_one_by_one if self.clips is None else self.clips.see()
        takes = None if self.clips is None else self.clips.runtime.takes.clip
        frames = frames_of(given, self.limits, say, takes)
        return decisions(name_of_source(given), frames, see, moments)

    def _see_one_by_one(self, frame: Frame) -> tuple[float, Callable[[], Result]]:
        return frame.seconds, partial(self, frame.pixels)

    def chunks(
        self,
        pictures: Iterable[Prepare],
        *,
        batch: int | None = None,
        workers: int | None = None,
        seconds: Seconds | None = None,
    ) -> Iterator[Chunk]:
        """For consecutive pictures: their failures, and the outputs and places of those without one."""
        batch, workers = self._at_once(batch, workers)
        return feed(self.runtime, pictures, batch=batch, workers=workers, seconds=seconds)

    def prepare(self, picture: AnyPicture, name: str = "image") -> Prepared:
        """A picture as the network takes it. Raises ImageError.

        `name` stands in messages about a picture that has none.
        """
        if isinstance(picture, str | os.PathLike):
            return self._ready(_single(os.fsdecode(picture), self.limits), name)
        return self._ready(picture, name)

    def prepare_pixels(self, pixels: Any, name: str = "image") -> Prepared:
        """Pixels, see `images.in_memory`, as the network takes them. Raises ImageError."""
        plain = pixels_in_memory(pixels, self.preprocess.window, name)
        return self.preprocess.ready(plain) or self.preprocess(plain)

    def good_batch(self) -> int:
        """Pictures a batch where nothing else is asked for."""
        shape = self.preprocess
        return max(
            SMALLEST_BATCH, min(LARGEST_BATCH, BATCH_BYTES // (shape.height * shape.width * shape.channels))
        )

    def _at_once(self, batch: int | None, workers: int | None) -> tuple[int, int]:
        return (
            _at_least_one("batch", batch) or self.good_batch(),
            _at_least_one("workers", workers) or available_cores(),
        )

    def _named(
        self, sources: Iterable[Source | AnyPicture] | Source | AnyPicture, reading: Reading
    ) -> Iterator[tuple[str, Source | AnyPicture]]:
        """Every picture with its name, in order; folders and patterns are opened when their turn comes."""
        each = _each(sources)
        tables = reading if isinstance(each, list | tuple) and only_tables(each) else None
        for index, item in enumerate(each):
            if isinstance(item, Source):
                yield item.name, item
            elif isinstance(item, str | os.PathLike):
                for source in _expanded(os.fsdecode(item), self.limits, warn, tables):
                    yield source.name, source
            else:
                yield f"image-{index}", item

    def _ready(self, picture: Source | AnyPicture, name: str) -> Prepared:
        data = self._encoded(picture, name)
        if data is None:
            return self.prepare_pixels(picture, name)
        return self.preprocess.read(data, name, self.limits)

    def _tiles(self, picture: Source | AnyPicture, name: str, tiling: Tiling) -> Tiles:
        data, window = self._encoded(picture, name), self.preprocess.window
        if data is None:
            return tiles_of(pixels_in_memory(picture, window, name), self.preprocess, tiling)
        whole = decode(data, limits=self.limits, window=window, name=name)
        return tiles_of(whole.pixels, self.preprocess, tiling)

    def _encoded(self, picture: Source | AnyPicture, name: str) -> bytes | None:
        """None for pixels. Raises ImageError for what is neither."""
        data = picture.read() if isinstance(picture, Source) else encoded_in(picture, self.limits, name)
        if data is None and not is_pixels(picture):
            raise ImageError(
                Message("predict.no_picture", name=name, kind=type(picture).__name__),
                code="image.pixels",
            )
        return data

    def _tiled(
        self, pictures: Iterable[tuple[str, Source | AnyPicture]], tiling: Tiling, batch: int, workers: int
    ) -> Iterator[Answer]:
        if not isinstance(self.task, JoinsParts):
            kind = Message(f"kind.{self.task.kind}")
            raise UsageError(Message("tile.not_joined", kind=kind), code="usage.tile")
        names: deque[str] = deque()

        def parts() -> Iterator[PrepareTiles]:
            for name, given in pictures:
                names.append(name)
                yield partial(self._tiles, given, name, tiling)

        for found in feed_tiles(self.runtime, parts(), batch=batch, workers=workers):
            if isinstance(found, Failure):
                yield Answer(names.popleft(), found)
                continue
            tiles, outputs = found
            places = [each.place for each in tiles.prepared]
            yield Answer(names.popleft(), self.task.decode_parts(outputs, places, tiles.windows))


def _reopened(folder: Path, *, engine: str, threads: int, max_pixels: int) -> Predictor:
    artifact = open_artifact(folder)
    limits = Limits(max_pixels=max_pixels)
    return Predictor(artifact, open_runtime(artifact, engine, threads), limits=limits)


def _each(sources: Any) -> Iterable[Any]:
    """The items of what `predict` was given: one picture is one item, whatever it is."""
    if isinstance(sources, np.ndarray) and sources.dtype.kind in "USO":  # paths, or one object a picture
        return [os.fsdecode(x) if isinstance(x, bytes) else x for x in sources.ravel().tolist()]
    if isinstance(sources, Source | str | os.PathLike | bytes | bytearray | memoryview | Image.Image):
        return [sources]
    if isinstance(sources, np.ndarray) or is_tensor(sources):
        return [sources] if sources.ndim < 4 else sources
    return sources if isinstance(sources, Iterable) and not hasattr(sources, "read") else [sources]


def _expanded(
    text: str,
    limits: Limits,
    say: Say = lambda remark: None,
    tables: Reading | None = None,
) -> list[Source]:
    """What a path, pattern or address stands for; its error as a source, where it leads nowhere.

    `tables`: how a table of paths is read, where one is expected.
    """
    if _is_file(text) and not is_table(text) and not is_video_file(text):
        return [Source(spelt(text), partial(read_bytes, Path(text), limits))]
    try:
        reading = AS_IT_IS if tables is None else tables
        return list(expand_any(text, tables=tables is not None, limits=limits, say=say, reading=reading))
    except HuoyanError as error:
        return [unreachable(text, error)]


def _single(path: str, limits: Limits) -> Source:
    """The one picture at a path or an address."""
    found = _expanded(path, limits)
    if len(found) == 1:
        return found[0]
    many = Message("predict.several", path=path, n=len(found))
    return unreachable(path, ImageError(many, code="image.several"))


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # not to be looked at, too long, or with a zero byte: `expand` says so
        return False


def _at_least_one(name: str, value: int | None) -> int | None:
    if value is not None and (not isinstance(value, int | np.integer) or value < 1):
        raise UsageError(
            Message("predict.at_least_one", name=name, value=value),
            code=f"usage.{name}",
        )
    return value
