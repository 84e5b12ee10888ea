"""Pictures that are made: a generator learnt, and what it makes, from Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.data.dataset import Dataset
from huoyan.data.home_folder import at_home
from huoyan.system.caller_state import leaves_caller_alone

if TYPE_CHECKING:
    from huoyan.generator.made_files import MadePicture
    from huoyan.learn.generate.run.train import GeneratorRun
    from huoyan.words import Lang


@leaves_caller_alone
def train_generator(
    data: str | Path | Dataset,
    *,
    out: str | Path | None = None,
    lang: Lang = "en",
    progress: bool = True,
    resume: bool = False,
    **choices: Any,
) -> GeneratorRun:
    """Learns to make pictures like those of the training part of `data`; the finished run.

    `choices` are the fields of `huoyan.runs.generation.Generation` and those that it shares with `train`:
    classes=["cat"], minutes=3, size=32, model="dcgan" ... The parts are those of `train` with the same
    val, test and seed: those of the test part are never seen. Needs the extra `train`.
    """
    from huoyan.runs.terminal import TerminalProgress
    from huoyan.runs.training_extra import require_training

    require_training()
    from huoyan.learn.generate.run.train import train_generator as run
    from huoyan.report.shell.words import check_language
    from huoyan.runs.generation import generation_from

    check_language(lang)
    asked = generation_from(choices)
    with TerminalProgress(quiet=not progress, lang=lang) as listen:
        return run(data, out=out, asked=asked, listen=listen, lang=lang, resume=resume)


@leaves_caller_alone
def generate(
    run: str | Path,
    out: str | Path,
    *,
    n: int = 100,
    seed: int = 0,
    classes: Sequence[str] = (),
    threads: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[MadePicture]:
    """Writes `n` pictures of the generator in `run` into the new folder `out`, and a list of them.

    They take turns in `classes`, () for all. A seed gives the same pictures again. Each file says in its text
    that it was made. Raises ArtifactError, UsageError (usage.class, usage.n, usage.out, usage.generate for a
    value of another kind or out of its range), EngineError.
    """
    from huoyan.generator.on_disk import open_generator
    from huoyan.generator.sampling import write_made
    from huoyan.runs.generation import generation_fields
    from huoyan.runs.generation.generation import CODE
    from huoyan.runs.recipe.value import as_kind

    given = {"seed": seed, "classes": classes, "threads": threads}
    kinds = {"n": int, **{name: generation_fields()[name].kind for name in given}}
    taken = {name: as_kind(name, value, kinds[name], code=CODE) for name, value in {"n": n, **given}.items()}
    return write_made(open_generator(run), at_home(out), **taken, progress=progress)
