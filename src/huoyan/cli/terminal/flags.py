"""Flags made from the recipe's fields, and pieces that several commands share."""

from __future__ import annotations

import argparse
import json
import sys
import typing
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal, NoReturn

from huoyan.cli.terminal.argparse_words import argparse_told
from huoyan.cli.terminal.language import FLAG, language, phrase
from huoyan.cli.terminal.lists import Continues, is_numbers, is_option, is_run, is_steps, joined, one_of, runs
from huoyan.data.formats.reading import READING_NAMES
from huoyan.errors import UsageError
from huoyan.runs.recipe import SECTIONS, RecipeField, recipe_fields
from huoyan.runs.recipe.value import bare
from huoyan.words import LANGS, Message

# Groups of a recipe's fields, in the order of the help page.
GROUPS = ("what", "length", "pictures", "training", "search", "data", "table", "machine")
# Lists of texts that are no steps: what goes on with one, and what it is a list of.
TEXTS: Mapping[str, tuple[Continues, str]] = {"ensemble": (is_run, "RUN,RUN")}


class Parser(argparse.ArgumentParser):
    """Speaks the user's language; takes lists with commas and with blanks."""

    def __init__(self, **more: Any) -> None:
        with argparse_told():
            super().__init__(**more)
        self.lists: dict[str, Continues] = {}

    def add_list(self, group: Any, flag: str, continues: Continues, **more: Any) -> None:
        """A flag for a list; `continues` says which words after it belong to the list."""
        self.lists[flag] = continues
        group.add_argument(flag, **more)

    def parse_args(self, args: Any = None, namespace: Any = None) -> argparse.Namespace:  # type: ignore[override]
        found: argparse.Namespace
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self._refuse(Message("arguments.unknown", words=" ".join(unknown)), self._meant(unknown))
        return found

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = joined(sys.argv[1:] if args is None else args, self.lists)
        with argparse_told():
            return super().parse_known_args(words, namespace)

    def format_help(self) -> str:
        with argparse_told():
            return super().format_help()

    def error(self, message: str) -> NoReturn:
        self._refuse(message, "")

    def _refuse(self, what: str, meant: str) -> NoReturn:
        """One line, as all the flags of `train` would hide what is wrong."""
        lang = language()
        form = "arguments.wrong_meant" if meant else "arguments.wrong"
        self.exit(2, f"{Message(form, command=self.prog, what=what, meant=meant).told(lang)}\n")

    def _meant(self, unknown: Sequence[str]) -> str:
        """The flags that unknown ones may be meant for."""
        flags = [word.partition("=")[0] for word in unknown if word.startswith("--")]
        near = [get_close_matches(flag, self._option_string_actions, 1) for flag in flags]
        return ", ".join(flag for found in near for flag in found)


