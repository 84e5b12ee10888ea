"""Pictures of a generator: which classes, from which seed, and how their files say that they were made."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huoyan.artifact.whole_file import write_whole
from huoyan.errors import ArtifactError, UsageError
from huoyan.generator.graph import BATCH, GeneratorGraph
from huoyan.generator.latents import draws
from huoyan.generator.made_files import MadePicture, write_list
from huoyan.generator.manifest import GeneratorManifest
from huoyan.generator.on_disk import Generator
from huoyan.images.made_mark import MARK, MARKED
from huoyan.system.disk_space import what_to_do
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

# Pictures of one call: their names number them with six digits.
MOST = 1_000_000


def make(
    generator: Generator, n: int, *, seed: int = 0, classes: Sequence[str] = (), threads: int | None = None
) -> Iterator[tuple[np.ndarray, str | None, int]]:
    """uint8 pictures (H, W, C), each with its class and its number from 0 on.

    They take turns in `classes`, () for all that there are. The k-th of a seed is the same however many are
    made, as long as the classes are the same. Raises UsageError: usage.class, usage.n; EngineError.
    """
    manifest = generator.manifest
    if not 1 <= n <= MOST:
        raise UsageError(Message("generator.n", n=n, most=MOST), code="usage.n")
    turns = np.array(_indices(manifest, classes), np.int64)
    graph = GeneratorGraph(generator.onnx, classes=bool(manifest.classes), threads=threads)
    drawn = draws(manifest.prior, manifest.latent, seed)

    def pictures() -> Iterator[tuple[np.ndarray, str | None, int]]:
        for first in range(0, n, BATCH):
            # Always a whole batch: one of another size rounds otherwise.
            indices = turns[np.arange(first, first + BATCH) % len(turns)]
            made = graph(drawn(BATCH), indices)
            for number in range(first, min(first + BATCH, n)):
                at = indices[number - first]
                yield made[number - first], manifest.classes[at] if manifest.classes else None, number

    return pictures()


def write_made(
    generator: Generator,
    out: Path,
    n: int,
    *,
    seed: int = 0,
    classes: Sequence[str] = (),
    threads: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[MadePicture]:
    """Pictures as PNG below `out`, in a folder a class where there are some, and a list of them.

    `out` is a new or an empty folder. Each file says in its text that its picture was made, by what and from
    which seed. Raises as `make`, UsageError (usage.out), and ArtifactError (artifact.made) where nothing more
    can be written: what was written is whole, and stays.
    """
    found = make(generator, n, seed=seed, classes=classes, threads=threads)
    _check_free(out)
    with _told_unwritten(out):
        made = _written(found, generator, out, n, seed, progress)
        write_list(out, made)
    return made


def write_pictures(
    generator: Generator, folder: Path, label: str, n: int, *, seed: int, threads: int | None = None
) -> list[MadePicture]:
    """`n` files of one class below `folder`, in place of those of the same seed, and no list of them.

    label: one of `manifest.learnt`. Raises as `write_made`.
    """
    classes = (label,) if generator.manifest.classes else ()
    found = make(generator, n, seed=seed, classes=classes, threads=threads)
    with _told_unwritten(folder):
        made = _written(found, generator, folder, n, seed, lambda done, total: None)
    return [replace(each, label=label) for each in made]


def _written(
    found: Iterator[tuple[np.ndarray, str | None, int]],
    generator: Generator,
    out: Path,
    n: int,
    seed: int,
    progress: Callable[[int, int], None],
) -> list[MadePicture]:
    weights = generator.manifest.provenance.weights[:16]
    made: list[MadePicture] = []
    for pixels, label, number in found:
        folder = out if label is None else out / _folder_name(generator.manifest.classes, label)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"made-{weights[:8]}-{seed}-{number:06d}.png"
        each = MadePicture(file.relative_to(out).as_posix(), label, seed, number, weights)
        write_whole(file, marked_png(pixels, each))
        made.append(each)
        progress(len(made), n)
    return made


@contextlib.contextmanager
def _told_unwritten(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        do = what_to_do(error, full="disk.free_or_folder", otherwise="disk.choose_folder")
        told = Message("generator.unwritten", path=out, reason=system_reason(error), remedy=do)
        raise ArtifactError(told, code="artifact.made") from error


def _check_free(out: Path) -> None:
    try:
        free = not out.exists() or (out.is_dir() and not any(out.iterdir()))
    except (OSError, ValueError) as error:  # a name too long, or with a zero byte; not to be read
        told = Message("generator.bad_out", path=str(out), reason=system_reason(error))
        raise UsageError(told, code="usage.out") from error
    if not free:
        raise UsageError(Message("generator.out", path=out), code="usage.out")


def marked_png(pixels: np.ndarray, made: MadePicture) -> bytes:
    """With what was made by whom in its text, as programs and people can read it."""
    told = PngInfo()
    told.add_text("Software", "huoyan")
    told.add_text(MARK, MARKED)
    told.add_itxt("huoyan", json.dumps(asdict(made), ensure_ascii=False))
    stream = io.BytesIO()
    Image.fromarray(pixels if pixels.shape[2] == 3 else pixels[:, :, 0]).save(stream, "PNG", pnginfo=told)
    return stream.getvalue()


def _indices(manifest: GeneratorManifest, asked: Sequence[str]) -> list[int]:
    """Of one class, which is not told, 0."""
    known = manifest.learnt
    for name in asked:
        if name not in known:
            near = get_close_matches(name, known, n=3) or known
            told = Message("generator.no_class", name=name, known=Listed(near, 10))
            raise UsageError(told, code="usage.class")
    return [known.index(name) for name in asked or known]


def _folder_name(classes: Sequence[str], label: str) -> str:
    """The class's name, where every system takes it as one of a folder; else its number."""
    plain = label.strip(". ") == label and not set(label) & set('/\\:*?"<>|') and label.isprintable()
    if plain and 0 < len(label.encode(errors="replace")) <= 100:
        return label
    name = f"class-{classes.index(label)}"
    while name in classes:  # whose pictures would lie among those of another class
        name += "-"
    return name
