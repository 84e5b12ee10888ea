"""huoyan export: writes a model for use elsewhere, and proves what was written."""

from __future__ import annotations

from huoyan.cli.terminal.flags import parser
from huoyan.cli.terminal.speech import tell
from huoyan.data.home_folder import at_home

EXAMPLES = (
    "huoyan export runs/mine --out ship/                      # ship/model.onnx, labels and all inside",
    "huoyan export runs/mine --format openvino --out ship/    # ship/model.xml and ship/model.bin",
)


def run(argv: list[str]) -> int:
    arguments_of = parser(
        "export", "Writes a model for use elsewhere and proves that it answers as before.", EXAMPLES
    )
    arguments_of.add_argument("model", metavar="MODEL", help="a run folder or its model/")
    arguments_of.add_argument("--format", choices=("onnx", "openvino"), default="onnx", help="default: onnx")
    arguments_of.add_argument(
        "--out", type=at_home, required=True, metavar="DIR", help="the folder to write into"
    )
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import export

    exported = export(arguments.model, arguments.out, format=arguments.format)
    for path in exported.files:
        tell(str(path))
    parity = exported.parity
    tell(
        f"the same answer as the trained network on {parity.agreement:.1%} of {parity.n} pictures, "
        f"probabilities within {parity.difference:.1g}"
    )
    return 0
