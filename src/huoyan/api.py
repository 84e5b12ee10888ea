"""The Python API: one function a command, with the same names for the same things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.artifact.read import open_artifact
from huoyan.clips.graph import carried
from huoyan.data.dataset import Dataset, Split
from huoyan.data.formats.reading import reading_from
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.errors import UsageError
from huoyan.images.limits import limits_of
from huoyan.predict import Predictor
from huoyan.runs.named_network import NamedNetwork
from huoyan.runtimes import for_model, open_runtime
from huoyan.system.caller_state import leaves_caller_alone, warn
from huoyan.tasks import reading_for
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.artifact.read import Artifact
    from huoyan.bench import Speed
    from huoyan.comparison.common_test import ComparedPart
    from huoyan.comparison.compare import Comparison
    from huoyan.data.check.backbone import Backbone
    from huoyan.data.check.finding import Check
    from huoyan.data.writing.convert import Converted
    from huoyan.evaluate import Evaluation
    from huoyan.export import Exported
    from huoyan.learn.job import Run
    from huoyan.learn.run_start import Resume
    from huoyan.learn.weights.describe import Description
    from huoyan.learn.weights.score import WeightsScore
    from huoyan.verify import Verification
    from huoyan.words import Lang


@leaves_caller_alone
def train(
    data: str | Path | Dataset,
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
    model="cnn", epochs=3, size=128, options={"widths": [32, 64]} ... `recipe` is a recipe.toml to
    replay; choices win over it. `resume` goes on with the run in `out` that was cut off; "if-any" starts
    one where there is none. Under torchrun all processes call this alike. Needs the extra `train`.
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
    settled = recipe_from(choices) if recipe is None else read_recipe(Path(recipe), choices)[1]
    with TerminalProgress(quiet=not (progress and is_lead()), lang=lang) as listen:
        return run(data, out=out, recipe=settled, listen=listen, lang=lang, resume=resume)


@leaves_caller_alone
def load(
    path: str | Path, *, engine: str = "auto", threads: int | None = None, max_pixels: int | None = None
) -> Predictor:
    """Opens a run folder or its model/ for prediction.

    `engine` is onnxruntime, openvino, torch, or "auto": the fastest that passes the self-test. `threads`
    None takes every core. `max_pixels`: the largest picture that is decoded (`images.limits`). Raises
    ArtifactError, EngineError, UsageError, MissingExtra.
    """
    limits = limits_of(max_pixels)
    artifact = open_artifact(path)
    if engine != "torch":
        return Predictor(artifact, open_runtime(artifact, engine, threads), limits=limits, reopen=load)
    from huoyan.runs.training_extra import require_training

    require_training()
    from huoyan.learn.networks.answers import answering
    from huoyan.learn.restore import restore
    from huoyan.runtimes.torch import TorchRuntime

    manifest = artifact.manifest
    names = (*manifest.outputs, *map(carried, manifest.state))
    network = TorchRuntime(answering(restore(artifact)), names)
    runtime = network if manifest.clip is None else for_model(network, manifest, artifact.preprocess)
    return Predictor(artifact, runtime, limits=limits, reopen=load)


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
    given, reading = (data, reading_from(table)) if data is not None else data_of(first.artifact, table)
    read = read_dataset(given, say=say, reading=first.task.reading(reading))
    tell_passed(read, say)
    scored = common_test(read.within(limits_of(max_pixels)), artifacts, split, say)
    found = score(models, scored, progress=progress)
    if save is not None:
        from huoyan.report.comparison.page import write_comparison

        write_comparison(found, at_home(save), lang)
    return found


@leaves_caller_alone
def check(
    data: str | Path | Dataset,
    *,
    task: str | None = None,
    backbone: str | Path | Backbone | None = None,
    network: NamedNetwork | None = None,
    quick: bool = False,
    max_pixels: int | None = None,
    allow_outside: bool = False,
    out: str | Path | None = None,
    lang: Lang = "en",
    say: Say = warn,
    progress: Callable[[int, int], None] | None = None,
    **table: Any,
) -> Check:
    """What is wrong with a data set before it is trained on; `out` is a page with pictures to write.

    `task`: for what it is to be used ("regress": its labels are numbers), where it does not show that itself.
    `backbone` finds wrong labels better, and pictures that show the same thing: a run folder or its model/,
    trained on other pictures; or a network of timm by its name, of which `network` says the weights and the
    rest: NamedNetwork(pretrained=True). `quick` leaves out wrong labels and shortcuts. Both need the extra
    `check`. `max_pixels`: the largest picture that is decoded. The page shows no picture from outside the
    data's folder unless `allow_outside`. `progress` is told how many pictures of how many are done. `table`
    as in `evaluate`.
    """
    from huoyan.artifact.own_file import PAGE, check_own_file
    from huoyan.data.check import check as look
    from huoyan.data.open import read_dataset
    from huoyan.report.shell.words import check_language

    check_language(lang)
    if out is not None:
        check_own_file(at_home(out), PAGE, "out")
    seen_with = None if backbone is None else _backbone(backbone, network or NamedNetwork(), say)
    reading = reading_from(table) if task is None else reading_for(task, reading_from(table))
    dataset = read_dataset(data, say=say, reading=reading)
    if max_pixels is not None:
        dataset = dataset.within(limits_of(max_pixels))
    if out is not None and not (allow_outside or isinstance(data, Dataset)):
        from huoyan.data.outside_pictures import withhold_outside

        dataset = withhold_outside(dataset, say)
    found = look(dataset, backbone=seen_with, quick=quick, progress=progress)
    if found.backing is not None and (text := found.backing.warning(found.n)):
        say(text)
    if out is not None:
        from huoyan.report.check.page import write_check

        name = data.name if isinstance(data, Dataset) else str(data)
        flags = [*([] if task is None else ["--task", task]), *reading.flags()]
        write_check(found, dataset, at_home(out), lang, data=name, flags=flags)
    return found


def _backbone(backbone: str | Path | Backbone, by_name: NamedNetwork, say: Say) -> Backbone:
    """What `check` looks with: a model on disk, or a network by its name where nothing of that name lies.

    Raises ArtifactError, UsageError (usage.backbone), NetworkError, DownloadError, MissingExtra.
    """
    if not isinstance(backbone, str | Path):
        return backbone
    path = isinstance(backbone, Path) and not by_name.weighted
    if Path(backbone).exists() or path or "/" in str(backbone):
        if by_name.described:
            raise UsageError(Message("backbone.brings_its_weights", backbone=backbone), code="usage.backbone")
        from huoyan.embed import backbone_of

        return backbone_of(open_artifact(backbone))
    from huoyan.runs.training_extra import require_training

    require_training()
    from huoyan.learn.networks.backbones.named_backbone import named_backbone

    return named_backbone(str(backbone), by_name, say)


@leaves_caller_alone
def verify(path: str | Path) -> Verification:
    """Checks every file of a model against its sha256 and repeats its self-test on this machine."""
    from huoyan.verify import verify as check

    return check(path)


@leaves_caller_alone
def bench(path: str | Path, *, batch: int | Sequence[int] = (1, 16), seconds: float = 1.0) -> list[Speed]:
    """Median milliseconds a picture of each installed engine, for batches of each size in `batch`."""
    from huoyan.bench import bench as measure

    batches = [batch] if isinstance(batch, int) else batch
    return list(measure(open_artifact(path), batches=batches, seconds=seconds))


@leaves_caller_alone
def export(path: str | Path, out: str | Path, *, format: str = "onnx") -> Exported:
    """Writes a model into the folder `out` as one ONNX file ("onnx") or for "openvino", and proves it."""
    from huoyan.export import export as write

    return write(open_artifact(path), format, at_home(out))


@leaves_caller_alone
def import_onnx(
    kind: str,
    file: str | Path,
    *,
    labels: str | Path | None = None,
    out: str | Path | None = None,
    proof: str | Path | None = None,
) -> Artifact:
    """Wraps the ONNX file of a foreign model as one of ours, proven to answer as the file does.

    kind: "yolox". labels: a file of the names of its classes, one a line, in their order; None: those of
    COCO, where it knows 80. out: the folder of the model (default: runs/...). proof: pictures of yours to
    compare on; approximate engines are used only where 59 or more show something and all agree. Raises
    UsageError (usage.kind, usage.labels, usage.out, usage.source), ImageError, NetworkError (network.import),
    ParityError. Needs the extra `train`.
    """
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.import"))
    from huoyan.learn.imports.import_model import import_model

    given = [None if path is None else at_home(path) for path in (labels, out, proof)]
    return import_model(kind, at_home(file), *given)


@leaves_caller_alone
def convert(
    data: str | Path | Dataset,
    *,
    to: str,
    out: str | Path,
    say: Say = warn,
    progress: Callable[[int, int], None] | None = None,
    **table: Any,
) -> Converted:
    """Writes pictures with boxes into the folder `out` as "coco", "voc" or "yolo", with parts and classes.

    Nothing is overwritten: `out` is new or empty. `table` as in `evaluate`. Raises UsageError (usage.format,
    usage.out, usage.kind), DataError.
    """
    from huoyan.data.open import read_dataset
    from huoyan.data.writing.convert import convert as write

    given = not isinstance(data, Dataset)
    reading = replace(reading_from(table), kind="boxes") if given else reading_from(table)
    read = read_dataset(data, say=say, reading=reading)
    source = at_home(data) if isinstance(data, str | Path) else None
    return write(read, to, at_home(out), source=source, say=say, progress=progress)


@leaves_caller_alone
def describe_weights(file: str | Path, *, out: str | Path | None = None, lang: Lang = "en") -> Description:
    """What a file of weights is: its card where one is known, else a draft and what that is not sure of.

    `out`: a file to write the card to, usually FILE.toml; one that exists is not overwritten. Raises
    NetworkError, EngineError, UsageError. Needs the extra `train`.
    """
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.weights"))
    from huoyan.learn.weights.describe import describe_weights as describe
    from huoyan.learn.weights.describe import write_card

    found = describe(at_home(file))
    if out is not None:
        write_card(at_home(out), found, lang)
    return found


@leaves_caller_alone
def score_weights(
    file: str | Path,
    photos: str | Path | Dataset,
    *,
    card: str | Path | None = None,
    max_pixels: int | None = None,
    say: Say = warn,
    progress: Callable[[int], None] | None = None,
    **table: Any,
) -> WeightsScore:
    """How well the weights of a file know the classes that they were trained for, on labelled photos.

    The file is used as its card says: `card`, FILE.toml beside it, or one that ships. Labels are numbers of
    classes, or names that the card gives. `table` as in `evaluate`. Raises UsageError (usage.card without a
    card, usage.labels), NetworkError, DataError. Needs the extra `train`.
    """
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.weights"))
    from huoyan.data.open import read_dataset
    from huoyan.learn.weights.score import score_weights as score

    reading = replace(reading_from(table), kind="class")
    data = read_dataset(photos, say=say, reading=reading).within(limits_of(max_pixels))
    return score(at_home(file), data, None if card is None else at_home(card), say=say, progress=progress)
