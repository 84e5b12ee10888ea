"""Where a model answers on this machine beside onnxruntime in Python, and what is not here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version

from huoyan.artifact.read import Artifact
from huoyan.errors import HuoyanError
from huoyan.everywhere.chromium.answers import browser_answers
from huoyan.everywhere.chromium.program import CHOSEN, find_chromium, version_of
from huoyan.everywhere.server_answers import SERVER, server_answers, server_lacks
from huoyan.results import Failure
from huoyan.runtimes import ENGINES, open_on
from huoyan.runtimes.base import Runtime
from huoyan.tasks.base import Outputs
from huoyan.words import Message

REFERENCE = "onnxruntime"
TORCH, BROWSER = "torch", "chromium"

Answers = Callable[[Sequence[bytes]], Iterator[Outputs | Failure]]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place that is given files and decodes them by itself.

    in_full: large JPEG, too, which Python decodes at a lower scale. may_refuse: formats that Python reads.
    """

    version: str
    answers: Answers
    in_full: bool = False
    may_refuse: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """engines: in Python, by name. elsewhere: what is given files. absent: what is not here, and why."""

    engines: Mapping[str, Runtime]
    elsewhere: Mapping[str, Elsewhere]
    absent: Mapping[str, Message] = field(default_factory=dict)


def places_of(artifact: Artifact, torch: Callable[[Artifact], Runtime] | None) -> Places:
    """All that are here. torch: opens the trained network, where PyTorch is installed."""
    engines, absent = {}, {}
    elsewhere: dict[str, Elsewhere] = {}
    for name, engine in ENGINES.items():
        if name == REFERENCE:
            continue
        if engine.installed:
            engines[name] = open_on(name, artifact)
        else:
            absent[name] = Message("everywhere.not_installed", package=engine.package)
    if torch is None:
        absent[TORCH] = Message("everywhere.not_installed", package=TORCH)
    else:
        try:
            engines[TORCH] = torch(artifact)
        except HuoyanError as error:  # heads and foreign networks, which PyTorch does not run
            absent[TORCH] = error.message
    if (lacks := server_lacks()) is None:
        elsewhere[SERVER] = Elsewhere(version("huoyan"), partial(server_answers, artifact))
    else:
        absent[SERVER] = lacks
    if (chromium := find_chromium()) is None:
        absent[BROWSER] = Message("everywhere.no_chromium", variable=CHOSEN)
    else:
        answers = partial(browser_answers, artifact, chromium)
        elsewhere[BROWSER] = Elsewhere(version_of(chromium), answers, in_full=True, may_refuse=True)
    return Places(engines, elsewhere, absent)
