"""Data sets before training: what is wrong with them, and in which format they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.artifact.read import open_artifact
from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import reading_from
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.errors import UsageError
from huoyan.images.limits import limits_of
from huoyan.runs.named_network import NamedNetwork
from huoyan.system.caller_state import leaves_caller_alone, warn
from huoyan.tasks import reading_for
from huoyan.words import Listed, Message, spoken_of

if TYPE_CHECKING:
    from huoyan.data.check.backbone import Backbone
    from huoyan.data.check.finding import Check
    from huoyan.data.writing.convert import Converted
    from huoyan.words import Lang


@leaves_caller_alone
def check(
    data: str | Path | Dataset,
    *,
    task: str | None = None,
    backbone: str | Path | Backbone | None = None,
    quick: bool = False,
    max_pixels: int | None = None,
    allow_outside: bool = False,
    out: str | Path | None = None,
    lang: Lang = "en",
    say: Say = warn,
    progress: Callable[[int, int], None] | None = None,
    **said: Any,
) -> Check:
    """What is wrong with a data set before it is trained on; `out` is a page with pictures to write.

    `task`: for what it is to be used ("regress": its labels are numbers), where it does not show that itself.
    `backbone` finds wrong labels better, and pictures that show the same thing: a run folder or its model/,
    trained on other pictures; or a network of timm by its name, with its weights. `quick` leaves
    out wrong labels and shortcuts. Both need the extra `check`. `max_pixels`: the largest picture that is
    decoded. The page shows no picture from outside the data's folder unless `allow_outside`. `progress` is
    told how many pictures of how many are done. `said`: of such a network weights, pretrained, card, options,
    mean and std (see `huoyan train`), and the settings of a table, as in `evaluate`.
    """
    from huoyan.artifact.own_file import PAGE, check_own_file
    from huoyan.data.check import check as look
    from huoyan.data.open import check_medium, read_dataset
    from huoyan.report.shell.words import check_language

    check_language(lang)
    if out is not None:
        check_own_file(at_home(out), PAGE, "out")
    network = _backbone(backbone, NamedNetwork.taken_from(said), say)
    reading = reading_from(said) if task is None else reading_for(task, reading_from(said))
    with spoken_of(reading.medium):
        dataset = read_dataset(data, say=say, reading=reading)
        check_medium(dataset, reading)
        if max_pixels is not None:
            dataset = dataset.within(limits_of(max_pixels))
        if out is not None and not (allow_outside or isinstance(data, Dataset)):
            from huoyan.data.outside_pictures import withhold_outside

            dataset = withhold_outside(dataset, say)
        found = look(dataset, backbone=network, quick=quick, progress=progress)
        if found.backing is not None and (text := found.backing.warning(found.n)):
            say(text)
        if out is not None:
            from huoyan.report.check.page import write_check

            name = data.name if isinstance(data, Dataset) else str(data)
            flags = [*([] if task is None else ["--task", task]), *reading.flags()]
            write_check(found, dataset, at_home(out), lang, data=name, flags=flags)
    return found


def _backbone(backbone: str | Path | Backbone | None, by_name: NamedNetwork, say: Say) -> Backbone | None:
    """What `check` looks with: a model on disk, or a network by its name where nothing of that name lies.

    Raises ArtifactError, UsageError (usage.backbone), NetworkError, DownloadError, MissingExtra.
    """
    if backbone is None and by_name.described:
        flags = Listed([f"--{name}" for name in by_name.said], None)
        raise UsageError(Message("arguments.backbone", flags=flags), code="usage.backbone")
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
