"""Every message that the source makes is one that the catalogue can say, in both languages."""

from __future__ import annotations

import ast
import pickle
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import huoyan
from huoyan.errors import MissingExtra, UsageError
from huoyan.words import Listed, Message, counted, joined, note, warning
from huoyan.words.catalogue import AREAS, PHRASES

MAKERS = {"Message", "note", "warning", "Remark"}
WORDS = "huoyan.words"


def blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of these functions of `huoyan.words` in the source, each with its place."""
    return ((place, node) for name, place, node in calls_of_words() if name in names)


@cache
def calls_of_words() -> list[tuple[str, str, ast.Call]]:
    """The name of each function of `huoyan.words` that is called in the source, and where."""
    root, found = Path(huoyan.__file__).parent, []
    for file in sorted(root.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        froms = (x for x in nodes if isinstance(x, ast.ImportFrom) and (x.module or "").startswith(WORDS))
        known = {each.asname or each.name for x in froms for each in x.names}
        found += [
            (node.func.id, f"{file.relative_to(root)}:{node.lineno}", node)
            for node in nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known
        ]
    return found


def keys(node: ast.expr) -> list[str]:
    """The keys that an expression can be: a text, one of two, or all that fit an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return keys(node.body) + keys(node.orelse)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(x.value)) if isinstance(x, ast.Constant) else ".+" for x in node.values]
        return [key for key in PHRASES if re.fullmatch("".join(parts), key)] or [ast.unparse(node)]
    return []


@pytest.mark.no_cover
def test_every_message_of_the_source_has_a_phrase_and_all_its_values() -> None:
    wrong = []
    for place, call in calls(*MAKERS):
        given = {each.arg for each in call.keywords}
        for key in keys(call.args[0]) if call.args else []:
            if key not in PHRASES:
                wrong.append(f"{place} no phrase for {key}")
            elif None not in given and (lacking := set().union(*map(blanks, PHRASES[key])) - given):
                wrong.append(f"{place} {key} without {lacking}")
    assert wrong == []


@pytest.mark.no_cover
def test_every_counted_thing_has_a_phrase() -> None:
    things = [(place, key) for place, call in calls("counted") for key in keys(call.args[1])]
    assert [(place, thing) for place, thing in things if f"count.{thing}" not in PHRASES] == []


def test_no_key_is_in_two_areas_and_both_languages_have_the_same_blanks() -> None:
    assert [key for key, n in Counter(key for area in AREAS for key in area).items() if n > 1] == []
    assert [key for key, (one, other) in PHRASES.items() if blanks(one) != blanks(other)] == []


def test_a_message_is_english_text_and_chinese_when_it_is_told_so() -> None:
    said = note("joined.or", one=counted(1, "picture"), other=Listed(["a", "b", "c"], 2))
    assert said == "note: 1 picture or a, b and 1 more"
    assert said.told("zh") == "1 张图片 或 a、b，另有 1 个"
    assert pickle.loads(pickle.dumps(said)).told("zh") == said.told("zh")


def test_an_error_that_comes_from_another_process_is_the_same():
    errors = [
        UsageError(Message("task.empty_label", at=2), code="usage.task"),
        MissingExtra("torch", "train", Message("kind.numbers")),
    ]
    for error in errors:
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.code) == (type(error), error.code)
        assert (str(again), again.told("zh")) == (str(error), error.told("zh"))
    assert warning("joined.or", one="a", other="b") == "warning: a or b"


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [(["a"], "a", "a"), (["a", "b", "c"], "a or b or c", "a 或 b 或 c")],
)
def test_names_are_joined_by_a_word(names: list[str], english: str, chinese: str) -> None:
    told = joined(names, "or")
    assert told == english
    assert (told.told("zh") if isinstance(told, Message) else told) == chinese


def test_sentences_follow_one_another_as_each_language_has_it() -> None:
    told = joined([Message("count.picture", n=2), Message("count.row", n=1)], "sentences")
    assert isinstance(told, Message)
    assert (told, told.told("zh")) == ("2 pictures 1 row", "2 张图片1 行")
