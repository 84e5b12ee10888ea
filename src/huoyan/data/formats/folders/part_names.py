"""Which part of a split the name of a folder says: train, my_val_v2, seg_test, TrainImages, 测试集."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huoyan.data.dataset import Split
from huoyan.text import nfc

# Of a folder or in a table: the whole name.
SPLIT_NAMES: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
    "test": "test",
    "testing": "test",
    "训练": "train",
    "训练集": "train",
    "验证": "val",
    "验证集": "val",
    "测试": "test",
    "测试集": "test",
}
# Of a folder: a word in its name. A part for evaluation is one that nothing is chosen by: a test.
_WORDS: dict[str, Split] = {
    **SPLIT_NAMES,
    "trn": "train",
    "trainval": "train",
    "validate": "val",
    "devel": "val",
    "tst": "test",
    "tests": "test",
    "eval": "test",
    "evaluation": "test",
    "holdout": "test",
}
_CHINESE = ("训练", "验证", "测试")  # no blanks part the words there
_NOUN = (
    r"(?:data|dataset|datasets|set|sets|images?|imgs?|pics?|pictures?|photos?|frames?|samples?|files?|split|part|"
    r"folder|cls|classes)"
)
_WORD = re.compile(rf"(?:{_NOUN})?({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:{_NOUN})?")
_DRAWN = frozenset(
    {"mask", "masks", "labels", "annotation", "annotations", "ann", "gt"}
    | {"groundtruth", "depth", "bbox", "visualisation", "visualization"}
)
# More different cells than this are no names of parts.
_MANY = 20
_UNLABELLED = frozenset(
    {"pred", "predict", "prediction", "predictions", "unlabeled", "unlabelled", "submission"}
)


def exact_part(name: str) -> Split | None:
    return SPLIT_NAMES.get(nfc(name).strip().casefold())


def worded_part(name: str) -> Split | None:
    """The one part that the words of a name say; None where they say none or several."""
    found = {_WORDS[match[1]] for word in _words(name) if (match := _WORD.fullmatch(word))}
    found |= {_WORDS[word] for word in _CHINESE if word in nfc(name)}
    if found == {"train", "val"}:  # train_val: what is left when the test part is taken out
        return "train"
    return found.pop() if len(found) == 1 else None


def says_parts(values: Iterable[str]) -> bool:
    """Whether the cells of a column name the parts of a split: train, PublicTest, PrivateTest."""
    met = {value for value in values if value.strip()}
    if all(map(exact_part, met)):
        return bool(met)
    if len(met) > _MANY:
        return False
    parts = {exact_part(value) or worded_part(value) for value in met}
    return None not in parts and "train" in parts and len(parts) > 1


def says_unlabelled(name: str) -> bool:
    """Whether a folder is for pictures to predict: seg_pred, unlabeled."""
    return any(word in _UNLABELLED for word in _words(name))


def is_general(name: str) -> bool:
    """Whether a folder's name says no more than that it holds pictures: images, JPEGImages."""
    words = _words(name)
    return bool(words) and all(re.fullmatch(rf"(?:jpe?g|png|rgb)?{_NOUN}?", word) for word in words)


def is_drawn(name: str) -> bool:
    """Whether a folder's name says that an annotation tool wrote it: masks, SegmentationClass."""
    return any(word in _DRAWN or word.startswith("segmentation") for word in _words(name))


def _words(name: str) -> list[str]:
    """Runs of letters, also of one case: TrainImages2 -> train, images."""
    return [
        word.casefold() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+", nfc(name))
    ]
