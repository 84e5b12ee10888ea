"""Training, from Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.data.dataset import Dataset
from huoyan.system.caller_state import leaves_caller_alone

if TYPE_CHECKING:
    from huoyan.learn.job import Run
    from huoyan.learn.run_start import Resume
    from huoyan.words import Lang


@leaves_caller_alone
def train(
    data: str | Path | Dataset | None = None,
    *,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: bool = True,
    recipe: str | Path | None = None,
    resume: Resume = False,
    **choices: Any,
) -> Run:
    """Trains on `data` and returns the finished run: its folder, artifact, evaluation and report.

    `choices` are the fields of `huoyan.runs.recipe.Recipe` (the flags of `huoyan train`):
    model="cnn", epochs=3, size=128, options={"widths": [32, 64]} ... tune=30 searches what is left open,
    teacher="runs/a" is a run whose answers are learnt beside the labels, ensemble=["runs/a", "runs/b"] joins
    finished runs and trains nothing. `recipe` is a recipe.toml to replay; choices win over it. Without
    `data` a recipe names them, or the first of the runs that are joined. `resume` goes on with the run in
    `out` that was cut off; "if-any" starts one where there is none. Under torchrun all processes call this
    alike. Needs the extra `train`.
    """
    from huoyan.runs.terminal import TerminalProgress
    from huoyan.runs.training_extra import require_training

    require_training()
    from huoyan.learn.distributed.world import is_lead
    from huoyan.learn.train import train as run
    from huoyan.report.shell.words import check_language
    from huoyan.runs.recipe import recipe_from
    from huoyan.runs.recipe_file import read_recipe

    check_language(lang)
    named, settled = (None, recipe_from(choices)) if recipe is None else read_recipe(Path(recipe), choices)
    with TerminalProgress(quiet=not (progress and is_lead()), lang=lang) as listen:
        return run(
            named if data is None else data, out=out, recipe=settled, listen=listen, lang=lang, resume=resume
        )
