"""One training of a generator, from data to a proven graph and its page."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.home_folder import at_home
from huoyan.errors import TrainingError
from huoyan.generator.graph import GeneratorGraph
from huoyan.generator.on_disk import Generator
from huoyan.learn.feed.opened_data import keep_split
from huoyan.learn.fit.interrupt import outliving_terminal
from huoyan.learn.generate.adversarial_training import TrainedPair
from huoyan.learn.generate.judging.class_opinion import short_told
from huoyan.learn.generate.judging.final_figures import Measured, measure
from huoyan.learn.generate.judging.judges import judge_by, judging_card, open_eye
from huoyan.learn.generate.players import build_pair
from huoyan.learn.generate.run.begun import Begun, begin
from huoyan.learn.generate.run.call import Call
from huoyan.learn.generate.run.decided import Decided, decided
from huoyan.learn.generate.run.divided import divided
from huoyan.learn.generate.run.exported import graph_of, prove
from huoyan.learn.generate.run.learning import budget_of, learn_classifier, learn_pair, told_of_beginning
from huoyan.learn.generate.run.page_record import page_record
from huoyan.learn.generate.run.real_pictures import RealPictures, read_pictures
from huoyan.learn.generate.run.written import Proven, write_learnt
from huoyan.learn.machine.busy_cores import OtherPrograms
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.machine.global_settings import run_settings
from huoyan.learn.same_data import check_same, pictures_sha256
from huoyan.report.generated.page import write_generator_page
from huoyan.runs.events import Listener, Phase, Said, all_listeners
from huoyan.runs.folder_lock import Claim
from huoyan.runs.generation import Generation
from huoyan.runs.generation.generation_file import FILE, write_generation
from huoyan.runs.log_file import LogFile
from huoyan.runs.recipe_file import Origin
from huoyan.system.disk_space import what_to_do
from huoyan.words import Lang, Message
from huoyan.words.foreign_reason import system_reason


@dataclass(frozen=True, slots=True)
class GeneratorRun:
    """A finished run: its folder, the generator in it, and whether it makes copies of training pictures."""

    folder: Path
    generator: Generator
    stopped: str
    memorising: bool
    quarantined: int

    @property
    def report(self) -> Path:
        return self.folder / "report.html"


def train_generator(
    data: str | Path | Dataset,
    *,
    out: str | Path | None = None,
    asked: Generation | None = None,
    listen: Listener,
    lang: Lang = "en",
    command: str | None = None,
    resume: bool = False,
) -> GeneratorRun:
    """Learns to make pictures like those of the training part; everything is written under `out`.

    `resume` goes on at the last checkpoint of the run in `out`. Ctrl-C ends the training early: the run is
    then finished with the weights of the lowest KID so far. Raises a HuoyanError.
    """
    name = data.name if isinstance(data, Dataset) else str(data)
    with outliving_terminal(), contextlib.ExitStack() as stack:
        settings = stack.enter_context(run_settings())
        began, others = time.perf_counter(), OtherPrograms()
        held, begun = begin(
            at_home(out) if out is not None else None, name, asked or Generation(), resume=resume
        )
        stack.enter_context(held)
        stack.enter_context(_kept_on_error(held, begun))
        settings.for_networks()
        log = stack.enter_context(contextlib.closing(LogFile(begun.folder.log, held=True)))
        tell = all_listeners(held, log, listen)
        held.tell_if_unlocked(tell)
        command = command or f"huoyan.train_generator({name!r})"
        given = data if isinstance(data, Dataset) else str(data)
        return _run(Call(given, name, lang, command, began, others, tell, []), begun, log)


@contextlib.contextmanager
def _kept_on_error(held: Claim, begun: Begun) -> Iterator[None]:
    """What was written stays where the disk fails, and it is said in words."""
    try:
        yield
    except OSError as error:
        held.keep()
        do = what_to_do(error, full="disk.free_or_out", otherwise="disk.other_out")
        raise TrainingError(
            Message("learn.cannot_write", folder=begun.folder.path, reason=system_reason(error), remedy=do),
            code="training.write",
        ) from error


def _run(call: Call, begun: Begun, log: LogFile) -> GeneratorRun:
    folder, tell = begun.folder, call.tell
    choose_device(begun.asked.recipe.device)  # what is not there is said before the data are read
    judging_card(begun.asked)
    tell(Phase(Message("phase.reading")))
    found = divided(call.data, begun.asked, call.warn, tell)
    contents = contents_sha256(found.dataset)
    origin = Origin(call.name, None, pictures_sha256(found.dataset, contents))
    if begun.origin is not None:
        assert origin.pictures_sha256 is not None
        check_same(origin.pictures_sha256, begun.origin, folder)
    log.open()
    keep_split(found.dataset, folder)
    plan = decided(begun.asked, found.seen, call.others)
    for choice in plan.choices:
        tell(Said(choice))
    write_generation(folder.path / FILE, plan.asked, origin)
    real = read_pictures(found, plan.preprocess, plan.asked, folder, tell)
    recipe = plan.asked.recipe
    assert recipe.threads is not None
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    pair = build_pair(plan.asked.model, plan.shape(len(found.told)), recipe.options)
    eye = open_eye(plan.asked, plan.preprocess)
    knows = learn_classifier(call, found, plan, real, folder)
    torch.manual_seed(recipe.seed)
    budget_s = budget_of(call, plan)
    judge, looks = judge_by(eye, real, recipe.seed, budget_s)
    tell(Said(told_of_beginning(plan, found, real, pair, eye.name)))
    trained = learn_pair(call, begun, plan, origin, pair, real, (judge, looks), budget_s)
    tell(Phase(Message("phase.exporting")))
    pair.generator.float().load_state_dict(trained.state)
    onnx = graph_of(pair, classes=bool(found.told))
    parity, stored = prove(pair, onnx, found.told, recipe.seed, folder.path / "parity")
    tell(Phase(Message("phase.scoring")))
    graph = GeneratorGraph(onnx, classes=bool(found.told), threads=recipe.threads)
    measured = measure(graph, pair, (eye, judge), knows, real, recipe.seed + 1)
    generator = write_learnt(
        call, plan, found, contents, pair, trained, Proven(onnx, parity, stored, measured), folder
    )
    return _close(call, begun, plan, real, generator, graph, measured, trained)


def _close(
    call: Call,
    begun: Begun,
    plan: Decided,
    real: RealPictures,
    generator: Generator,
    graph: GeneratorGraph,
    measured: Measured,
    trained: TrainedPair,
) -> GeneratorRun:
    """Figures, page, and no checkpoints any more."""
    folder, broken = begun.folder, len(real.train.broken) + len(real.val.broken)
    if measured.memorising:
        varies = plan.asked.vary == "all"
        remedy = Message("generate.copies_less_varied" if varies else "generate.copies_less")
        figures = measured.figures
        call.warn(Message("generate.memorises", share=figures.memorised, n=figures.n_made, remedy=remedy))
    opinion = measured.figures.opinion
    if opinion is not None and (short := short_told(opinion)) is not None:
        call.warn(short)
    folder.write_metrics(_metrics(generator, measured, trained))
    call.tell(Phase(Message("phase.reporting")))
    page = page_record(generator, graph, real, measured, trained)
    write_generator_page(
        dataclasses.replace(
            page, title=call.name, data=call.name, command=call.command, choices=plan.choices,
            notes=call.notes, settings=plan.asked.to_dict(),
        ),
        folder.report,
        call.lang,
    )  # fmt: skip
    folder.remove_checkpoints()
    return GeneratorRun(folder.path, generator, trained.stopped, measured.memorising, broken)


def _metrics(generator: Generator, measured: Measured, trained: TrainedPair) -> Mapping[str, Any]:
    return {
        "figures": generator.manifest.figures.model_dump(),
        "memorising": measured.memorising,
        "seconds": {"training": trained.seconds},
        "steps": trained.steps,
        "stopped": trained.stopped,
    }
