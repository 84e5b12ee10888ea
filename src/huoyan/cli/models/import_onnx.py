"""huoyan import-onnx: wraps the model of somebody else as one of ours."""

from __future__ import annotations

from huoyan.cli.terminal.flags import flag_help, parser
from huoyan.cli.terminal.speech import remark, tell
from huoyan.data.home_folder import at_home
from huoyan.words import Message, note

EXAMPLES = (
    "huoyan import-onnx yolox yolox_s.onnx                    # example.import_coco",
    "huoyan import-onnx yolox cells.onnx --labels cells.txt --out runs/cells",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("import-onnx", EXAMPLES)
    arguments_of.add_argument("kind", metavar="KIND", help=flag_help("flag.import_kind"))
    arguments_of.add_argument("file", metavar="FILE", help=flag_help("flag.import_file"))
    arguments_of.add_argument("--labels", type=at_home, metavar="FILE", help=flag_help("flag.import_labels"))
    arguments_of.add_argument("--proof", type=at_home, metavar="DIR", help=flag_help("flag.import_proof"))
    arguments_of.add_argument("--out", type=at_home, metavar="DIR", help=flag_help("flag.run"))
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import import_onnx
    from huoyan.runtimes.parity import figures

    artifact = import_onnx(
        arguments.kind, arguments.file, labels=arguments.labels, out=arguments.out, proof=arguments.proof
    )
    parity = artifact.manifest.parity[0]
    tell(str(artifact.folder))
    tell(
        Message(
            "terminal.imported",
            agreement=parity.agreement,
            n=parity.n,
            measure=artifact.manifest.task.measure,
            difference=parity.difference,
        )
    )
    for each in artifact.manifest.parity:
        if not each.passed:
            engine, why = each.engine, figures(each, artifact.manifest.task)
            key = "imported.not_used" if each.needed is None else "imported.not_proven"
            remark(note(key, engine=engine, precision=each.precision, figures=why))
    return 0
