"""A server that clients of others call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answering_server import answering
from making import colour_artifact
from making_clip_models import gru_artifact
from making_detectors import bright_detector


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    colour_artifact(made / "colours" / "model")
    bright_detector(made / "things" / "model")
    gru_artifact(made / "door" / "model")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with answering({name: folder / name for name in ("colours", "things", "door")}) as found:
        yield found
