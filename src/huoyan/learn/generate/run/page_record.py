"""What the page of a generator shows, made by the graph that ships."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.generator.graph import GeneratorGraph
from huoyan.generator.latents import between, latents
from huoyan.generator.on_disk import Generator
from huoyan.learn.generate.adversarial_training import TrainedPair
from huoyan.learn.generate.judging.final_figures import Measured
from huoyan.learn.generate.run.real_pictures import RealPictures
from huoyan.report.generated.record import GeneratorRecord, Nearest, OfClass

# Pictures of a class, classes, rows from one picture to another and steps in them, nearest ones.
MADE, CLASSES, ROWS, STEPS, NEAREST = 24, 12, 4, 8, 12


def page_record(
    generator: Generator,
    graph: GeneratorGraph,
    real: RealPictures,
    measured: Measured,
    trained: TrainedPair,
) -> GeneratorRecord:
    """Names, choices and notes are the caller's to fill in."""
    return GeneratorRecord(
        title="",
        data="",
        command="",
        manifest=generator.manifest,
        pictures=_pictures(generator, graph, real),
        between=_between(generator, graph),
        history=trained.history,
        became=trained.glimpses,
        nearest=_nearest(real, measured),
        memorising=measured.memorising,
        seconds=trained.seconds,
        choices=(),
        notes=(),
        settings={},
    )


def _pictures(generator: Generator, graph: GeneratorGraph, real: RealPictures) -> Sequence[OfClass]:
    """Of latents that are neither those of the judgements nor of the last figures."""
    manifest = generator.manifest
    found = []
    shown = [each for each in range(len(real.train.dataset)) if real.train.dataset.samples[each].embed]
    for at, label in enumerate(manifest.classes[:CLASSES] or (None,)):
        z = latents(manifest.prior, MADE, manifest.latent, manifest.provenance.seed + 2 + at)
        theirs = [each for each in shown if real.train_classes[each] == at or label is None][:MADE]
        found.append(OfClass(label, graph(z, np.full(MADE, at, np.int64)), real.train.pixels[theirs]))
    return found


def _between(generator: Generator, graph: GeneratorGraph) -> np.ndarray:
    """(rows, steps, H, W, C)."""
    manifest = generator.manifest
    ends = latents(manifest.prior, 2 * ROWS, manifest.latent, manifest.provenance.seed + 1)
    rows = []
    for row in range(ROWS):
        z = between(manifest.prior, ends[2 * row], ends[2 * row + 1], STEPS)
        rows.append(graph(z, np.full(STEPS, row % max(1, len(manifest.classes)), np.int64)))
    return np.stack(rows)


def _nearest(real: RealPictures, measured: Measured) -> Sequence[Nearest]:
    found = []
    for at in np.argsort(measured.copies.near, kind="stable")[:NEAREST]:
        number = int(measured.among[measured.copies.nearest[at]])
        sample = real.train.dataset.samples[number]
        picture = real.train.pixels[number] if sample.embed else None
        found.append(Nearest(measured.made[at], picture, sample.source, float(measured.copies.near[at])))
    return found
