"""huoyan convert: boxes written anew in another format."""

from __future__ import annotations

from huoyan.cli.terminal.flags import add_table_flags, flag_help, parser, table_values
from huoyan.cli.terminal.speech import remark, tell
from huoyan.data.home_folder import at_home
from huoyan.words import Listed, Message, counted

EXAMPLES = (
    "huoyan convert cells/ --to coco --out cells-coco/         # example.convert",
    "huoyan convert boxes.csv --to yolo --out cells-yolo/      # example.convert_table",
)
# Spelt out, as this page is shown without the library that writes.
FORMATS = ("coco", "voc", "yolo")


def run(argv: list[str]) -> int:
    arguments_of = parser("convert", EXAMPLES)
    arguments_of.add_argument("data", metavar="DATA", help=flag_help("flag.data_of_boxes"))
    arguments_of.add_argument("--to", choices=FORMATS, required=True, help=flag_help("flag.convert_to"))
    arguments_of.add_argument(
        "--out", type=at_home, required=True, metavar="DIR", help=flag_help("flag.folder")
    )
    add_table_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.api import convert
    from huoyan.cli.terminal.meter import Meter

    meter = Meter()
    found = convert(
        arguments.data,
        to=arguments.to,
        out=arguments.out,
        say=remark,
        progress=meter.of,
        **table_values(arguments),
    )
    meter.close()
    parts = [
        Message("convert.part", part=part, n=n) if part else Message("convert.no_part", n=n)
        for part, n in found.parts.items()
    ]
    for key, sources in (("unreadable", found.unreadable), ("damaged", found.damaged)):
        parts += [Message(f"convert.{key}_n", n=len(sources))] if sources else []
    tell(
        Message(
            "convert.done",
            folder=found.folder,
            pictures=counted(found.pictures, "picture"),
            boxes=counted(found.boxes, "box"),
            format=found.format,
            parts=Listed(parts),
        )
    )
    return 1 if found.unreadable or found.damaged else 0
