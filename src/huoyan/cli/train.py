"""huoyan train: from DATA to a run folder with a proven model and its report."""

from __future__ import annotations

import shlex
from pathlib import Path

from huoyan.cli.terminal.flags import add_recipe_flags, parser, recipe_values
from huoyan.data.home_folder import at_home

EXAMPLES = (
    "huoyan train digits                                    # data that comes along: a first run",
    "huoyan train photos/                                   # photos/CLASS/*.jpg, or train/ test/ of it",
    "huoyan train labels.csv --minutes 10                   # columns: path, label, optional split and group",
    "huoyan train mnist --fast",
    "huoyan train photos/ --model mobilenetv3_large_100 --pretrained",
    "huoyan train photos/ --model cnn --option widths=32,64,128 kernel=5 --option hidden=64",
    "torchrun --nproc-per-node 4 -m huoyan train photos/ --out runs/together   # several processes or GPUs",
    "huoyan train --recipe runs/mine/recipe.toml --out runs/again",
)


def run(argv: list[str]) -> int:
    arguments_of = parser(
        "train", "Trains a recogniser, exports it, proves the export and reports.", EXAMPLES
    )
    arguments_of.add_argument(
        "data", nargs="?", metavar="DATA", help="a folder, a CSV or Parquet file, or a name"
    )
    arguments_of.add_argument("--out", type=at_home, metavar="RUN", help="the run folder (default: runs/...)")
    arguments_of.add_argument(
        "--recipe", type=Path, metavar="FILE", help="replay this recipe.toml; flags win over it"
    )
    arguments_of.add_argument(
        "--resume", action="store_true", help="go on with the run in --out that was cut off"
    )
    arguments_of.add_argument(
        "--resume-if-any", action="store_true", help="the same, or start where --out holds no run yet"
    )
    arguments_of.add_argument("--lang", choices=("en", "zh"), default=None, help="language of the report")
    arguments_of.add_argument("--json", action="store_true", help="print the result as one JSON object")
    arguments_of.add_argument("--quiet", action="store_true", help="no progress")
    add_recipe_flags(arguments_of)
    arguments = arguments_of.parse_args(argv)

    from huoyan.runs.freed_memory import keep_freed_memory

    keep_freed_memory()  # before PyTorch takes its first memory
    from huoyan.cli.training import train

    command = "huoyan train " + shlex.join(argv)
    return train(arguments, recipe_values(arguments), command)
