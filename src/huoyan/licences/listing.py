"""All that a model is made of, with who states which licence, and what stands against its use for money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from huoyan.artifact.read import Artifact
from huoyan.licences.data_terms import terms_of
from huoyan.licences.kinds import Kind, kind_of
from huoyan.licences.packages import INSIDE, OURS, installed, licence_of_package, needed, plain, version_of
from huoyan.words import Message

Part = Literal["weights", "runs", "trained", "data"]
# What the code of regions, which some models search in a picture, is of.
SEARCHES_REGIONS = "scikit-image"


@dataclass(frozen=True, slots=True)
class Terms:
    """part: what it is to the model; "runs" is code that answers, "trained" code that it was learnt with.

    licence: as it is stated, None where nobody does. kind: "yours" for what is of the user's own; None for
    data, whose terms are told and not judged. version: of a package, as it is installed or was. said: who
    states it, or the terms of data.
    """

    part: Part
    name: str
    licence: str | None
    kind: Kind | Literal["yours"] | None
    version: str | None = None
    said: Message | None = None

    @property
    def stands_against(self) -> bool:
        """Whether money may not be made with it, or nobody says that it may; judged of what is shipped."""
        return self.part in ("weights", "runs") and self.kind in ("unknown", "non-commercial")


@dataclass(frozen=True, slots=True)
class Licences:
    """model: its folder, as it was named."""

    model: str
    terms: tuple[Terms, ...]

    @property
    def against(self) -> tuple[Terms, ...]:
        """What stands against using the model for money, as far as licences of weights and code say."""
        return tuple(each for each in self.terms if each.stands_against)

    @property
    def commercial(self) -> bool:
        return not self.against

    def to_json(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "commercial": self.commercial,
            "terms": [
                {
                    "part": each.part,
                    "name": each.name,
                    "version": each.version,
                    "licence": each.licence,
                    "kind": each.kind,
                    "said": None if each.said is None else str(each.said),
                    "stands_against": each.stands_against,
                }
                for each in self.terms
            ],
        }


def licences_of(artifact: Artifact, model: str) -> Licences:
    """Of a model that is opened; the packages are those that are installed here."""
    return Licences(model, (*_weights(artifact), *_running(artifact), *_training(artifact), *_data(artifact)))


def _weights(artifact: Artifact) -> Iterator[Terms]:
    origins = artifact.manifest.begun_from
    if not origins:
        yield Terms("weights", "weights.safetensors", None, "yours", said=artifact.manifest.licence)
    for origin in origins:
        kind: Kind = "unknown" if origin.licence is None else kind_of(origin.licence)
        yield Terms("weights", origin.name, origin.licence, kind, said=origin.told())


def _running(artifact: Artifact) -> Iterator[Terms]:
    names = needed() or (OURS,)
    if artifact.manifest.regions is not None:
        names = tuple(sorted({*names, *needed(SEARCHES_REGIONS)}))
    for name in names:
        yield from _package("runs", name)


def _training(artifact: Artifact) -> Iterator[Terms]:
    """What shaped the model and does not run it."""
    running = needed()
    for name, version in artifact.manifest.provenance.versions.items():
        if name in ("python", OURS) or plain(name) in running:
            continue
        found = installed(name)
        licence = None if found is None else licence_of_package(found)
        kind: Kind = "unknown" if licence is None else kind_of(licence)
        said = Message("licences.not_installed") if found is None else None
        yield Terms("trained", name, licence, kind, version, said)


def _package(part: Part, name: str) -> Iterator[Terms]:
    found = installed(name)
    if found is None:
        yield Terms(part, name, None, "unknown", said=Message("licences.not_installed"))
        return
    licence = licence_of_package(found)
    yield Terms(part, name, licence, "unknown" if licence is None else kind_of(licence), version_of(found))
    for inside, stated in INSIDE.get(plain(name), ()):
        said = Message("licences.inside", package=name)
        yield Terms(part, inside, stated, kind_of(stated), said=said)


def _data(artifact: Artifact) -> Iterator[Terms]:
    manifest = artifact.manifest
    yield Terms("data", manifest.provenance.data, None, None, said=Message("licences.data.yours"))
    for origin in manifest.begun_from:
        if origin.trained_on is not None:
            for said in terms_of(origin.trained_on):
                yield Terms("data", origin.trained_on, None, None, said=said)
        else:
            yield Terms("data", origin.name, None, None, said=Message("licences.data.behind"))
