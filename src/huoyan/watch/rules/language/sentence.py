"""A sentence as words, read one after another; what is wrong is said at its word."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from huoyan.errors import UsageError
from huoyan.text import nfc
from huoyan.words import Listed, Message, joined

COMMAS = (",", "，", "、")
_WORD = re.compile(r'"([^"]*)"|“([^”]*)”|([,，、])|([^\s,，、"“]+)')


@dataclass(frozen=True, slots=True)
class Word:
    """quoted: it stands for itself, never for a word of the language."""

    text: str
    quoted: bool = False


class Sentence:
    """Reads from left to right; `at` is the index of the next word."""

    def __init__(self, text: str) -> None:
        self.text = nfc(text).strip()
        self.words = [_word(found) for found in _WORD.finditer(self.text)]
        self.at = 0

    def next_is(self, *texts: str) -> bool:
        """Whether the next word is one of these, unquoted."""
        word = self.peek()
        return word is not None and not word.quoted and word.text in texts

    def peek(self) -> Word | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def take(self, expected: Message | Listed | str) -> Word:
        """The next word. Raises UsageError usage.alarm where the sentence has ended."""
        word = self.peek()
        if word is None:
            raise self.wrong(Message("rule.ends", expected=expected))
        self.at += 1
        return word

    def skip(self, *texts: str) -> bool:
        """Goes over the next word if it is one of these."""
        found = self.next_is(*texts)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        """Goes over `text`, which must be the next word."""
        if self.peek() is None or not self.skip(text):
            self.take(text)
            raise self.wrong_word(Message("rule.expected", expected=text))

    def wrong_word(self, what: Message) -> UsageError:
        """About the word that was taken last: UsageError usage.alarm."""
        taken = self.words[: self.at]
        number = sum(word.text not in COMMAS for word in taken)
        return self.wrong(Message("rule.at_word", n=number, word=taken[-1].text, what=what))

    def wrong(self, what: Message) -> UsageError:
        """About the whole sentence: UsageError usage.alarm."""
        return UsageError(Message("rule.wrong", text=self.text, what=what), code="usage.alarm")


def expected(names: Collection[str], near: Collection[str]) -> Message:
    """What can stand here, the names that look alike first."""
    allowed = Message("rule.expected", expected=Listed(names, 12))
    if not near:
        return allowed
    return joined([Message("list.did_you_mean", near=joined(list(near), "or")), allowed], "sentences")


def _word(found: re.Match[str]) -> Word:
    straight, curly, comma, plain = found.groups()
    quoted = straight if straight is not None else curly
    return Word(comma or plain) if quoted is None else Word(quoted, quoted=True)