def parser(command: str, examples: Sequence[str], sections: Sequence[str] = ()) -> Parser:
    """A parser whose help ends in these sections, and in examples: each a command and, after `#`, the key of
    its comment.
    """
    told = phrase("help.examples") + "\n" + "\n".join(f"  {_example(line)}" for line in examples)
    made = Parser(
        prog=f"huoyan {command}",
        description=phrase(f"does.{command}"),
        epilog="\n\n".join([*sections, told]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(FLAG, choices=LANGS, default=None, help=flag_help("flag.lang"))
    return made


def flag_help(key: str) -> str:
    """What a flag does, for argparse, to which % is a sign."""
    return phrase(key).replace("%", "%%")


def _example(line: str) -> str:
    command, mark, comment = line.partition(" # ")
    return command + mark + phrase(comment) if mark else command


def add_recipe_flags(target: Parser) -> None:
    """One flag a choice of a recipe; a flag that is not given leaves no trace in the namespace."""
    add_field_flags(target, recipe_fields())


def add_field_flags(
    target: Parser, fields: Mapping[str, RecipeField], told: Mapping[str, str] | None = None
) -> None:
    """A flag a field, in the groups that these have. told: keys of help texts that are not `recipe.NAME`."""
    used = [key for key in GROUPS if any(field.group == key for field in fields.values())]
    groups = {key: target.add_argument_group(phrase(f"group.{key}")) for key in used}
    for field in fields.values():
        _add_flag(target, groups[field.group], field, (told or {}).get(field.name))


def add_table_flags(target: Parser) -> None:
    """How a table or a folder is read, for every command that takes labelled pictures."""
    group = target.add_argument_group(phrase("group.table"))
    for name, field in recipe_fields().items():
        if name in READING_NAMES:
            _add_flag(target, group, field)


def add_path_flags(target: Parser) -> None:
    """How a table of paths is read, for a command that takes no labels."""
    for name in ("path_column", "encoding"):
        _add_flag(target, target, recipe_fields()[name])


def table_values(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line of how the data are read."""
    return {name: value for name, value in vars(arguments).items() if name in READING_NAMES}


def _of_tasks(field: RecipeField) -> str:
    """The tasks that have the choice, where not all do."""
    return f" ({', '.join(field.tasks)})" if 0 < len(field.tasks) < len(SECTIONS) else ""


def _add_flag(target: Parser, group: Any, field: RecipeField, told: str | None = None) -> None:
    flag = "--" + field.name.replace("_", "-")
    common = {
        "dest": field.name,
        "default": argparse.SUPPRESS,
        "help": flag_help(told or f"recipe.{field.name}") + _of_tasks(field),
    }
    inner = bare(field.kind)
    if inner is bool:
        group.add_argument(flag, action=argparse.BooleanOptionalAction, **common)
    elif typing.get_origin(inner) is dict:
        add_option_flag(target, group, **common)
    elif typing.get_origin(inner) is tuple:
        part = typing.get_args(inner)[0]
        words = typing.get_args(part)  # of a Literal
        texts, metavar = TEXTS.get(field.name, (is_steps, "NAME,NAME"))
        continues = is_numbers if part is float else one_of(words) if words else texts
        metavar = "X,X" if part is float else metavar
        target.add_list(group, flag, continues, metavar=metavar, **common)
    elif typing.get_origin(inner) is Literal:
        group.add_argument(flag, choices=typing.get_args(inner), **common)
    else:
        metavar = {int: "N", float: "X"}.get(inner, "TEXT")
        group.add_argument(flag, type=inner, metavar=metavar, **common)


def add_option_flag(target: Parser, group: Any, **more: Any) -> None:
    """--option NAME=VALUE, any number of them, of values of a network."""
    target.add_list(group, "--option", is_option, action="append", metavar="NAME=VALUE", **more)


def recipe_values(arguments: argparse.Namespace) -> dict[str, Any]:
    """The recipe fields that were given on the command line."""
    names = recipe_fields()
    values = {key: value for key, value in vars(arguments).items() if key in names}
    if "options" in values:
        values["options"] = dict(read_option(text) for text in values["options"])
    if isinstance(values.get("ensemble"), str):
        values["ensemble"] = runs(values["ensemble"])
    return values


def read_option(text: str) -> tuple[str, Any]:
    """`widths=32,64` -> ("widths", [32, 64]); numbers, true and false are read as such."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(Message("arguments.option", text=text), code="usage.option")
    whole = value.strip()
    if whole.startswith("[") and whole.endswith("]"):
        return name.strip(), _scalar(whole)
    parts = [_scalar(part) for part in whole.rstrip(",").split(",") if part.strip() or "," not in whole]
    return name.strip(), parts if len(parts) > 1 else parts[0]


def _scalar(text: str) -> Any:
    try:
        return json.loads(text.strip().lower() if text.strip().lower() in ("true", "false") else text)
    except json.JSONDecodeError:
        return text.strip()


def add_limit_flag(target: argparse.ArgumentParser) -> None:
    """--max-pixels, for every command that reads pictures; train has it from its recipe."""
    target.add_argument("--max-pixels", type=int, metavar="N", help=flag_help("recipe.max_pixels"))


def add_scoring_flags(target: Parser) -> None:
    """How models run and labelled pictures are read, for every command that scores a model."""
    add_limit_flag(target)
    add_engine_flags(target)
    add_table_flags(target)


def add_engine_flags(target: argparse.ArgumentParser, *, torch: bool = True) -> None:
    """--engine and --threads, for every command that runs a model. torch: whether PyTorch may run it."""
    target.add_argument(
        "--engine",
        choices=("auto", "onnxruntime", "openvino", *(("torch",) if torch else ())),
        default="auto",
        help=flag_help("flag.engine"),
    )
    target.add_argument("--threads", type=int, metavar="N", help=flag_help("flag.threads"))


def running_values(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line of how a model runs."""
    return {name: getattr(arguments, name) for name in ("engine", "threads", "max_pixels")}
