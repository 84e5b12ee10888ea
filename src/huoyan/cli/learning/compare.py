"""huoyan compare: finished runs side by side, on pictures that none of them was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.cli.terminal.flags import add_scoring_flags, flag_help, parser, running_values, table_values
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import note, note_failed, remark, tell, tell_json
from huoyan.words import Message, spoken_of

if TYPE_CHECKING:
    from huoyan.comparison.compare import Comparison

EXAMPLES = (
    "huoyan compare runs/one runs/other                # example.compare",
    "huoyan compare runs/* --save compare.html         # example.compare_page",
    "huoyan compare runs/one runs/other --data new.csv # example.compare_data",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("compare", EXAMPLES)
    arguments_of.add_argument("runs", nargs="+", metavar="RUN", help=flag_help("flag.runs"))
    arguments_of.add_argument("--data", metavar="DATA", help=flag_help("flag.compared_data"))
    arguments_of.add_argument(
        "--split", choices=("test", "val"), default="test", help=flag_help("flag.compared_split")
    )
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_result"))
    arguments_of.add_argument("--save", metavar="FILE", help=flag_help("flag.compared_page"))
    add_scoring_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import compare
    from huoyan.cli.terminal.meter import Meter

    meter = Meter()
    found = compare(
        arguments.runs,
        arguments.data,
        split=arguments.split,
        save=arguments.save,
        lang=arguments.lang or language(),
        say=remark,
        progress=meter,
        **running_values(arguments),
        **table_values(arguments),
    )
    meter.close()
    if arguments.json:
        tell_json(found.to_json())
    else:
        with spoken_of(found.medium):
            _tell(found)
    broken = found.runs[0].evaluation.broken
    for each in broken:
        note_failed(each.sample.source, each.failure)
    if arguments.save is not None:
        note(Message("terminal.page", path=arguments.save))
    return 1 if broken else 0


def _tell(found: Comparison) -> None:
    """A block a run, then a line a pair."""
    from huoyan.cli.terminal.figures import headline_lines
    from huoyan.comparison.sentences import cautions, pair_sentences
    from huoyan.report.shell.numbers import size
    from huoyan.words.figure_names import figure_name

    for each in found.runs:
        tell(
            Message(
                "terminal.compared",
                name=each.name,
                network=each.network,
                parameters=each.parameters,
                size=size(each.bytes),
                milliseconds=each.speed.milliseconds,
                engine=each.speed.engine,
                precision=each.speed.precision,
            )
        )
        for line in headline_lines(each.evaluation, found.headlines):
            tell(f"  {line}")
    for pair in found.pairs:
        for sentence in pair_sentences(pair, found, lambda name: figure_name(name, language())):
            tell(sentence)
    for caution in cautions(found):
        remark(caution)
