"""The comparison itself: every place on the same pictures, and its certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from huoyan.artifact.certificate import Certificate, PlaceFigures, write_certificate
from huoyan.artifact.read import Artifact
from huoyan.data.say import Say
from huoyan.errors import DownloadError, EngineError, ServeError, UsageError
from huoyan.everywhere.comparing import ANYWHERE, Tally, differing
from huoyan.everywhere.material import material
from huoyan.everywhere.places import REFERENCE, Elsewhere, Places, places_of
from huoyan.everywhere.readings import read_both
from huoyan.everywhere.shown_picture import ShownPicture
from huoyan.results import Failure
from huoyan.runtimes import open_on
from huoyan.runtimes.base import Runtime
from huoyan.runtimes.parity import MIN_AGREEMENT
from huoyan.tasks.base import Outputs
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class _Reference:
    """What onnxruntime answers to a file as Python reads it, and to the file decoded in full."""

    usual: Outputs | Failure
    full: Outputs | Failure


def certify(
    artifact: Artifact,
    data: str | Path | None,
    pictures: int,
    say: Say,
    torch: Callable[[Artifact], Runtime] | None,
) -> Certificate:
    """Compares all places that are here, and writes the certificate beside the model's folder.

    data, pictures: see `material`. torch: opens the trained network. Raises UsageError usage.everywhere for a
    model of clips and one in int8; what `material` and `write_certificate` do.
    """
    if artifact.manifest.clip is not None:
        raise UsageError(Message("everywhere.clips"), code="usage.everywhere")
    if artifact.manifest.int8 is not None:
        raise UsageError(Message("everywhere.int8"), code="usage.everywhere")
    shown, source = material(artifact, data, pictures, say)
    certificate = agree(artifact, shown, source, places_of(artifact, torch))
    write_certificate(artifact, certificate)
    return certificate


def agree(artifact: Artifact, pictures: Sequence[ShownPicture], source: str, places: Places) -> Certificate:
    """source: where the pictures come from, for the certificate."""
    task = artifact.manifest.task
    reference, rows = _in_python(artifact, pictures, places)
    absent = {name: str(reason) for name, reason in places.absent.items()}
    for name, place in places.elsewhere.items():
        found = _elsewhere(Tally(name, place.version, task, place.may_refuse), place, pictures, reference)
        if isinstance(found, PlaceFigures):
            rows.append(found)
        else:
            absent[name] = found
    scaled = [
        differing(each.full, each.usual, task)[1]
        for each in reference
        if each.full is not each.usual
        and not isinstance(each.full, Failure)
        and not isinstance(each.usual, Failure)
    ]
    return Certificate(
        model_sha256=artifact.manifest.sha256,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        huoyan=version("huoyan"),
        pictures=len(pictures),
        unreadable=sum(isinstance(each.usual, Failure) for each in reference),
        source=source,
        allowed=task.allowed[ANYWHERE],
        needed=MIN_AGREEMENT,
        scaled=len(scaled),
        scaled_difference=max(scaled, default=0.0),
        reference=f"{REFERENCE} {version(REFERENCE)}",
        places=tuple(rows),
        absent=absent,
        passed=bool(rows) and all(row.passed for row in rows),
    )


def _in_python(
    artifact: Artifact, pictures: Sequence[ShownPicture], places: Places
) -> tuple[list[_Reference], list[PlaceFigures]]:
    """The reference to each picture, and the engines beside it: a picture is read once for all of them."""
    task, preprocess = artifact.manifest.task, artifact.preprocess
    runtime = open_on(REFERENCE, artifact)
    tallies = {name: Tally(name, version(name), task) for name in places.engines}
    reference = []
    for picture in pictures:
        read = read_both(picture, preprocess)
        if isinstance(read, Failure):
            reference.append(_Reference(read, read))
            continue
        usual = runtime.run(read.usual[None])
        reference.append(_Reference(usual, runtime.run(read.full[None]) if read.scaled else usual))
        for name, engine in places.engines.items():
            tallies[name].add(picture.name, engine.run(read.usual[None]), usual)
    return reference, [tally.figures() for tally in tallies.values()]


def _elsewhere(
    tally: Tally, place: Elsewhere, pictures: Sequence[ShownPicture], reference: Sequence[_Reference]
) -> PlaceFigures | str:
    """Its figures, or why it cannot be asked."""
    try:
        answers = place.answers([picture.content for picture in pictures])
        for picture, expected, found in zip(pictures, reference, answers, strict=True):
            tally.add(picture.name, found, expected.full if place.in_full else expected.usual)
    except (EngineError, ServeError) as error:
        return tally.figures(str(error))
    except (DownloadError, UsageError) as error:
        return str(error)
    return tally.figures()
