"""Whatever is said to a person stands in the catalogue: no text is written where it is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import huoyan
from huoyan import errors
from huoyan.words.catalogue import PHRASES

SOURCE = Path(huoyan.__file__).parent
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
}
# What takes a text for a person, and which of its arguments that is.
SAYING = {
    **dict.fromkeys(ERRORS, 0),
    **dict.fromkeys(("say", "warn", "tell", "note", "Said", "Phase", "ValueError"), 0),
    **dict.fromkeys(("Failure", "Problem"), 1),
    **dict.fromkeys(("Choice", "Finding", "MissingExtra"), 2),
}
FLAG = re.compile(r"--[a-z-]+")
EXCEPTIONS = {
    "cli/__init__.py": "the name of the program, before an error that is told in the user's language",
    "images/steps.py": "a mistake in this package, not in what a user gave",
    "learn/fit/checkpoints.py": "caught there: the checkpoint before is taken",
}


def plain_texts(tree: ast.AST) -> Iterator[str]:
    """Each literal or f-string that is said, at once or by a name that the same function gave it."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in (tree, *functions):
        nodes = list(own_nodes(scope))
        named = {
            target.id: node.value
            for node in nodes
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in nodes:
            if isinstance(node, ast.Call) and (text := said_by(node)) is not None:
                yield from written(text, named)


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Those that belong to no function within."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from own_nodes(child)


def said_by(call: ast.Call) -> ast.expr | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = SAYING.get(name)
    return call.args[at] if at is not None and at < len(call.args) else None


def written(text: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    """The literals with words of which `text` is made; `note("a.key")` of the catalogue has none."""
    if isinstance(text, ast.Constant | ast.JoinedStr):
        parts = text.values if isinstance(text, ast.JoinedStr) else [text]
        literal = "".join(x.value for x in parts if isinstance(x, ast.Constant) and isinstance(x.value, str))
        if re.search(r"[^\W\d_]{2}", literal) and literal not in PHRASES and not FLAG.fullmatch(literal):
            yield ast.unparse(text)
    elif isinstance(text, ast.IfExp):
        yield from (*written(text.body, named), *written(text.orelse, named))
    elif isinstance(text, ast.BinOp):
        yield from (*written(text.left, named), *written(text.right, named))
    elif isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute):  # "{}".format(), ", ".join()
        yield from written(text.func.value, named)
    elif isinstance(text, ast.Name) and text.id in named:
        yield from written(named[text.id], {})


@pytest.mark.no_cover
def test_nothing_is_said_that_is_not_in_the_catalogue() -> None:
    plain: dict[str, list[str]] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        if found := list(plain_texts(ast.parse(file.read_text("utf-8")))):
            plain[file.relative_to(SOURCE).as_posix()] = found
    assert {file: texts for file, texts in plain.items() if file not in EXCEPTIONS} == {}
    assert plain.keys() == EXCEPTIONS.keys(), "an exception that is none any more"


@pytest.mark.parametrize(
    "code",
    [
        'raise DataError("no picture", code="data.empty")',
        'say(f"{n} pictures")',
        'self.warn("one" if n == 1 else Message("a.key"))',
        'raise ImageError("{} is broken".format(name)) from error',
        'def read():\n    reason = "cut off"\n    return Failure("image.read", reason)',
        'tell(Said("beside " + what))',
        'MissingExtra("onnx", "train", "Exporting")',
    ],
)
def test_text_that_is_written_where_it_is_said_is_found(code: str) -> None:
    assert list(plain_texts(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        'raise DataError(Message("open.empty_name"), code="data.missing")',
        'say(note("tables.only_class", name=name))',
        'MissingExtra("tensorboard", "tensorboard", "--tensorboard")',
        'Failure.of(error)\nFailure("image.read", error.message)',
        'Choice("loss", "huber")',
    ],
)
def test_messages_flags_and_codes_are_no_plain_text(code: str) -> None:
    assert not list(plain_texts(ast.parse(code)))
