"""The command `huoyan`. Each command is a module that is imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from huoyan.system.streams import Lost, Unfailing, guarded

# In the order in which a user meets them.
COMMANDS = {
    "check": "huoyan.cli.data.check",
    "train": "huoyan.cli.learning.train",
    "evaluate": "huoyan.cli.learning.evaluate",
    "compare": "huoyan.cli.learning.compare",
    "predict": "huoyan.cli.answering.predict",
    "watch": "huoyan.cli.answering.watch",
    "generate": "huoyan.cli.learning.generate",
    "serve": "huoyan.cli.answering.serve",
    "key": "huoyan.cli.answering.key",
    "export": "huoyan.cli.models.export",
    "import-onnx": "huoyan.cli.models.import_onnx",
    "convert": "huoyan.cli.data.convert",
    "verify": "huoyan.cli.models.verify",
    "bench": "huoyan.cli.models.bench",
    "models": "huoyan.cli.models.models",
    "weights": "huoyan.cli.models.weights",
    "licences": "huoyan.cli.models.licences",
    "doctor": "huoyan.cli.doctor",
}

OK, FOUND, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives the exit code: 0 done, 1 something was found, 2 unusable call."""
    from huoyan.cli.terminal.language import phrase, spoken_as_asked
    from huoyan.words.foreign_reason import system_reason

    words = list(sys.argv[1:] if argv is None else argv)
    with spoken_as_asked(words):
        try:
            with guarded():
                return _main(words)
        except Lost as lost:
            if lost.reader_has_gone:  # head, say: what it wanted it has
                return OK
            Unfailing(sys.stderr).write(phrase("terminal.lost", reason=system_reason(lost.reason)) + "\n")
            return UNUSABLE


def _main(arguments: list[str]) -> int:
    from huoyan.cli.terminal.language import without_flag

    name, *rest = without_flag(arguments) or [""]
    if name in ("", "-h", "--help", "help"):
        print(usage())
        return OK if name else UNUSABLE
    if name in ("--version", "-V", "version"):
        from huoyan import __version__

        print(f"huoyan {__version__}")
        return OK
    if name not in COMMANDS:
        return _unknown(name)
    return _run(COMMANDS[name], rest)


def usage() -> str:
    """The first page of help."""
    from huoyan.cli.terminal.language import phrase

    lines = [f"  {name:<11} {phrase(f'command.{name}')}" for name in COMMANDS]
    return "\n".join(
        [
            phrase("help.usage"),
            "",
            phrase("help.motto"),
            "",
            *lines,
            "",
            phrase("help.start"),
            "  huoyan train digits                      " + phrase("example.first_run"),
            "  huoyan train photos/ --out runs/mine     photos/CLASS/*.jpg",
            "  huoyan predict runs/mine new/ --json     " + phrase("example.json"),
        ]
    )


def _run(module: str, arguments: list[str]) -> int:
    from huoyan.cli.terminal.language import language
    from huoyan.cli.terminal.speech import note
    from huoyan.errors import HuoyanError
    from huoyan.words import Message

    try:
        code: int = importlib.import_module(module).run(arguments)
        return code
    except HuoyanError as error:
        note(f"huoyan: {error.told(language())} [{error.code}]")
        return UNUSABLE
    except KeyboardInterrupt:
        note(Message("terminal.interrupted"))
        return 130


def _unknown(name: str) -> int:
    import difflib

    from huoyan.cli.terminal.speech import note
    from huoyan.words import Listed, Message, joined

    near, commands = difflib.get_close_matches(name, COMMANDS, n=2), Listed(COMMANDS, len(COMMANDS))
    if near:
        told = Message("arguments.no_command_meant", name=name, meant=joined(near, "or"), commands=commands)
    else:
        told = Message("arguments.no_command", name=name, commands=commands)
    note(told)
    return UNUSABLE
