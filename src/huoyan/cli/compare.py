"""huoyan compare: finished runs side by side, on pictures that none of them was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.cli.terminal.flags import (
    add_engine_flags,
    add_limit_flag,
    add_table_flags,
    flag_help,
    parser,
    table_values,
)
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import failed, note, remark, tell, tell_json
from huoyan.words import Message

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
    add_limit_flag(arguments_of)
    add_engine_flags(arguments_of)
    add_table_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import compare
    from huoyan.cli.terminal.meter import Meter

    meter = Meter()
    found = compare(
        arguments.runs,
        arguments.data,
        split=arguments.split,
        engine=arguments.engine,
        threads=arguments.threads,
        max_pixels=arguments.max_pixels,
        save=arguments.save,
        lang=arguments.lang or language(),
        say=remark,
        progress=meter,
        **table_values(arguments),
    )
    meter.close()
    if arguments.json:
        tell_json(found.to_json())
    else:
        _tell(found)
    broken = found.runs[0].evaluation.broken
    for each in broken:
        note(f"! {failed(each.sample.source, each.failure)}")
    if arguments.save is not None:
        note(Message("terminal.page", path=arguments.save))
    return 1 if broken else 0


def _tell(found: Comparison) -> None:
    """A block a run, then a line a pair."""
    from huoyan.cli.terminal.figures import headline
    from huoyan.comparison.sentences import cautions, pair_sentences
    from huoyan.report.shell.numbers import size
    from huoyan.text import cells, padded
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
        rows = headline(each.evaluation, found.headlines)
        width = max(24, *(cells(name) + 2 for name, _ in rows))
        for name, value in rows:
            tell(Message("terminal.compared_figure", name=padded(name, width), value=value))
    for pair in found.pairs:
        for sentence in pair_sentences(pair, found, figure_name(found.figure, language())):
            tell(sentence)
    for caution in cautions(found):
        remark(caution)
