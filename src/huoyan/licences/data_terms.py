"""What is known of the terms of data that weights of others were trained on. They are told, never judged."""

from __future__ import annotations

from huoyan.words import Message

# By the beginning of the name, small letters.
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


def terms_of(name: str) -> Message:
    key = next((key for begin, key in KNOWN.items() if name.lower().startswith(begin)), None)
    return Message(key or "licences.data.unknown")
