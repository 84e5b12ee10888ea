"""huoyan.json: everything about a model that is not its weights, checked on the way in and out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from huoyan.text import printable

FORMAT = 1
# A path of the user's stands in it, and JSON is Unicode.
Said = Annotated[str, AfterValidator(printable)]
Name = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MOST_LABELS = 1_000_000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Network(_Frozen):
    """What rebuilds the trained network: its name in the table of networks, and its values."""

    name: Name
    options: dict[str, Any] = Field(default_factory=dict)
    mean: tuple[float, ...] = Field(min_length=1, max_length=4)
    std: tuple[Annotated[float, Field(gt=0)], ...] = Field(min_length=1, max_length=4)
    parameters: Count


class Parity(_Frozen):
    """How an engine's answers compare with the trained network's, on `n` real pictures.

    `agreement` is the share with the same answer (multi-class: the same first class; multi-label:
    the same chosen set), `difference` the largest absolute difference of a probability.
    """

    engine: str
    precision: str
    n: Count
    agreement: Share
    difference: float
    passed: bool


class Calibration(_Frozen):
    """Logits are divided by `temperature` before softmax or sigmoid (Guo et al. 2017, section 4.2)."""

    temperature: Annotated[float, Field(ge=1e-3, le=1e3)] = 1.0


class Provenance(_Frozen):
    """Where the model came from. `weights` is the sha256 over the trained tensors."""

    command: Said
    created: str
    seed: int
    data: Said
    data_sha256: str
    counts: dict[str, Count]
    versions: dict[str, str]
    weights: str


class Manifest(_Frozen):
    """The manifest. The graph takes uint8 NHWC (RGB, or one grey channel) and gives named outputs."""

    format: Literal[1] = 1
    task: Literal["classify"]
    labels: tuple[Name, ...] = Field(min_length=1, max_length=MOST_LABELS)
    multilabel: bool = False
    preprocess: dict[str, Any]
    outputs: Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)] = ("logits",)
    thresholds: tuple[Share, ...] | None = None
    calibration: Calibration = Calibration()
    network: Network
    parity: tuple[Parity, ...] = ()
    provenance: Provenance
    licence: str
    files: dict[str, Sha256] = Field(default_factory=dict, max_length=100)
    # sha256 of huoyan.json itself, taken with this value empty: an edited label is found too.
    sha256: Sha256 | Literal[""] = ""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """What several values say together."""
        for name, values in (("labels", self.labels), ("outputs", self.outputs)):
            if len(set(values)) < len(values):
                twice = next(value for value in values if values.count(value) > 1)
                raise ValueError(f"{name}: {twice!r} stands there twice")
        if self.thresholds is not None and not self.multilabel:
            raise ValueError("thresholds belong to a model of several labels a picture")
        if self.thresholds is not None and len(self.thresholds) != len(self.labels):
            raise ValueError(f"{len(self.thresholds)} thresholds for {len(self.labels)} labels")
        if len(self.network.mean) != len(self.network.std):
            raise ValueError("network: mean and std are of different lengths")
        return self
