"""Scores of finished models on labelled pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.api.models import load
from huoyan.data.dataset import Dataset, Split
from huoyan.data.formats.reading import reading_from
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.images.limits import limits_of
from huoyan.predict import Predictor
from huoyan.system.caller_state import leaves_caller_alone, warn
from huoyan.words import spoken_of

if TYPE_CHECKING:
    from huoyan.comparison.common_test import ComparedPart
    from huoyan.comparison.compare import Comparison
    from huoyan.evaluate import Evaluation
    from huoyan.words import Lang


@leaves_caller_alone
def evaluate(
    model: str | Path | Predictor,
    data: str | Path | Dataset,
    *,
    split: Split | None = None,
    engine: str = "auto",
    threads: int | None = None,
    max_pixels: int | None = None,
    say: Say = warn,
    progress: Callable[[int], None] | None = None,
    **table: Any,
) -> Evaluation:
    """Scores a model on labelled pictures that it was not trained on (see `huoyan.held_out`).

    `max_pixels`: the largest picture that is decoded, by default that of the predictor. `progress` is told
    how many pictures are done, `say` what the caller should know. `table` says how a table or a
    folder is read, by the fields of `huoyan.data.formats.reading.Reading`: label_column="choice" ...
    """
    from huoyan.data.open import read_dataset
    from huoyan.evaluate import evaluate as score
    from huoyan.held_out import unseen

    predictor = model if isinstance(model, Predictor) else load(model, engine=engine, threads=threads)
    limits = predictor.limits if max_pixels is None else limits_of(max_pixels)
    reading = predictor.task.reading(reading_from(table))
    with spoken_of(predictor.task.medium):
        read = read_dataset(data, say=say, reading=reading).within(limits)
        scored = unseen(read, predictor.artifact, split, say)
        found = score(predictor, scored.dataset, split=scored.split, progress=progress)
        for remark in predictor.task.remarks(scored.dataset):
            say(remark)
        return found


@leaves_caller_alone
def compare(
    runs: Sequence[str | Path],
    data: str | Path | Dataset | None = None,
    *,
    split: ComparedPart = "test",
    engine: str = "auto",
    threads: int | None = None,
    max_pixels: int | None = None,
    save: str | Path | None = None,
    lang: Lang = "en",
    say: Say = warn,
    progress: Callable[[int], None] | None = None,
    **table: Any,
) -> Comparison:
    """Compares two or more finished runs of one task on pictures that none of them was trained on.

    `data` are by default those of the first run. `save` is a page to write; the rest as in `evaluate`.
    Raises UsageError (usage.compare) for runs that cannot be compared, and what `evaluate` raises.
    """
    from huoyan.artifact.own_file import PAGE, check_own_file
    from huoyan.comparison.common_test import common_test
    from huoyan.comparison.compare import check_comparable
    from huoyan.comparison.compare import compare as score
    from huoyan.data.open import read_dataset, tell_passed
    from huoyan.report.shell.words import check_language
    from huoyan.runs.compared_runs import data_of, named_runs

    check_language(lang)
    if save is not None:
        check_own_file(at_home(save), PAGE, "save")
    paths = named_runs(runs)
    models = {name: load(path, engine=engine, threads=threads) for name, path in paths.items()}
    artifacts = {name: model.artifact for name, model in models.items()}
    check_comparable(artifacts)
    first = next(iter(models.values()))
    with spoken_of(first.task.medium):
        given, reading = (data, reading_from(table)) if data is not None else data_of(first.artifact, table)
        read = read_dataset(given, say=say, reading=first.task.reading(reading))
        tell_passed(read, say)
        scored = common_test(read.within(limits_of(max_pixels)), artifacts, split, say)
        found = score(models, scored, progress=progress)
    if save is not None:
        from huoyan.report.comparison.page import write_comparison

        write_comparison(found, at_home(save), lang)
    return found
