"""The page of a generator: what it shows, in both languages, in one file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.generator.manifest import ClassOpinion, MadeClass, MadeShare
from huoyan.report.generated.page import render
from huoyan.report.generated.record import GeneratorRecord, Nearest, OfClass
from huoyan.runs.judgement import Judgement
from huoyan.words import Message
from making_generators import small_generator


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> GeneratorRecord:
    manifest = small_generator(tmp_path_factory.mktemp("run")).manifest
    some = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 3), np.uint8)
    history = [
        Judgement(float(at), 60, 0.1 / at, 0.01, 0.5, 0.4, 0.8, 0.7, 0.6, 100.0, 2.0 * at) for at in (1, 2, 3)
    ]
    return GeneratorRecord(
        title="<photos>", data="<photos>", command="huoyan generate train '<photos>'", manifest=manifest,
        pictures=[OfClass("cat", some, some[:3]), OfClass("dog", some, some[:0])],
        between=some.reshape(1, 8, 8, 8, 3),
        history=history, became=[some[:2]] * 3,
        nearest=[Nearest(some[0], some[1], "a/<b>.png", 0.25), Nearest(some[2], None, "secret.png", 0.5)],
        memorising=False, seconds=12.0, choices=[Message("generate.minutes")],
        notes=[Message("generate.few_pictures", n=9)],
        settings={"model": "residual"},
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_all_pictures_and_lets_no_name_in_as_markup(record: GeneratorRecord, lang):
    page = render(record, lang)
    # Made and real ones, pairs, three rows that became, one row between.
    assert page.count("<img ") == (8 + 3) + 8 + (2 + 1) + 3 * 2 + 8
    assert "<photos>" not in page
    assert "&lt;photos&gt;" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "0.0200 ± 0.0040" in page


def test_the_verdict_says_whether_it_copies_and_what_chance_gives(record: GeneratorRecord):
    assert "50% lie nearer to a training picture" in render(record)
    assert "48%: it does not copy" in render(record)
    assert "It copies: of 60" in render(replace(record, memorising=True))
    figures = record.manifest.figures.model_copy(update={"by_chance": None})
    alone = replace(record, manifest=record.manifest.model_copy(update={"figures": figures}))
    assert "too few other real pictures" in render(alone)


def opined(record: GeneratorRecord) -> GeneratorRecord:
    def share(value: float) -> MadeShare:
        return MadeShare(value=value, low=value / 2, high=value, n=80)

    classes = (
        MadeClass(label="<cat>", made=share(0.25), real=share(0.9), short=True),
        MadeClass(label="dog", made=share(0.5), real=None, short=False),
    )
    opinion = ClassOpinion(
        classifier="cnn", n_training=400, n_made=160, n_real=80, made=0.375, real=0.9, classes=classes
    )
    figures = record.manifest.figures.model_copy(update={"opinion": opinion})
    return replace(record, manifest=record.manifest.model_copy(update={"figures": figures}))


def test_what_a_classifier_takes_pictures_for_stands_beside_real_ones(record: GeneratorRecord):
    page = render(opined(record))
    assert "25% [12% – 25%] of 80" in page
    assert "90% [45% – 90%] of 80" in page
    assert page.count("<bdi>far fewer than of real ones") == 1
    assert "<cat>" not in page
    assert "What a classifier" not in render(record)


def test_a_page_that_does_not_show_all_classes_says_so(record: GeneratorRecord):
    shown, of = len(record.pictures), len(record.manifest.classes)
    assert f"{shown - 1} of {of} classes are shown." in render(replace(record, pictures=record.pictures[1:]))
    assert "classes are shown." not in render(record)


def test_a_training_of_one_judgement_has_a_page_too(record: GeneratorRecord):
    short = replace(record, history=record.history[:1], became=record.became[:1])
    assert "KID" in render(short)


def test_a_picture_that_must_not_be_shown_is_not(record: GeneratorRecord, tmp_path: Path):
    page = render(record)
    assert "secret.png" in page
    assert page.count('class="twin"') == 2
