"""What a Chromium answers to pictures, by the very files of an exported site."""

from __future__ import annotations

import queue
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.browser.site import RECOGNISER, write_site
from huoyan.errors import EngineError
from huoyan.everywhere.chromium.program import opened
from huoyan.everywhere.chromium.trial_server import Told, trial_server
from huoyan.results import Failure
from huoyan.tasks.base import Outputs
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

# Of one answer, the first with all that is loaded before: a busy machine is slow, not dead.
TIMEOUT_S, POLL_S = 180.0, 1.0


def browser_answers(
    artifact: Artifact, chromium: Path, pictures: Sequence[bytes], recogniser: Path = RECOGNISER
) -> Iterator[Outputs | Failure]:
    """For each picture file in order the outputs of the network, a row each, or why there are none.

    recogniser: as of `write_site`. Raises UsageError and DownloadError as that does, and EngineError
    (engine.browser) where the browser does not start, ends, or refuses the model.
    """
    with ExitStack() as stack:
        try:
            site = Path(stack.enter_context(TemporaryDirectory(prefix="huoyan-site-")))
            write_site(artifact, site, recogniser)
            url, told = stack.enter_context(trial_server(site, pictures))
            process = stack.enter_context(opened(chromium, url))
        except OSError as error:
            raise _lost(chromium, system_reason(error)) from error
        for _ in pictures:
            yield _answer(_next(told, process, chromium), chromium)


def _next(told: queue.Queue[Told], process: subprocess.Popen[bytes], chromium: Path) -> Told:
    for _ in range(int(TIMEOUT_S / POLL_S)):
        try:
            return told.get(timeout=POLL_S)
        except queue.Empty:
            if process.poll() is not None:
                raise _lost(chromium, Message("browser.ended", code=process.returncode)) from None
    raise _lost(chromium, Message("browser.silent", seconds=TIMEOUT_S))


def _answer(told: Told, chromium: Path) -> Outputs | Failure:
    path, value = told
    if path == "refused":
        raise _lost(chromium, Message("browser.refused_model", code=value["code"], values=_said(value)))
    if "failure" in value:
        failure = value["failure"]
        said = Message("browser.no_answer", code=failure["code"], values=_said(failure))
        return Failure(f"browser.{failure['code']}", said)
    return {name: _array(each) for name, each in value["outputs"].items()}


def _said(failure: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in failure["values"].items())


def _array(given: Mapping[str, Any]) -> np.ndarray:
    # What is not finite comes as null.
    return np.array(given["data"], dtype=np.float64).reshape(given["dims"])


def _lost(chromium: Path, reason: str) -> EngineError:
    said = Message("browser.lost", chromium=chromium, reason=reason)
    return EngineError(said, code="engine.browser")
