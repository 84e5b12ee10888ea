"""The command `huoyan`. Each command is a module that is imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from huoyan.streams import Lost, Unfailing, guarded

# name -> (module, what it does), in the order in which a user meets them.
COMMANDS = {
    "check": ("huoyan.cli.check", "look for broken, double, leaked and wrongly labelled pictures"),
    "train": ("huoyan.cli.train", "train a recogniser on DATA and export it, proven and with a report"),
    "evaluate": ("huoyan.cli.evaluate", "score a model on labelled pictures, with 95 % intervals"),
    "predict": ("huoyan.cli.predict", "answer for pictures, folders, globs or stdin"),
    "export": ("huoyan.cli.export", "write a model for another engine, proven to answer as before"),
    "verify": ("huoyan.cli.verify", "repeat a model's self-test here and check its files"),
    "bench": ("huoyan.cli.bench", "measure how fast a model runs here, engine by engine"),
    "models": ("huoyan.cli.models", "list the networks that can be trained"),
    "doctor": ("huoyan.cli.doctor", "say what is installed and what this machine can do"),
}

OK, FOUND, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives the exit code: 0 done, 1 something was found, 2 unusable call."""
    try:
        with guarded():
            return _main(argv)
    except Lost as lost:
        if lost.reader_has_gone:  # head, say: what it wanted it has
            return OK
        Unfailing(sys.stderr).write(f"huoyan: stdout cannot be written: {lost} [usage.output]\n")
        return UNUSABLE


def _main(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return OK if arguments else UNUSABLE
    name, *rest = arguments
    if name in ("--version", "-V", "version"):
        from huoyan import __version__

        print(f"huoyan {__version__}")
        return OK
    if name not in COMMANDS:
        return _unknown(name)
    return _run(COMMANDS[name][0], rest)


def usage() -> str:
    """The first page of help."""
    from huoyan.cli.terminal.language import said

    lines = [f"  {name:<10} {said(text)}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(
        [
            f"usage: huoyan COMMAND ... {said('(huoyan COMMAND --help shows flags and examples)')}",
            "",
            said("From a folder of pictures to a recogniser that you can trust, run and ship."),
            "",
            *lines,
            "",
            said("start with:"),
            "  huoyan train digits                      "
            + said("a first run, with the data that comes along"),
            "  huoyan train photos/ --out runs/mine     photos/CLASS/*.jpg",
            "  huoyan predict runs/mine new/ --json     " + said("one JSON object a picture"),
        ]
    )


def _run(module: str, arguments: list[str]) -> int:
    from huoyan.cli.terminal.speech import note
    from huoyan.errors import HuoyanError

    try:
        code: int = importlib.import_module(module).run(arguments)
        return code
    except HuoyanError as error:
        note(f"huoyan: {error.message} [{error.code}]")
        return UNUSABLE
    except KeyboardInterrupt:
        note("huoyan: interrupted")
        return 130


def _unknown(name: str) -> int:
    import difflib

    from huoyan.cli.terminal.speech import note

    near = difflib.get_close_matches(name, COMMANDS, n=2)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    note(f"huoyan: there is no command {name!r}.{hint} Commands: {', '.join(COMMANDS)}.")
    return UNUSABLE
