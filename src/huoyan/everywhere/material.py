"""Which pictures a model is compared on: of data that training did not see, filled up with odd ones."""

from __future__ import annotations

from pathlib import Path

from huoyan.artifact.read import Artifact
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.data.say import Say
from huoyan.errors import DataError, UsageError
from huoyan.everywhere.odd_pictures import odd_pictures
from huoyan.everywhere.shown_picture import ShownPicture, spread_over
from huoyan.held_out import unseen
from huoyan.words import Message

# Where pictures of data are had, the rest is made up: data are rarely odd enough.
SHARE_OF_DATA = 0.8


def material(
    artifact: Artifact, data: str | Path | Dataset | None, n: int, say: Say
) -> tuple[list[ShownPicture], str]:
    """`n` pictures, and where they come from, in English.

    data None: those of training, if they are still there, else all pictures are made up. Raises UsageError
    (usage.pictures); DataError where `data` cannot be used.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise UsageError(Message("everywhere.pictures", pictures=n), code="usage.pictures")
    part = _part(artifact, data, say)
    found = [] if part is None else spread_over(part, max(1, round(n * SHARE_OF_DATA)))
    made = odd_pictures(n - len(found))
    if part is None:
        return made, str(Message("everywhere.made_up", n=len(made)))
    said = Message("everywhere.of_data", data=Path(part.name).name, n=len(found), made=len(made))
    return [*found, *made], str(said)


def _part(artifact: Artifact, data: str | Path | Dataset | None, say: Say) -> Dataset | None:
    if data is not None:
        return _of(data, artifact, say)
    try:
        return _of(artifact.manifest.provenance.data, artifact, lambda said: None)
    except (DataError, UsageError):  # moved, or not to be had without a network
        return None


def _of(data: str | Path | Dataset, artifact: Artifact, say: Say) -> Dataset:
    """What training did not see of it; where it saw everything, all: answers are compared, not scored."""
    try:
        return unseen(data, artifact, None, say).dataset
    except DataError as error:
        if error.code not in ("data.split", "data.seen"):
            raise
        return read_dataset(data, say=lambda said: None)
