"""What the SOURCE arguments of a call lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from huoyan.errors import HuoyanError

Found = TypeVar("Found")


def all_sources(
    texts: Sequence[str],
    expand: Callable[[str], Iterable[Found]],
    failed: Callable[[str, HuoyanError], Found],
) -> list[Found]:
    """Of all arguments. One that leads nowhere is answered with its error, `failed`, in its place.

    Raises the error of the first where none leads anywhere.
    """
    found: list[Found] = []
    wrong: list[HuoyanError] = []
    for text in texts:
        try:
            found += expand(text)
        except HuoyanError as error:
            wrong.append(error)
            found.append(failed(text, error))
    if len(wrong) == len(texts):
        raise wrong[0]
    return found
