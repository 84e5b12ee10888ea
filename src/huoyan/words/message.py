"""A sentence as a key of the catalogue and its values. As text it is English; `told` says it in any language.

A log, a program and a test read the English text, which every message is from the start. The edge (terminal,
page) says it to a person in that person's language. Joining messages to longer texts with `+` or an f-string
would lose the key: a sentence that holds others takes them as values. A message is one line that steers no
terminal, whatever a name or a server put into it (see `text.shown`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, Literal, Self, get_args, overload

from huoyan.text import shown
from huoyan.words.counted_things import Things, present, spoken_of, worded

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = get_args(Lang)
RemarkKind = Literal["note", "warning"]
Joint = Literal["and", "or", "against", "sentences", "semicolon"]

_AND_MORE: dict[Lang, tuple[str, str]] = {"en": (", ", " and {n:,} more"), "zh": ("、", "，另有 {n:,} 个")}


class Message(str):
    """`Message("open.missing", path=path)`: the English sentence, which knows its key and its values.

    Values are numbers and texts, or what has words of its own: another Message, `Listed`, `counted`. Raises
    KeyError for a key that the catalogue lacks, or a blank without a value.
    """

    __slots__ = ("key", "things", "values")
    key: str
    values: Mapping[str, Any]
    things: Things

    def __new__(cls, key: str, /, **values: Any) -> Self:
        made = super().__new__(cls, cls._english(key, values))
        made.key, made.values, made.things = key, values, present()
        return made

    @classmethod
    def _english(cls, key: str, values: Mapping[str, Any]) -> str:
        return _filled(key, values, "en")

    def told(self, lang: Lang) -> str:
        """The sentence in `lang`."""
        if lang == "en":
            return str(self)
        with spoken_of(self.things):
            return _filled(self.key, self.values, lang)

    def __str__(self) -> str:
        return str.__str__(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self.key, dict(self.values), self.things)


class Remark(Message):
    """A message and how grave it is; its English text begins with that word: `warning: ...`."""

    __slots__ = ("kind",)
    kind: RemarkKind

    @property
    def message(self) -> Message:
        """The sentence alone."""
        with spoken_of(self.things):
            return Message(self.key, **self.values)

    def told(self, lang: Lang) -> str:
        """The sentence alone in `lang`: the edge has a mark of its own for how grave it is."""
        return self.message.told(lang)


class _Note(Remark):
    __slots__ = ()
    kind = "note"

    @classmethod
    def _english(cls, key: str, values: Mapping[str, Any]) -> str:
        return f"note: {_filled(key, values, 'en')}"


class _Warning(Remark):
    __slots__ = ()
    kind = "warning"

    @classmethod
    def _english(cls, key: str, values: Mapping[str, Any]) -> str:
        return f"warning: {_filled(key, values, 'en')}"


def note(key: str, /, **values: Any) -> Remark:
    """Worth knowing."""
    return _Note(key, **values)


def warning(key: str, /, **values: Any) -> Remark:
    """Worth mending."""
    return _Warning(key, **values)


class Listed:
    """`names` in a row, `a, b and 3 more` of more than `limit`; or with the words of `joint` between them."""

    __slots__ = ("joint", "limit", "names")

    def __init__(self, names: Iterable[object], limit: int | None = 5, joint: Joint | None = None) -> None:
        self.names, self.limit, self.joint = tuple(names), limit, joint

    def told(self, lang: Lang) -> str:
        comma, more = _AND_MORE[lang]
        each = [str(told(name, lang)) for name in self.names[: self.limit]]
        first = _joined(each, self.joint, lang) if self.joint and each else comma.join(each)
        left = len(self.names) - len(each)
        return first + more.format(n=left) if left > 0 else first

    def __str__(self) -> str:
        return self.told("en")

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listed) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return self.names, self.limit, self.joint


def counted(n: int, thing: str) -> Message:
    """`1 picture`, `1,200 pictures`, `3 classes`: the catalogue has a phrase `count.THING` for each thing."""
    return Message(f"count.{thing}", n=n)


@overload
def joined(names: Iterable[Message], joint: Joint) -> Message: ...
@overload
def joined(names: Iterable[str], joint: Joint) -> str: ...
def joined(names: Iterable[str], joint: Joint) -> str:
    """`a or b or c`, of one name or more; whole sentences one after another. The words stand in `joints`."""
    return reduce(lambda one, other: Message(f"joined.{joint}", one=one, other=other), names)


def told(value: Any, lang: Lang) -> Any:
    """`value` as `lang` has it: what has no words of its own stays as it is."""
    return value.told(lang) if isinstance(value, Message | Listed) else value


def _joined(texts: Sequence[str], joint: Joint, lang: Lang) -> str:
    from huoyan.words.joints import PHRASES

    form = PHRASES[f"joined.{joint}"][LANGS.index(lang)]
    return reduce(lambda one, other: form.format(one=one, other=other), texts)


def _filled(key: str, values: Mapping[str, Any], lang: Lang) -> str:
    from huoyan.words.catalogue import PHRASES  # everything that is ever said: not before something is

    form = worded(key, PHRASES[key][LANGS.index(lang)], present())
    if key.startswith("count."):
        one, _, many = form.partition("|")
        form = one if values["n"] == 1 or not many else many
    return shown(form.format(**{name: told(value, lang) for name, value in values.items()}))


def _made(kind: type[Message], key: str, values: Mapping[str, Any], things: Things) -> Message:
    with spoken_of(things):
        return kind(key, **values)
