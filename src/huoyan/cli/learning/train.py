"""huoyan train: from DATA to a run folder with a proven model and its report."""

from __future__ import annotations

import shlex
from pathlib import Path

from huoyan.cli.terminal.flags import add_recipe_flags, flag_help, parser, recipe_values
from huoyan.data.home_folder import at_home
from huoyan.runs.search.shown_storage import shown_storage

EXAMPLES = (
    "huoyan train digits                                    # example.digits",
    "huoyan train photos/                                   # example.folders",
    "huoyan train labels.csv --minutes 3                    # example.columns",
    "huoyan train photos/ --weights net.pth                 # example.ladder",
    "huoyan train photos/ --model svm --features hog+colour --option kernel=rbf",
    "huoyan train mnist --fast",
    "huoyan train photos/ --model mobilenetv3_large_100 --pretrained",
    "huoyan train photos/ --model cnn --option widths=32,64,128 kernel=5 --option hidden=64",
    "huoyan train cells/ --task detect --minutes 10          # example.detect",
    "huoyan train cars.json --weights yolox_nano.onnx        # example.knowing",
    "huoyan train --ensemble runs/a runs/b runs/c            # example.ensemble",
    "huoyan train photos/ --model cnn_half --teacher runs/a  # example.teacher",
    "torchrun --nproc-per-node 4 -m huoyan train photos/ --out runs/together   # example.torchrun",
    "huoyan train --recipe runs/mine/recipe.toml --out runs/again",
)


def run(argv: list[str]) -> int:
    arguments_of = parser("train", EXAMPLES)
    arguments_of.add_argument("data", nargs="?", metavar="DATA", help=flag_help("flag.data"))
    arguments_of.add_argument("--out", type=at_home, metavar="RUN", help=flag_help("flag.run"))
    arguments_of.add_argument("--recipe", type=Path, metavar="FILE", help=flag_help("flag.recipe"))
    arguments_of.add_argument("--resume", action="store_true", help=flag_help("flag.resume"))
    arguments_of.add_argument("--resume-if-any", action="store_true", help=flag_help("flag.resume_if_any"))
    arguments_of.add_argument("--json", action="store_true", help=flag_help("flag.json_result"))
    arguments_of.add_argument("--quiet", action="store_true", help=flag_help("flag.quiet"))
    add_recipe_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.system.freed_memory import keep_freed_memory

    keep_freed_memory()  # before PyTorch takes its first memory
    from huoyan.cli.learning.training import train

    values = recipe_values(arguments)
    command = "huoyan train " + shlex.join(_shown(argv, values.get("storage")))
    return train(arguments, values, command)


def _shown(argv: list[str], storage: str | None) -> list[str]:
    """As the model tells it to whoever has it: a database's password is none of its business."""
    return [word.replace(storage, shown_storage(storage)) for word in argv] if storage else argv
