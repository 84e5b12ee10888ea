"""huoyan export: writes a model for use elsewhere, and proves what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huoyan.artifact.names import ONNX
from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.language import language
from huoyan.cli.terminal.speech import remark, tell
from huoyan.data.home_folder import at_home
from huoyan.words import Listed, Message, counted, warning
from huoyan.words.figure_names import figure_name

if TYPE_CHECKING:
    from huoyan.export import Exported

EXAMPLES = (
    "huoyan export runs/mine --out ship/                      # example.onnx",
    "huoyan export runs/mine --format openvino --out ship/    # example.openvino",
    "huoyan export runs/mine --format browser --out site/     # example.browser",
    "huoyan export runs/mine --int8 --out light/              # example.int8",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("export", EXAMPLES)
    arguments_of.add_argument("model", metavar="MODEL", help=flag_help("flag.model"))
    arguments_of.add_argument(
        "--format", choices=("onnx", "openvino", "browser"), default="onnx", help=flag_help("flag.format")
    )
    arguments_of.add_argument(
        "--out", type=at_home, required=True, metavar="DIR", help=flag_help("flag.folder")
    )
    arguments_of.add_argument("--int8", action="store_true", help=flag_help("flag.int8"))
    arguments_of.add_argument("--max-drop", type=float, metavar="X", help=flag_help("flag.max_drop"))
    arguments_of.add_argument("--data", metavar="DATA", help=flag_help("flag.int8_data"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import export

    exported = export(
        arguments.model,
        arguments.out,
        format=arguments.format,
        int8=arguments.int8,
        max_drop=arguments.max_drop,
        data=arguments.data,
        say=remark,
    )
    for path in exported.files:
        tell(str(path))
    if exported.int8 is not None:
        _tell_int8(exported, arguments.model)
        return 0
    parity = exported.parity
    tell(
        Message(
            "int8.exported" if parity.precision == "int8" else "terminal.exported",
            agreement=parity.agreement,
            n=parity.n,
            measure=exported.measure,
            difference=parity.difference,
        )
    )
    return 0


def _tell_int8(exported: Exported, model: str) -> None:
    """What it costs, what it wins, and which engine it is not for."""
    from huoyan.artifact.read import open_artifact

    made = exported.int8
    assert made is not None
    key = "int8.changed" if made.part == "val" else "int8.changed_seen"
    values = {"change": made.change, "low": made.low, "high": made.high}
    after, before = ("?" if x is None else f"{x:.4f}" for x in (made.after, made.before))
    figure, pictures = figure_name(made.figure, language()), counted(made.n, "picture")
    tell(Message(key, figure=figure, after=after, before=before, pictures=pictures, **values))
    sizes = [
        (folder / ONNX).stat().st_size / 1e6 for folder in (exported.files[0], open_artifact(model).folder)
    ]
    layers = counted(made.layers, "layer")
    tell(Message("int8.layers", layers=layers, share=made.share, bytes=sizes[0], before=sizes[1]))
    if made.left_float:
        tell(Message("int8.left", names=Listed(made.left_float)))
    was, now = exported.speeds
    tell(
        Message(
            "int8.speed",
            milliseconds=now.milliseconds,
            engine=now.engine,
            before=was.milliseconds,
            other=was.engine,
            precision=was.precision,
        )
    )
    if now.milliseconds >= was.milliseconds:
        remark(warning("int8.no_faster"))
    for parity in exported.parities:
        if not parity.passed and parity.change is not None:
            remark(warning("int8.elsewhere", engine=parity.engine, change=parity.change))
