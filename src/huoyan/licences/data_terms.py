"""What is known of the terms of data that weights of others were trained on. They are told, never judged."""

from __future__ import annotations

import re

from huoyan.words import Message

# By the beginning of a name, small letters.
KNOWN = {
    "imagenet": "licences.data.imagenet",
    "coco": "licences.data.coco",
    "cifar": "licences.data.not_stated",
    "laion": "licences.data.of_the_web",
    "datacomp": "licences.data.of_the_web",
    "webli": "licences.data.not_public",
    "jft": "licences.data.not_public",
    "wit-400m": "licences.data.not_public",
    "instagram": "licences.data.not_public",
    "lvd": "licences.data.not_public",
}


def terms_of(names: str) -> tuple[Message, ...]:
    """Of all data that are named: "LAION-2B, ImageNet-1k" are two."""
    known = [key for begin, key in KNOWN.items() if re.search(rf"\b{begin}", names.lower())]
    return tuple(map(Message, dict.fromkeys(known))) or (Message("licences.data.unknown"),)
