"""The 80 classes of COCO (Lin et al. 2014), in the order in which detectors trained on it answer."""

from __future__ import annotations

from collections.abc import Sequence

# fmt: off
COCO = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
    "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
    "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase",
    "frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard",
    "surfboard", "tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl",
    "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake",
    "chair", "couch", "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote",
    "keyboard", "cell phone", "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock",
    "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
)
# fmt: on
# Names that other data sets have for the same things.
_ALSO = {
    "aeroplane": "airplane",
    "motorbike": "motorcycle",
    "pedestrian": "person",
    "sofa": "couch",
    "television": "tv",
    "tvmonitor": "tv",
}


def coco_indices(labels: Sequence[str]) -> list[int | None]:
    """The class of COCO that each label names; None where none does."""
    known = {_plain(name): at for at, name in enumerate(COCO)}
    known |= {_plain(other): known[_plain(name)] for other, name in _ALSO.items()}
    return [known.get(_plain(label)) for label in labels]


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
