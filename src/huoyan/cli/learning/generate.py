"""huoyan generate: learns to make pictures like those of DATA, and makes some."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from huoyan.cli.terminal.flags import (
    Parser,
    add_field_flags,
    flag_help,
    parser,
    read_option,
)
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.speech import note, tell, tell_json
from huoyan.data.home_folder import at_home
from huoyan.errors import UsageError
from huoyan.runs.generation import generation_fields
from huoyan.text import printable
from huoyan.words import Listed, Message, counted

if TYPE_CHECKING:
    from huoyan.generator.manifest import ClassOpinion
    from huoyan.learn.generate.run.train import GeneratorRun
    from huoyan.runs.terminal import TerminalProgress

EXAMPLES = (
    "huoyan generate train photos/ --minutes 10 --out runs/made       # example.generate",
    "huoyan generate train photos/ --class cracked --out runs/cracks   # example.generate_class",
    "huoyan generate train --resume --out runs/made                   # example.generate_resume",
    "huoyan generate sample runs/made --n 200 --out made/             # example.generate_sample",
    "huoyan generate sample runs/made --class cracked --seed 7 --out made7/ --json",
)
ACTIONS = ("train", "sample")
# Flags of both actions, by the name under which argparse keeps them.
OF_BOTH = ("action", "named", "lang", "out", "json", "classes", "seed", "threads")
MADE = 100


def run(argv: list[str]) -> int:
    arguments_of = parser("generate", EXAMPLES)
    _add_arguments(arguments_of)
    arguments = arguments_of.parse_args(argv)
    if arguments.action == "sample":
        return _sample(arguments)
    return _train(arguments, "huoyan generate " + shlex.join(argv))


def _add_arguments(made: Parser) -> None:
    made.add_argument("action", choices=ACTIONS, help=flag_help("flag.generate_action"))
    made.add_argument("named", nargs="?", metavar="DATA|RUN", help=flag_help("flag.generate_named"))
    made.add_argument("--out", type=at_home, metavar="FOLDER", help=flag_help("flag.generate_out"))
    made.add_argument("--n", type=int, default=None, metavar="N", help=flag_help("flag.generate_n"))
    made.add_argument("--resume", action="store_true", help=flag_help("flag.generate_resume"))
    made.add_argument("--json", action="store_true", help=flag_help("flag.json_result"))
    made.add_argument("--quiet", action="store_true", help=flag_help("flag.quiet"))
    made.add_argument(
        "--class", action="append", dest="classes", metavar="NAME", default=argparse.SUPPRESS,
        help=flag_help("flag.generate_class"),
    )  # fmt: skip
    fields = {name: field for name, field in generation_fields().items() if name != "classes"}
    add_field_flags(
        made, fields, {"model": "generate.model", "weights": "generate.weights", "lr": "generate.lr"}
    )


def _train(arguments: argparse.Namespace, command: str) -> int:
    """1 where pictures had to be left out, or the generator copies."""
    if arguments.n is not None:
        raise UsageError(Message("generate.flag_of_sample", flag="--n"), code="usage.generate")
    values = _values(arguments)
    from huoyan.system.freed_memory import keep_freed_memory

    keep_freed_memory()  # before PyTorch takes its first memory
    from huoyan.runs.training_extra import require_training

    require_training()
    from huoyan.learn.generate.run.begun import data_of
    from huoyan.learn.generate.run.train import train_generator
    from huoyan.runs.generation import generation_from
    from huoyan.runs.terminal import TerminalProgress

    data = arguments.named
    if data is None and arguments.resume and arguments.out is not None:
        data = data_of(arguments.out)
    if data is None:
        raise UsageError(Message("generate.no_data"), code="usage.data")
    asked = generation_from(values)
    with TerminalProgress(quiet=arguments.quiet, lang=language()) as listen:
        finished = train_generator(
            data,
            out=arguments.out,
            asked=asked,
            listen=listen,
            lang=arguments.lang or language(),
            command=command,
            resume=arguments.resume,
        )
        _tell(finished, listen, as_json=arguments.json)
    return 1 if finished.quarantined or finished.memorising else 0


def _tell(finished: GeneratorRun, listen: TerminalProgress, *, as_json: bool) -> None:
    figures = finished.generator.manifest.figures
    if as_json:
        said = {"memorising": finished.memorising, "stopped": finished.stopped}
        tell_json({"run": printable(str(finished.folder)), **figures.model_dump(), **said})
    listen.tell(
        Message(
            "generate.ended",
            kid=figures.kid,
            deviation=figures.deviation,
            judge=figures.judge,
            precision=figures.precision,
            recall=figures.recall,
            n=figures.n_made,
            real=figures.n_real,
        )
    )
    if figures.opinion is not None:
        listen.tell(_recognised(figures.opinion))
    listen.tell(Message("terminal.run", folder=finished.folder))
    listen.tell(Message("terminal.report", page=finished.report))
    listen.tell(Message("generate.next", folder=shlex.quote(str(finished.folder))))


def _recognised(opinion: ClassOpinion) -> Message:
    least = min(opinion.classes, key=lambda each: each.made.value)
    return Message(
        "generate.recognised",
        classes=counted(len(opinion.classes), "class"),
        learnt=opinion.n_training,
        made=opinion.made,
        n=opinion.n_made,
        real=opinion.real,
        n_real=opinion.n_real,
        name=least.label,
        least=least.made.value,
    )


def _sample(arguments: argparse.Namespace) -> int:
    given = vars(arguments)
    known = {*generation_fields(), "resume"} - {*OF_BOTH}
    stray = sorted(name for name in known if given.get(name) is not None and given[name] is not False)
    if stray:
        flags = Listed(["--" + name.replace("_", "-") for name in stray], None)
        raise UsageError(Message("generate.flags_of_train", flags=flags), code="usage.generate")
    if arguments.named is None:
        raise UsageError(Message("generate.no_run"), code="usage.generate")
    if arguments.out is None:
        raise UsageError(Message("generate.no_out"), code="usage.out")
    from huoyan.api import generate

    made = generate(
        arguments.named,
        arguments.out,
        n=MADE if arguments.n is None else arguments.n,
        seed=given.get("seed", 0),
        classes=given.get("classes", ()),
        threads=given.get("threads"),
    )
    if arguments.json:
        for each in made:
            tell_json({"source": each.source, "label": each.label, "seed": each.seed, "number": each.number})
    else:
        tell(Message("generate.made", n=len(made), out=arguments.out))
    if not arguments.quiet:
        note(phrase("generate.marked"))
    return 0


def _values(arguments: argparse.Namespace) -> dict[str, object]:
    names = generation_fields()
    values = {key: value for key, value in vars(arguments).items() if key in names}
    if "options" in values:
        values["options"] = dict(read_option(text) for text in values["options"])
    return values
