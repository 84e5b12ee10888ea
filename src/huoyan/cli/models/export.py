"""huoyan export: writes a model for use elsewhere, and proves what was written."""

from __future__ import annotations

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.speech import tell
from huoyan.data.home_folder import at_home
from huoyan.words import Message

EXAMPLES = (
    "huoyan export runs/mine --out ship/                      # example.onnx",
    "huoyan export runs/mine --format openvino --out ship/    # example.openvino",
    "huoyan export runs/mine --format browser --out site/     # example.browser",
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
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import export

    exported = export(arguments.model, arguments.out, format=arguments.format)
    for path in exported.files:
        tell(str(path))
    parity = exported.parity
    tell(
        Message(
            "terminal.exported",
            agreement=parity.agreement,
            n=parity.n,
            measure=exported.measure,
            difference=parity.difference,
        )
    )
    return 0
