"""What `huoyan train` does once its arguments are read: run, show, say where things lie."""

from __future__ import annotations

import argparse
import contextlib
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from huoyan.cli.terminal.figures import headline, with_interval
from huoyan.cli.terminal.language import language, phrase
from huoyan.cli.terminal.speech import note, tell_json
from huoyan.errors import TrainingError, UsageError
from huoyan.runs.training_extra import require_training
from huoyan.system.streams import Lost
from huoyan.text import printable
from huoyan.words import Listed, Message, spoken_of
from huoyan.words.figure_names import figure_name

if TYPE_CHECKING:
    from huoyan.artifact.manifest import Parity
    from huoyan.learn.job import Run
    from huoyan.learn.run_start import Resume
    from huoyan.runs.recipe import Recipe


def train(arguments: argparse.Namespace, values: dict[str, Any], command: str) -> int:
    """Trains as the arguments say and gives the exit code: 1 where pictures had to be left out."""
    require_training()
    from huoyan.learn.distributed.world import is_lead, started_by_torchrun
    from huoyan.learn.run_start import is_done
    from huoyan.runs.recipe_file import read_origin
    from huoyan.runs.run_folder import RunFolder
    from huoyan.runs.terminal import TerminalProgress

    resume: Resume = "if-any" if arguments.resume_if_any else arguments.resume
    named, recipe = _recipe(arguments, values)
    if resume == "if-any" and arguments.out is not None and is_done(arguments.out, recipe):
        if is_lead():
            trained_on = read_origin(RunFolder(arguments.out).recipe).data
            note(Message("terminal.run_is_finished", out=arguments.out, data=trained_on))
        return 0  # a queue that starts it once more need not be told of a failure
    data = _data(arguments, named, resume, joins=recipe.ensemble is not None)
    with TerminalProgress(quiet=arguments.quiet or not is_lead(), lang=language()) as listen:
        from huoyan.learn.train import train as run

        try:
            finished = run(
                data,
                out=arguments.out,
                recipe=recipe,
                listen=listen,
                lang=arguments.lang or language(),
                command=command,
                resume=resume,
            )
        except TrainingError as error:
            if error.code == "training.stopped":
                return 2  # the process that stopped says why
            raise
        if is_lead():
            with spoken_of(finished.artifact.manifest.task.medium):
                _tell(finished, listen, arguments.json)
    if started_by_torchrun():
        return 0  # to torchrun anything else is a failure, upon which it starts the training anew
    return 1 if finished.quarantined or finished.evaluation.broken else 0


def _recipe(arguments: argparse.Namespace, values: dict[str, Any]) -> tuple[str | None, Recipe]:
    """The recipe of the call, and the data that a --recipe names."""
    from huoyan.runs.recipe import recipe_from
    from huoyan.runs.recipe_file import read_recipe

    if arguments.recipe is None:
        return None, recipe_from(values)
    return read_recipe(arguments.recipe, values)


def _data(arguments: argparse.Namespace, named: str | None, resume: Resume, *, joins: bool) -> str | None:
    """DATA: that of the call, else of the --recipe, else of the run that goes on; None where runs are
    joined, which name theirs."""
    from huoyan.learn.distributed.world import was_restarted
    from huoyan.learn.run_start import data_of

    data: str | None = named if arguments.data is None else arguments.data
    # Processes that torchrun started anew go on with what those before them began.
    if data is None and (resume or was_restarted()):
        if arguments.out is None:
            raise UsageError(Message("arguments.resume_where"), code="usage.resume")
        data = data_of(arguments.out, resume)
    if data is None and not joins:
        raise UsageError(Message("arguments.no_data"), code="usage.data")
    return data


def _tell(run: Run, listen: Any, as_json: bool) -> None:
    if as_json:
        scores = {**run.evaluation.to_json(), **({"beside": run.beside} if run.beside else {})}
        way = {} if run.ascent is None else {"ladder": run.ascent.to_json()}
        said = {"run": printable(str(run.folder)), "weights": run.weights_sha256, **scores, **way}
        with contextlib.suppress(Lost):  # metrics.json has it too
            tell_json(said)
    headlines = run.artifact.manifest.task.headlines
    listen.show([*headline(run.evaluation, headlines), *beside(run, headlines[:2])])
    if "random-split" in run.beside and (meaning := _meaning(run)):
        listen.tell(meaning)
    engines = Listed([_agreement(parity) for parity in run.parities], None)
    listen.tell(Message("terminal.export_agrees", n=run.parities[0].n, engines=engines))
    listen.tell(Message("terminal.weights", sha256=run.weights_sha256[:16]), style="dim")
    listen.tell(Message("terminal.run", folder=run.folder))
    listen.tell(Message("terminal.report", page=run.report))
    listen.tell(Message("terminal.next", folder=shlex.quote(str(run.folder))))


def _agreement(parity: Parity) -> Message:
    """How an engine agrees; one that is proven not to is never chosen by itself."""
    from huoyan.runtimes.parity import MIN_AGREEMENT

    if parity.passed:
        key = "terminal.agrees"
    elif parity.needed is not None:
        key = "terminal.agrees_unproven"
    else:
        same = parity.agreement >= MIN_AGREEMENT
        key = "terminal.agrees_too_far" if same else "terminal.agrees_too_little"
    return Message(key, engine=parity.engine, precision=parity.precision, agreement=parity.agreement)


def _meaning(run: Run) -> str:
    """What a random split says of the score; empty where nothing can be compared."""
    from huoyan.report.record import ReferenceScore
    from huoyan.report.sections.random_split import leak_sentence
    from huoyan.report.shell.words import Words

    there = ReferenceScore.from_json(run.beside["random-split"]).metrics
    words = Words(language())
    sentence = leak_sentence(run.evaluation.score.metrics, there, words)
    return phrase("terminal.random_split", sentence=sentence) if sentence else ""


def beside(run: Run, names: Sequence[str]) -> list[tuple[str, str]]:
    """The figures of these names of what was trained beside the run, as rows of text."""
    from huoyan.results import Estimate

    rows = []
    for choice, scores in run.beside.items():
        for name in names:
            if (figure := scores["metrics"].get(name)) is not None:
                named = phrase("terminal.figure_beside", choice=choice, name=figure_name(name, language()))
                rows.append((named, with_interval(Estimate(**figure), scores.get("groups"))))
    return rows
