"""generator.json: everything about a generator that is not its weights, checked on the way in and out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from huoyan.artifact.manifest import Count, Name, Provenance, Sha256, Share
from huoyan.artifact.names import (
    GENERATOR_FOLDER,
    GENERATOR_MANIFEST,
    ONNX,
    PICTURES,
    SELFTEST,
    WEIGHTS,
)
from huoyan.artifact.sealed_folder import FolderKind
from huoyan.generator.latents import Prior

FORMAT = 1
FOLDER, MANIFEST = GENERATOR_FOLDER, GENERATOR_MANIFEST
FILES = (ONNX, WEIGHTS, SELFTEST, PICTURES)
KIND = FolderKind(MANIFEST, (MANIFEST, *FILES))
MOST_SIDE, MOST_LATENT = 4096, 65_536


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class MadeParity(_Frozen):
    """How pictures of the exported graph compare with those of the trained network, on `n` latents.

    difference: the largest of any value, of 0..255; changed: the share of values that differ.
    """

    engine: str
    n: Count
    difference: Count
    changed: Share


class MadeShare(_Frozen):
    """Of `n` pictures, with its 95 % interval."""

    value: Share
    low: Share
    high: Share
    n: Count


class MadeClass(_Frozen):
    """made: the share of made pictures of the class that the classifier takes for it; real: that of real ones
    which neither has learnt from. short: surely less, by more than a tenth."""

    label: Name
    made: MadeShare
    real: MadeShare | None
    short: bool


class ClassOpinion(_Frozen):
    """What a classifier that has learnt from `n_training` real pictures, and from no made one, takes made
    pictures for. made, real: over all classes, each counting the same."""

    classifier: str
    n_training: Count
    n_made: Count
    n_real: Count
    made: Share
    real: Share
    classes: tuple[MadeClass, ...]

    @property
    def short(self) -> tuple[MadeClass, ...]:
        return tuple(each for each in self.classes if each.short)


class MadeFigures(_Frozen):
    """See `metrics.generated`. judge: what looked at made and real pictures; part: of which real ones.

    memorised: share of made pictures that are nearer to one of `n_training` training pictures than these are
    to each other; by_chance: the same of real pictures that were not learnt from, None where there were none.
    opinion: None of one class, or where pictures were too few to learn classes from.
    """

    judge: str
    part: Literal["train", "val"]
    n_made: Count
    n_real: Count
    n_training: Count
    kid: float
    deviation: float
    precision: Share
    recall: Share
    diversity: float | None
    memorised: Share
    by_chance: Share | None
    opinion: ClassOpinion | None = None


class MadeBy(_Frozen):
    """What rebuilds the generator in PyTorch."""

    name: Name
    options: dict[str, Any]
    parameters: Count


class GeneratorManifest(_Frozen):
    """The graph takes `z` float32 (N, latent) and, where there are classes, `class` int64 (N), and gives
    `images` uint8 (N, size, size, channels). prior: what `z` is drawn from. learnt: the classes that it
    makes, which it is told as `classes` where they are several."""

    format: Literal[1] = 1
    classes: tuple[Name, ...]
    learnt: Annotated[tuple[Name, ...], Field(min_length=1)]
    size: Annotated[int, Field(ge=1, le=MOST_SIDE)]
    channels: Literal[1, 3]
    latent: Annotated[int, Field(ge=1, le=MOST_LATENT)]
    prior: Prior
    network: MadeBy
    figures: MadeFigures
    parity: MadeParity
    provenance: Provenance
    files: dict[str, Sha256] = Field(default_factory=dict)
    sha256: str = ""
