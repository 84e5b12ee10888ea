"""What `huoyan train` does once its arguments are read: run, show, say where things lie."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.cli.language import language
from huoyan.errors import UsageError
from huoyan.learn.needs import require_training

if TYPE_CHECKING:
    from huoyan.learn.train import Run


def train(arguments: argparse.Namespace, values: dict[str, Any], command: str) -> int:
    """Trains as the arguments say and gives the exit code: 1 where pictures had to be left out."""
    require_training()
    from huoyan.learn.progress import TerminalProgress
    from huoyan.learn.recipe import recipe_from
    from huoyan.learn.recipe_file import read_recipe

    if arguments.resume and arguments.recipe is None and arguments.out is not None:
        arguments.recipe = arguments.out / "recipe.toml"
    data = arguments.data
    if arguments.recipe is None:
        recipe = recipe_from(values)
    else:
        named, recipe = read_recipe(arguments.recipe, values)
        data = data or named
    if data is None:
        raise UsageError(
            "huoyan train needs DATA: a folder, a table or a name such as digits.", code="usage.data"
        )
    with TerminalProgress(quiet=arguments.quiet) as listen:
        from huoyan.learn.train import train as run

        finished = run(
            data,
            out=arguments.out,
            recipe=recipe,
            listen=listen,
            lang=arguments.lang or language(),
            command=command,
            resume=arguments.resume,
        )
        _tell(finished, listen, arguments.json)
    return 1 if finished.quarantined or finished.evaluation.failures else 0


def _tell(run: Run, listen: Any, as_json: bool) -> None:
    from rich.table import Table

    if as_json:
        scores = run.evaluation.to_json()
        print(
            json.dumps({"run": str(run.folder), "weights": run.weights_sha256, **scores}, ensure_ascii=False)
        )
    table = Table(box=None, padding=(0, 2), show_header=False)
    for text in headline(run.evaluation):
        table.add_row(*text)
    listen.console.print(table)
    exact = ", ".join(f"{p.engine} {p.precision} {p.agreement:.1%}" for p in run.parities)
    listen.console.print(f"export agrees with the trained network on {run.parities[0].n} pictures: {exact}")
    listen.console.print(f"weights {run.weights_sha256[:16]}", style="dim")
    here = Path(run.folder)
    listen.console.print(
        f"run     {here}\nreport  {run.report}\nnext    huoyan predict {here} PICTURES", markup=False
    )


def headline(evaluation: Any) -> list[tuple[str, str]]:
    """The first few figures with their intervals, as rows of text."""
    rows = []
    for name in ("accuracy", "exact_match", "balanced_accuracy", "macro_f1", "ece"):
        figure = evaluation.summary.metrics.get(name)
        if figure is not None:
            value = f"{figure.value:.4f}  [{figure.low:.4f}, {figure.high:.4f}]"
            rows.append((f"{evaluation.split} {name}", f"{value}  n = {figure.n}"))
    return rows
