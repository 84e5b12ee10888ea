"""huoyan.json: everything about a model that is not its weights, checked on the way in and out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huoyan.text import printable

FORMAT = 1
# A path of the user's stands in it, and JSON is Unicode.
Said = Annotated[str, AfterValidator(printable)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Network(_Frozen):
    """What rebuilds the trained network: its name in the table of networks, and its values."""

    name: str
    options: dict[str, Any] = Field(default_factory=dict)
    mean: tuple[float, ...]
    std: tuple[float, ...]
    parameters: int


class Parity(_Frozen):
    """How an engine's answers compare with the trained network's, on `n` real pictures.

    `agreement` is the share with the same answer (multi-class: the same first class; multi-label:
    the same chosen set), `difference` the largest absolute difference of a probability.
    """

    engine: str
    precision: str
    n: int
    agreement: float
    difference: float
    passed: bool


class Calibration(_Frozen):
    """Logits are divided by `temperature` before softmax or sigmoid (Guo et al. 2017, section 4.2)."""

    temperature: float = 1.0


class Provenance(_Frozen):
    """Where the model came from. `weights` is the sha256 over the trained tensors."""

    command: Said
    created: str
    seed: int
    data: Said
    data_sha256: str
    counts: dict[str, int]
    versions: dict[str, str]
    weights: str


class Manifest(_Frozen):
    """The manifest. The graph takes uint8 NHWC (RGB, or one grey channel) and gives named outputs."""

    format: Literal[1] = 1
    task: Literal["classify"]
    labels: tuple[str, ...]
    multilabel: bool = False
    preprocess: dict[str, Any]
    outputs: tuple[str, ...] = ("logits",)
    thresholds: tuple[float, ...] | None = None
    calibration: Calibration = Calibration()
    network: Network
    parity: tuple[Parity, ...] = ()
    provenance: Provenance
    licence: str
    files: dict[str, str] = Field(default_factory=dict)
    # sha256 of huoyan.json itself, taken with this value empty: an edited label is found too.
    sha256: str = ""
