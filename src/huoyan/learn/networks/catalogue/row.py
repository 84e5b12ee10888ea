"""What is told of a network before it is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.words import Message

# By what they answer: a row of numbers for a picture or for a frame of a clip, things in it, or whether it is
# like good ones.
WHOLE, THINGS = ("classify", "tags", "regress", "clip"), ("detect",)
GOOD = ("anomaly",)


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """`parameters` and `gflops` (twice the products of one picture) with 1000 classes at `size` pixels; our
    own networks with 10 classes, grey at 28; detectors with the 80 classes of COCO.

    None where it is no network: what stands on features depends on which are chosen.

    `speed` is that of one picture on one thread in onnxruntime, where mobilenetv3_large_100 is 1
    (benchmarks/models.py; about a fifth uncertain). `weights`: from where there are some to start from, and
    their licence. `images_per_second` is of this machine: None until it is measured.
    """

    name: str
    parameters: int | None
    gflops: float | None
    size: int | None
    weights: str | None
    kind: str  # names its note in the catalogue of words; "" has none
    speed: float | None = None
    tasks: tuple[str, ...] = WHOLE
    images_per_second: float | None = None

    @property
    def note(self) -> str:
        """What it is good for, a Message."""
        return Message(f"network.note_{self.kind}") if self.kind else ""
