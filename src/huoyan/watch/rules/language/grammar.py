"""The grammar of rules, read: a sentence becomes a `Rule`.

    rule      = place verb { part }
    place     = the name of a line (crosses) or of a zone (all other verbs)
    verb      = "crosses" | "enters" | "leaves" | "stays" | [ "has" ] "more than" NUMBER
    part      = kinds | direction | "longer than" duration | "between" HH:MM "and" HH:MM
              | "seen for" duration
    kinds     = label { ( "," | "or" | "and" ) label }              all kinds, where none is named
    direction = "up" | "down" | "left" | "right" | "in" | "out"     of crosses only; both ways without one
    duration  = NUMBER ( "s" | "min" | "h" )                        also written out, and without the blank

Parts stand in any order, each once. `stays` needs `longer than`. Labels are those of the model, in any
script; one that has a comma in it, or is a word of the language, is put in double quotes. An English plural
is understood. `seen for`: things that have been followed for less are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from huoyan.watch.rules.language.hours import DAY, Hours
from huoyan.watch.rules.language.labels import MOST_WORDS, label_named
from huoyan.watch.rules.language.rule import PASSAGES, Rule, What
from huoyan.watch.rules.language.sentence import COMMAS, Sentence, expected
from huoyan.watch.rules.places.line import DIRECTIONS, Line
from huoyan.watch.rules.places.zone import Zone
from huoyan.words import Listed, Message

VERBS: dict[str, What] = {
    "crosses": "crosses",
    "enters": "enters",
    "leaves": "leaves",
    "stays": "stays",
    "more": "more than",
}
UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds", "秒"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes", "分钟"), 60.0),
    **dict.fromkeys(("h", "hour", "hours", "小时"), 3600.0),
}
AND = (*COMMAS, "or", "and")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(\D*)")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")


def parse_rule(
    text: str, lines: Sequence[Line], zones: Sequence[Zone], labels: Sequence[str] | None = None
) -> Rule:
    """The rule that `text` says. labels: of the model; None takes any. Raises UsageError usage.alarm."""
    sentence = Sentence(text)
    place = _place(sentence, lines, zones)
    rule = _verb(sentence, Rule(sentence.text, place.name, "crosses"), place)
    said: set[str] = set()
    while (word := sentence.peek()) is not None:
        name = _part_name(word.text) if not word.quoted else "kinds"
        if name in said:
            sentence.take("")
            raise sentence.wrong_word(Message("rule.two_kinds" if name == "kinds" else "rule.twice"))
        said.add(name)
        rule = _kinds(sentence, rule, labels) if name == "kinds" else PARTS[name](sentence, rule, place)
    if rule.what == "stays" and not rule.longer_than:
        raise sentence.wrong(Message("rule.stays_how_long"))
    return rule


def _place(sentence: Sentence, lines: Sequence[Line], zones: Sequence[Zone]) -> Line | Zone:
    known: tuple[Line | Zone, ...] = (*lines, *zones)
    places = {place.name: place for place in known}
    if not places:
        raise sentence.wrong(Message("rule.no_places"))
    word = sentence.take(Message("rule.a_place"))
    if word.text not in places:
        raise sentence.wrong_word(expected(places, get_close_matches(word.text, places, n=2)))
    return places[word.text]


def _verb(sentence: Sentence, rule: Rule, place: Line | Zone) -> Rule:
    wanted = {verb: what for verb, what in VERBS.items() if (what == "crosses") == isinstance(place, Line)}
    shown = [what if what != "more than" else "more than N" for what in wanted.values()]
    if sentence.skip("has") and not sentence.next_is("more"):
        sentence.take("more than N")
        raise sentence.wrong_word(Message("rule.expected", expected="more than N"))
    word = sentence.take(Listed(shown))
    what = VERBS.get(word.text)
    if what is None:
        raise sentence.wrong_word(expected(shown, get_close_matches(word.text, wanted, n=1, cutoff=0.5)))
    if word.text not in wanted:
        key = "rule.crosses_a_zone" if isinstance(place, Zone) else "rule.enters_a_line"
        raise sentence.wrong_word(Message(key, place=place.name, verb=word.text, expected=Listed(shown)))
    rule = replace(rule, what=what, way=PASSAGES.get(what, 0))
    return _more_than(sentence, rule) if what == "more than" else rule


def _more_than(sentence: Sentence, rule: Rule) -> Rule:
    sentence.expect("than")
    word = sentence.take(Message("rule.a_number"))
    if not (word.text.isascii() and word.text.isdecimal() and len(word.text) < 7):
        raise sentence.wrong_word(Message("rule.expected", expected=Message("rule.a_number")))
    return replace(rule, more_than=int(word.text))


def _part_name(word: str) -> str:
    if word in DIRECTIONS:
        return "direction"
    return word if word in PARTS else "kinds"


def _kinds(sentence: Sentence, rule: Rule, labels: Sequence[str] | None) -> Rule:
    kinds = [_kind(sentence, rule, labels)]
    while sentence.skip(*AND):
        kinds.append(_kind(sentence, rule, labels))
    return replace(rule, kinds=tuple(dict.fromkeys(kinds)))


def _kind(sentence: Sentence, rule: Rule, labels: Sequence[str] | None) -> str:
    """The label that the next words name, the longest one that they can."""
    word = sentence.take(Message("rule.a_kind"))
    if labels is None:
        return word.text
    following = [] if word.quoted else sentence.words[sentence.at : sentence.at + MOST_WORDS - 1]
    for more in range(len(following), -1, -1):
        written = " ".join([word.text, *(each.text for each in following[:more])])
        if (label := label_named(written, labels)) is not None:
            sentence.at += more
            return label
    known = {each.casefold(): each for each in (*labels, *_words_after(rule))}
    near = get_close_matches(word.text.casefold(), known, n=3)
    raise sentence.wrong_word(
        Message("rule.unknown_kind", expected=expected(labels, [known[x] for x in near]))
    )


def _words_after(rule: Rule) -> tuple[str, ...]:
    """Words of the language that can begin a part."""
    own = {"crosses": DIRECTIONS, "stays": ("longer",)}.get(rule.what, ())
    return *own, "between", "seen"


def _direction(sentence: Sentence, rule: Rule, place: Line | Zone) -> Rule:
    word = sentence.take("")
    if not isinstance(place, Line):
        raise sentence.wrong_word(Message("rule.direction_of_a_zone", verb=rule.what))
    way = place.way(word.text)
    if way is None:
        known = Listed(place.known_directions())
        raise sentence.wrong_word(Message("rule.no_such_way", line=place.name, known=known))
    return replace(rule, way=way)


def _longer(sentence: Sentence, rule: Rule, _: Line | Zone) -> Rule:
    sentence.take("")
    if rule.what != "stays":
        raise sentence.wrong_word(Message("rule.longer_without_stays", verb=rule.what))
    sentence.expect("than")
    return replace(rule, longer_than=_duration(sentence))


def _seen(sentence: Sentence, rule: Rule, _: Line | Zone) -> Rule:
    sentence.take("")
    sentence.expect("for")
    return replace(rule, seen_for=_duration(sentence))


def _between(sentence: Sentence, rule: Rule, _: Line | Zone) -> Rule:
    sentence.take("")
    start = _time(sentence)
    sentence.expect("and")
    end = _time(sentence)
    if start % DAY == end % DAY:
        raise sentence.wrong_word(Message("rule.no_hours"))
    return replace(rule, hours=Hours(start % DAY, end))


PARTS: dict[str, Callable[[Sentence, Rule, Line | Zone], Rule]] = {
    "direction": _direction,
    "longer": _longer,
    "seen": _seen,
    "between": _between,
}


def _duration(sentence: Sentence) -> float:
    wanted = Message("rule.a_duration")
    word = sentence.take(wanted)
    found = _DURATION.fullmatch(word.text)
    if found is None:
        raise sentence.wrong_word(Message("rule.expected", expected=wanted))
    unit = found[2] or sentence.take(wanted).text
    if unit not in UNITS or not float(found[1]):
        raise sentence.wrong_word(Message("rule.expected", expected=wanted))
    return float(found[1]) * UNITS[unit]


def _time(sentence: Sentence) -> int:
    """Minutes after midnight."""
    word = sentence.take(Message("rule.a_time"))
    found = _TIME.fullmatch(word.text)
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else DAY + 1
    if minutes > DAY:
        raise sentence.wrong_word(Message("rule.expected", expected=Message("rule.a_time")))
    return minutes
