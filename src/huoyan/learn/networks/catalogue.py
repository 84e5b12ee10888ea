"""Networks to choose from: what `huoyan models` lists."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import torch

from huoyan.learn.networks import NETWORKS, build, count_parameters
from huoyan.learn.networks.libraries import torchvision
from huoyan.learn.networks.libraries.facts import input_size
from huoyan.learn.networks.libraries.timm import create, names
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import to_onnx
from huoyan.words import Message

_CLASSES = 1000  # of the parameter counts of timm's networks
OWN_CLASSES = 10  # and of those of our own
COUNTED = 10  # found networks of which the parameters are counted: building them takes time


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """`parameters` with 1000 classes (cnn and rnn: 10, grey at 28 px); `size` in pixels.

    `speed` is that of one picture on one thread in onnxruntime, where mobilenetv3_large_100 is 1
    (benchmarks/models.py; about a fifth uncertain). `images_per_second` is of this machine: None until
    `measure` is asked.
    """

    name: str
    parameters: int | None
    size: int | None
    images_per_second: float | None
    kind: str  # names its note in the catalogue of words; "" has none
    speed: float | None = None

    @property
    def note(self) -> str:
        """What it is good for, a Message."""
        return Message(f"network.note_{self.kind}") if self.kind else ""


# fmt: off
CATALOGUE: tuple[CatalogueRow, ...] = (
    CatalogueRow("cnn", 61_674, 28, None, "small_pictures", 33.0),
    CatalogueRow("cnn_half", 17_018, 28, None, "half_width", 41.0),
    CatalogueRow("cnn_tutorial", 93_322, 28, None, "tutorial", 31.0),
    CatalogueRow("rnn", 83_466, 28, None, "by_rows", 26.0),
    CatalogueRow("mobilenetv3_small_100", 2_542_856, 224, None, "small_devices", 2.6),
    CatalogueRow("mobilenetv3_large_100", 5_483_032, 224, None, "start", 1.0),
    CatalogueRow("mobilenetv2_100", 3_504_872, 224, None, "old", 0.83),
    CatalogueRow("mobilenetv4_conv_small", 3_774_024, 224, None, "phones_and_cpus", 1.5),
    CatalogueRow("mobilenetv4_conv_medium", 9_715_512, 256, None, "still_fast", 0.29),
    CatalogueRow("efficientnet_b0", 5_288_548, 224, None, "for_parameters", 0.52),
    CatalogueRow("efficientnet_b2", 9_109_994, 256, None, "slower", 0.26),
    CatalogueRow("tf_efficientnetv2_s", 21_458_488, 300, None, "large", 0.059),
    CatalogueRow("efficientnet_lite0", 4_652_008, 224, None, "for_int8", 0.68),
    CatalogueRow("ghostnet_100", 5_182_508, 224, None, "few_operations", 0.89),
    CatalogueRow("regnety_004", 4_344_144, 224, None, "few_operations", 0.5),
    CatalogueRow("regnety_016", 11_202_430, 224, None, "even_speed", 0.16),
    CatalogueRow("resnet18", 11_689_512, 224, None, "plain", 0.2),
    CatalogueRow("resnet34", 21_797_672, 224, None, "plain", 0.099),
    CatalogueRow("resnet50", 25_557_032, 224, None, "papers", 0.083),
    CatalogueRow("densenet121", 7_978_856, 224, None, "xrays", 0.12),
    CatalogueRow("vgg16_bn", 138_365_992, 224, None, "old_work", 0.023),
    CatalogueRow("convnext_atto", 3_695_520, 224, None, "modern_tiny", 0.46),
    CatalogueRow("convnext_tiny", 28_589_128, 224, None, "modern", 0.066),
    CatalogueRow("convnextv2_nano", 15_623_800, 224, None, "modern_masked", 0.1),
    CatalogueRow("repvit_m1", 5_485_248, 224, None, "phones", 0.32),
    CatalogueRow("fastvit_t8", 4_026_232, 256, None, "transformer_like", 0.33),
    CatalogueRow("edgenext_small", 5_586_832, 256, None, "mixed", 0.19),
    CatalogueRow("vit_tiny_patch16_224", 5_717_416, 224, None, "small_vit", 0.24),
    CatalogueRow("vit_small_patch16_224", 22_050_664, 224, None, "vit", 0.073),
    CatalogueRow("vit_base_patch16_224", 86_567_656, 224, None, "needs_pretrained", 0.019),
    CatalogueRow("deit_tiny_patch16_224", 5_717_416, 224, None, "same_pretrained", 0.23),
    CatalogueRow("swin_tiny_patch4_window7_224", 28_288_354, 224, None, "windows", 0.062),
)
# fmt: on


def rows(pattern: str | None = None) -> list[CatalogueRow]:
    """The curated networks; with `pattern` all ours, timm's and torchvision's with such a name."""
    if pattern is None:
        return list(CATALOGUE)
    curated = {row.name: row for row in CATALOGUE}
    plain = pattern.strip("*")
    found = [name for name in NETWORKS if plain in name] + names(pattern) + _torchvision(pattern)
    counted = len([name for name in found if name not in curated]) <= COUNTED
    return [curated.get(name) or _row(name, counted=counted) for name in found]


def measure(
    name: str, *, size: int | None = None, channels: int = 3, threads: int = 2, seconds: float = 1.0
) -> float:
    """Pictures a second on this machine: onnxruntime, one picture at a time, random weights."""
    run = runner(name, size=size, channels=channels, threads=threads)
    times: list[float] = []
    while len(times) < 5 or sum(times) < seconds:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1 / statistics.median(times)


def runner(
    name: str, *, size: int | None = None, channels: int = 3, threads: int = 2
) -> Callable[[], object]:
    """A call that recognises one picture with the exported network; it has been called once."""
    import onnxruntime

    side = size or _size(name)
    classes = OWN_CLASSES if name in NETWORKS else _CLASSES
    network = build(name, classes=classes, channels=channels, size=side, options={})
    whole = Normalised(network, (0.5,) * channels, (0.5,) * channels)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        to_onnx(whole, ["logits"], channels=channels, size=side), settings, providers=["CPUExecutionProvider"]
    )
    pixels = torch.randint(0, 256, (1, side, side, channels), dtype=torch.uint8).numpy()
    session.run(None, {"images": pixels})
    return lambda: session.run(None, {"images": pixels})


def parameters(name: str) -> int:
    """Counted on a network without storage, so that large ones cost no memory."""
    with torch.device("meta"):
        if name in NETWORKS:
            return count_parameters(build(name, classes=OWN_CLASSES, channels=1, size=28, options={}))
        if torchvision.is_torchvision(name):
            return count_parameters(torchvision.create(name.removeprefix(torchvision.PREFIX)))
        return count_parameters(create(name, num_classes=_CLASSES))


def _torchvision(pattern: str) -> list[str]:
    if not pattern.startswith(torchvision.PREFIX):  # most have the names of timm: those are meant without it
        return []
    wanted = pattern if any(mark in pattern for mark in "*?[") else f"{pattern}*"
    return [name for own in torchvision.names() if fnmatchcase(name := torchvision.PREFIX + own, wanted)]


def _size(name: str) -> int:
    return 28 if name in NETWORKS else input_size(name) or 224


def _row(name: str, *, counted: bool) -> CatalogueRow:
    return CatalogueRow(name, parameters(name) if counted else None, _size(name), None, "")
