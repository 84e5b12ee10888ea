"""report.html of a generator, in one file. No request leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from huoyan.report.charts.parts.lines import Frame, Line, line_chart, range_of
from huoyan.report.generated.opinion import opinion_section
from huoyan.report.generated.record import GeneratorRecord
from huoyan.report.shell.caption import Caption
from huoyan.report.shell.fill import filled
from huoyan.report.shell.numbers import duration, moment
from huoyan.report.shell.page import Head, whole_page, write_page
from huoyan.report.shell.section import Section, section
from huoyan.report.shell.tables import Table, cell, table
from huoyan.report.shell.thumbs import Thumb, thumb
from huoyan.report.shell.words import Words
from huoyan.words import Lang, told

SIDE = 96
# Of a class at most so many pictures, of those that became and of those that are nearest.
MADE, REAL, BECAME, NEAREST = 24, 8, 10, 12


def write_generator_page(record: GeneratorRecord, path: str | Path, lang: Lang = "en") -> Path:
    """Writes the page and returns its path. ArtifactError where the file cannot be written."""
    return write_page(render(record, lang), path, "page.report_not_written")


def render(record: GeneratorRecord, lang: Lang = "en") -> str:
    """The page as text."""
    words = Words(lang)
    head = Head(
        kind=words("made.page"),
        title=record.title,
        skip=words("page.skip"),
        verdict=[_verdict(record, words), words("made.marked")],
        facts=_facts(record, words),
        summary=filled("generated/html/summary.html", {"words": words, **_summary(record, words)}),
        created=moment(record.manifest.provenance.created),
        sheets=("generated/html/made.css",),
    )
    opinion = record.manifest.figures.opinion
    sections = [
        _made(record, words),
        *([] if opinion is None else [opinion_section(opinion, words)]),
        _copies(record, words),
        _became(record, words),
        _between(record, words),
    ]
    return whole_page(head, [*sections, _again(record, words)], words)


def _verdict(record: GeneratorRecord, words: Words) -> str:
    figures = record.manifest.figures
    key = "made.copies" if record.memorising else "made.new"
    if figures.by_chance is None:
        key += "_alone"
    return words(key, share=figures.memorised, chance=figures.by_chance, n=figures.n_made)


def _facts(record: GeneratorRecord, words: Words) -> list[tuple[str, str]]:
    manifest = record.manifest
    made_by = words("made.by", name=manifest.network.name, parameters=manifest.network.parameters)
    return [
        (words("hero.network"), made_by),
        (words("hero.data"), record.data),
        (words("training.time"), duration(record.seconds, words)),
        (words("hero.created"), moment(manifest.provenance.created)),
    ]


def _summary(record: GeneratorRecord, words: Words) -> dict[str, object]:
    return {
        "figures": _figures(record, words),
        "notes": [told(note, words.lang) for note in record.notes],
        "read": words("made.judged", judge=record.manifest.figures.judge),
    }


def _figures(record: GeneratorRecord, words: Words) -> Table:
    found = record.manifest.figures
    counts = {"n": f"{found.n_made:,}", "real": f"{found.n_real:,}", "part": words.split(found.part)}
    of_both = words("made.of_both", **counts)
    rows = [
        ("kid", f"{found.kid:.4f} ± {found.deviation:.4f}", of_both),
        ("precision", f"{found.precision:.1%}", of_both),
        ("recall", f"{found.recall:.1%}", of_both),
        ("diversity", "–" if found.diversity is None else f"{found.diversity:.0%}", of_both),
        ("memorised", f"{found.memorised:.1%}", words("made.of_training", n=f"{found.n_training:,}")),
        ("by_chance", "–" if found.by_chance is None else f"{found.by_chance:.1%}", words("made.of_others")),
    ]
    heads = [words(f"metrics.{head}") for head in ("name", "value", "n", "meaning")]
    cells = ((words(f"made.{name}"), value, of, words(f"made.mean_{name}")) for name, value, of in rows)
    return table(heads, (tuple(map(cell, row)) for row in cells))


def _made(record: GeneratorRecord, words: Words) -> Section:
    classes = [
        {
            "label": each.label,
            "made": _thumbs(each.made[:MADE]),
            "real": _thumbs(each.real[:REAL]),
        }
        for each in record.pictures
    ]
    of, shown = len(record.manifest.classes), len(classes)
    more = words("made.some_classes", shown=shown, of=of) if of > shown else ""
    return section("made", words, "generated/html/made.html", {"classes": classes, "more": more})


def _copies(record: GeneratorRecord, words: Words) -> Section:
    pairs = [
        {
            "made": thumb(each.made, SIDE),
            "training": None if each.training is None else thumb(each.training, SIDE),
            "source": Caption(each.source),
            "near": f"{each.near:.2f}",
        }
        for each in record.nearest[:NEAREST]
    ]
    return section("copies_of_training", words, "generated/html/copies.html", {"pairs": pairs})


def _became(record: GeneratorRecord, words: Words) -> Section:
    from markupsafe import Markup

    chosen = np.unique(np.linspace(0, len(record.history) - 1, BECAME).round().astype(int))
    rows = [{"epoch": f"{record.history[at].epoch:.3g}", "made": _thumbs(record.became[at])} for at in chosen]
    context = {
        "rows": rows,
        "chart": Markup(_chart(record, words)),
        "judge": record.manifest.figures.judge,
    }
    return section("became", words, "generated/html/became.html", context)


def _chart(record: GeneratorRecord, words: Words) -> str:
    epochs = [each.epoch for each in record.history]
    kids = [each.kid for each in record.history]
    deviations = [each.deviation for each in record.history]
    tips = [
        f"{words('training.epoch')} {each.epoch:.3g} · KID {each.kid:.4f} ± {each.deviation:.4f}"
        for each in record.history
    ]
    low = [kid - deviation for kid, deviation in zip(kids, deviations, strict=True)]
    high = [kid + deviation for kid, deviation in zip(kids, deviations, strict=True)]
    drawn = Line("KID", epochs, kids, "first", tips, low, high)
    first, last = min(epochs), max(epochs)
    x_range = (first, last) if last > first else (0.0, max(1.0, last))
    y_range = range_of([drawn, Line("", epochs, high, "rest")], floor=0)
    return line_chart(Frame(words("training.epoch"), "KID", x_range, y_range), [drawn])


def _between(record: GeneratorRecord, words: Words) -> Section:
    rows = [_thumbs(row) for row in record.between]
    return section("between", words, "generated/html/between.html", {"rows": rows})


def _again(record: GeneratorRecord, words: Words) -> Section:
    settings = ((cell(key), cell(str(value))) for key, value in record.settings.items())
    context = {
        "command": record.command,
        "choices": [told(choice, words.lang) for choice in record.choices],
        "settings": table([words("recipe.key"), words("recipe.value")], settings),
        "winner": None,
    }
    return section("recipe", words, "sections/html/recipe.html", context)


def _thumbs(pictures: Sequence[np.ndarray] | np.ndarray) -> list[Thumb]:
    return [thumb(picture, SIDE) for picture in pictures]
