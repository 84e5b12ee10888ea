"""The certificate of one answer everywhere: which engines, servers and browsers were compared, and how.

A JSON file beside the model's folder, bound to the very model by its sha256: the model's own files stay as
they were written.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from huoyan.artifact.bounded_json import MOST_BYTES
from huoyan.artifact.manifest import Count, Name, Printable, Share
from huoyan.artifact.names import MODEL_FOLDER
from huoyan.artifact.read import Artifact
from huoyan.errors import ArtifactError
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

CERTIFICATE = "everywhere.json"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PlaceFigures(_Frozen):
    """How one place's answers compare with those of onnxruntime in Python, the `reference`.

    `n`: pictures that both answered; `refused`: that Python answers and it does not; `beyond`: the other way
    round. `agreement`: share with the same answer; `difference`: the largest, of the picture `worst`, as the
    task has it (`Task.difference`), on which `allowed` is the limit. `reason`: why it did not answer to the
    end.
    """

    name: Name
    version: str
    n: Count
    refused: Count
    beyond: Count
    agreement: Share
    difference: float
    worst: Printable
    reason: str
    passed: bool


class Certificate(_Frozen):
    """What was compared, on which pictures, and whether all passed. `absent`: places that are not here, and
    why, in English. `scaled`: pictures (large JPEG) that Python decodes at a lower scale and a browser in
    full; `scaled_difference`: how far Python's own answers to the two are apart, at most.
    """

    format: int = 1
    model_sha256: str
    created: str
    huoyan: str
    pictures: Count
    unreadable: Count
    source: Printable
    reference: str
    allowed: float
    needed: Share
    scaled: Count
    scaled_difference: float
    places: tuple[PlaceFigures, ...]
    absent: dict[Name, str]
    passed: bool

    def line(self) -> Message:
        """The outcome in one sentence."""
        names = Listed([self.reference, *(each.name for each in self.places)], None)
        key = "everywhere.agreed" if self.passed else "everywhere.differed"
        return Message(key, places=names, source=self.source, created=self.created[:10])

    def lines(self, measure: Message) -> list[Message]:
        """The outcome for people. measure: what differences are of."""
        scaled = {"n": self.scaled, "measure": measure, "difference": self.scaled_difference}
        return [
            *(line for each in self.places for line in self._place(each, measure)),
            *([Message("everywhere.scaled", **scaled)] if self.scaled else []),
            *(Message("everywhere.absent", name=name, reason=x) for name, x in self.absent.items()),
            self.line(),
        ]

    def _place(self, each: PlaceFigures, measure: Message) -> list[Message]:
        named = {"name": each.name, "version": each.version}
        figures = Message(
            "everywhere.place" if each.passed else "everywhere.place_failed",
            **named,
            reference=self.reference,
            agreement=each.agreement,
            n=each.n,
            measure=measure,
            difference=each.difference,
            needed=self.needed,
            allowed=self.allowed,
            worst=each.worst,
        )
        return [
            *([figures] if each.n else []),
            *([Message("everywhere.stopped", **named, reason=each.reason)] if each.reason else []),
            *([Message("everywhere.refuses", name=each.name, n=each.refused)] if each.refused else []),
            *([Message("everywhere.beyond", name=each.name, n=each.beyond)] if each.beyond else []),
        ]


def certificate_file(artifact: Artifact) -> Path:
    folder = artifact.folder
    name = CERTIFICATE if folder.name == MODEL_FOLDER else f"{folder.name}.{CERTIFICATE}"
    return folder.absolute().with_name(name)


def write_certificate(artifact: Artifact, certificate: Certificate) -> Path:
    """Raises ArtifactError artifact.write with nothing changed."""
    file = certificate_file(artifact)
    partial = file.with_name(f".{file.name}.new")
    try:
        partial.write_text(certificate.model_dump_json(indent=2) + "\n", "utf-8")
        partial.replace(file)
    except OSError as error:
        said = Message("everywhere.unwritten", file=file, reason=system_reason(error))
        raise ArtifactError(said, code="artifact.write") from error
    finally:
        partial.unlink(missing_ok=True)
    return file


def read_certificate(artifact: Artifact) -> Certificate | None:
    """That of this very model; None where there is none, or it is of another, or no certificate at all."""
    try:
        with certificate_file(artifact).open("rb") as opened:
            found = Certificate.model_validate_json(opened.read(MOST_BYTES))
    except (OSError, ValidationError):
        return None
    return found if found.model_sha256 == artifact.manifest.sha256 else None
