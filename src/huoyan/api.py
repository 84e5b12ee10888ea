"""The Python API: one function a command, with the same names for the same things."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.artifact.read import open_artifact
from huoyan.data.dataset import Dataset, Split
from huoyan.predict import Predictor
from huoyan.runtimes import open_runtime

if TYPE_CHECKING:
    from huoyan.bench import Speed
    from huoyan.data.check.finding import Check
    from huoyan.evaluate import Evaluation
    from huoyan.export import Exported
    from huoyan.learn.train import Run
    from huoyan.report.words import Lang
    from huoyan.verify import Verification


def warn(text: str) -> None:
    """What an API call has to say goes to Python's warnings."""
    warnings.warn(text, stacklevel=3)


def train(
    data: str | Path | Dataset,
    *,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: bool = True,
    recipe: str | Path | None = None,
    resume: bool = False,
    **choices: Any,
) -> Run:
    """Trains on `data` and returns the finished run: its folder, artifact, evaluation and report.

    `choices` are the fields of `huoyan.learn.recipe.Recipe` (the flags of `huoyan train`):
    model="cnn", epochs=3, size=128, options={"widths": [32, 64]} ... `recipe` is a recipe.toml to
    replay; choices win over it. `resume` goes on with the run in `out` that was cut off. Needs the
    extra `train`.
    """
    from huoyan.learn.needs import require_training
    from huoyan.learn.progress import TerminalProgress

    require_training()
    from huoyan.learn.recipe import recipe_from
    from huoyan.learn.recipe_file import read_recipe
    from huoyan.learn.train import train as run

    settled = recipe_from(choices) if recipe is None else read_recipe(Path(recipe), choices)[1]
    with TerminalProgress(quiet=not progress) as listen:
        return run(data, out=out, recipe=settled, listen=listen, lang=lang, resume=resume)


def load(path: str | Path, *, engine: str = "auto", threads: int | None = None) -> Predictor:
    """Opens a run folder or its model/ for prediction. `engine`: auto, onnxruntime, openvino or torch."""
    artifact = open_artifact(path)
    if engine != "torch":
        return Predictor(artifact, open_runtime(artifact, engine, threads))
    from huoyan.learn.needs import require_training

    require_training()
    from huoyan.learn.restore import restore
    from huoyan.runtimes.torch import TorchRuntime

    return Predictor(artifact, TorchRuntime(restore(artifact)))


def evaluate(
    model: str | Path | Predictor,
    data: str | Path | Dataset,
    *,
    split: Split | None = None,
    engine: str = "auto",
    threads: int | None = None,
    say: Callable[[str], None] = warn,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Scores a model on labelled pictures that it was not trained on (see `huoyan.unseen`).

    `progress` is told how many pictures are done, `say` what the caller should know.
    """
    from huoyan.evaluate import evaluate as score
    from huoyan.unseen import unseen

    predictor = model if isinstance(model, Predictor) else load(model, engine=engine, threads=threads)
    scored = unseen(data, predictor.artifact, split, say)
    return score(predictor, scored.dataset, split=scored.split, progress=progress)


def check(
    data: str | Path | Dataset,
    *,
    quick: bool = False,
    out: str | Path | None = None,
    lang: Lang = "en",
    say: Callable[[str], None] = warn,
) -> Check:
    """What is wrong with a data set before it is trained on; `out` is a page with pictures to write.

    `quick` leaves out wrong labels and shortcuts, which need the extra `check`.
    """
    from huoyan.data.check import check as look
    from huoyan.data.open import read_dataset

    dataset = read_dataset(data, say=say)
    found = look(dataset, quick=quick)
    if out is not None:
        from huoyan.report.check_page import write_check

        write_check(found, dataset, Path(out), lang, data=str(data))
    return found


def verify(path: str | Path) -> Verification:
    """Checks every file of a model against its sha256 and repeats its self-test on this machine."""
    from huoyan.verify import verify as check

    return check(path)


def bench(path: str | Path, *, batches: Sequence[int] = (1, 16), seconds: float = 1.0) -> list[Speed]:
    """Median milliseconds a picture of each installed engine."""
    from huoyan.bench import bench as measure

    return list(measure(open_artifact(path), batches=batches, seconds=seconds))


def export(path: str | Path, out: str | Path, *, form: str = "onnx") -> Exported:
    """Writes a model into the folder `out` as one ONNX file or for OpenVINO, and proves it."""
    from huoyan.export import export as write

    return write(open_artifact(path), form, Path(out))
