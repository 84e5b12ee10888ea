"""check.html: what is wrong with a data set, pictures first. One file; no request leaves it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from huoyan.artifact.whole import write_whole
from huoyan.data.check.finding import KINDS, Check, Finding
from huoyan.data.check.labels.balance import class_counts
from huoyan.data.dataset import Dataset
from huoyan.errors import ArtifactError
from huoyan.images.sources.passed_over import HIDDEN
from huoyan.report import figures
from huoyan.report.charts.classes import count_chart
from huoyan.report.check.pictures import Exhibit, Shelf
from huoyan.report.check.sentences import listed, says, typical
from huoyan.report.evidence import NARROW, WIDE
from huoyan.report.figures import Table, cell
from huoyan.report.shell.fill import filled
from huoyan.report.shell.words import Words
from huoyan.words import Lang, Message

SIDE = 160  # pixels of a picture's longer side
# How many of a kind the page shows at once, and how many more on demand; pictures of one group of copies.
SETS, SUSPECTS, IN_SET, ODD = 12, 24, 4, 12
# An oddity of so few pictures gets no heading of its own; so many kinds are named in the first sentence.
FEW, NAMED = 3, 4
STRIP = 6
COPIES = ("leak", "contradiction", "duplicate", "near-duplicate", "mirrored", "alike")
CLASSES = ("imbalance", "too-few", "split-shares", "class-names")
SLOW = {"label": "labels", "shortcut": "shortcuts"}
BY_NETWORK = {"alike": "alike"}  # looked for only with a backbone, and not missed without
RANKS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Tile:
    """A kind of finding on the board at the top."""

    kind: str
    anchor: str
    count: int
    severity: str
    exhibits: list[Exhibit]


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures that belong together; `rest`: how many more there are."""

    exhibits: list[Exhibit]
    rest: int
    severity: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """A picture whose label is doubted; certainty: of the suggested one, 0..1."""

    exhibit: Exhibit
    given: str
    suggested: str
    certainty: float
    severity: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A property that tells the label; all figures 0..1."""

    detail: dict[str, Any]
    label: str
    severity: str
    own: list[Exhibit]
    others: list[Exhibit]
    typical: tuple[str, str] | None


def write_check(
    check: Check, dataset: Dataset, path: str | Path, lang: Lang = "en", *, data: str | None = None
) -> Path:
    """Writes the page and returns its path. ArtifactError where the file cannot be written.

    data: what to call the data in the commands that the page names (default: the data set's name).
    """
    target = Path(path)
    page = render(check, dataset, lang, data=data).encode("utf-8", "backslashreplace")
    try:
        write_whole(target, page)
    except OSError as error:
        raise ArtifactError(
            Message("page.check_not_written", path=target, reason=error.strerror),
            code="artifact.report",
        ) from error
    return target


def render(check: Check, dataset: Dataset, lang: Lang = "en", *, data: str | None = None) -> str:
    """The page as text."""
    from markupsafe import Markup

    words = Words(lang)
    shelf = Shelf(dataset, SIDE)
    shelf.fetch(_wanted(check, dataset))
    tiles = _tiles(check, dataset, shelf)
    context = {
        "check": check,
        "words": words,
        "tiles": tiles,
        "verdict": _verdict(tiles, words),
        "facts": _facts(check, words),
        "fine": [kind for kind in KINDS if not check.of(kind) and _looked_for(kind, check)],
        "unseen": [kind for kind in SLOW if not _looked_for(kind, check)],
        "basis": _basis(check, words),
        "copies": {kind: _groups(check.of(kind), shelf) for kind in COPIES if check.of(kind)},
        "suspects": _suspects(check, shelf),
        "agreement": _agreement(check),
        "shortcuts": [_shortcut(each, dataset, shelf, words) for each in check.of("shortcut")],
        **_odd(check, shelf),
        "unreadable": _unreadable(check, words),
        "passed": _passed(check, words),
        "sentences": [(kind, [says(each, words) for each in check.of(kind)]) for kind in CLASSES],
        "charts": {
            name: Markup(_counts(dataset, words, width))
            for name, width in (("desk", WIDE), ("phone", NARROW))
        },
        "exclusions": _exclusions(check, words),
        "commands": _commands(data or dataset.name),
        "created": figures.moment(datetime.now().astimezone().isoformat(timespec="minutes")),
        "sets": SETS,
        "shown_suspects": SUSPECTS,
    }
    context["contents"] = _contents(tiles, words)
    return filled("check.html", context)


def _looked_for(kind: str, check: Check) -> bool:
    step = {**SLOW, **BY_NETWORK}.get(kind)
    return step is None or step in check.seconds


def _basis(check: Check, words: Words) -> str:
    """By what wrong labels were looked for, and why not by the backbone that was given."""
    if check.backing is None:
        return words("label.by_looks")
    if check.backing.labels:
        return words("label.by_backbone", name=check.backing.name)
    return words("label.not_by_backbone", name=check.backing.name, n=f"{check.backing.seen:,}")


def _tiles(check: Check, dataset: Dataset, shelf: Shelf) -> list[Tile]:
    """A tile for each kind that was found, the worst first, with the pictures of its first finding."""
    tiles = []
    for kind in KINDS:
        findings = check.of(kind)
        if findings:
            worst = min((each.severity for each in findings), key=RANKS.index)
            anchor = "balance" if kind in CLASSES else kind
            number = _number(kind, findings, check)
            tiles.append(Tile(kind, anchor, number, worst, shelf.exhibits(_face(findings, dataset))))
    return sorted(tiles, key=lambda tile: RANKS.index(tile.severity))


def _number(kind: str, findings: Sequence[Finding], check: Check) -> int:
    """Pictures or files where a finding holds many of them, else findings."""
    if kind == "passed-over":
        return check.passed.n + check.passed.shut.total()
    return sum(len(each.paths) for each in findings) if kind == "odd" else len(findings)


def _face(findings: Sequence[Finding], dataset: Dataset) -> list[str]:
    """Sources of the two pictures that stand for a kind."""
    first = findings[0]
    if first.kind in COPIES:
        # Of a larger group two need not be alike to the eye: mirrored ones come beside their copies.
        pair = next((each for each in findings if len(each.paths) == 2), first)
        return list(pair.paths[:2])
    if first.kind == "shortcut":
        return [*first.paths[:1], *_others(first, dataset, 1)]
    if first.kind in CLASSES:
        return _of_classes(dataset, _named(first))
    paths = [path for each in findings for path in each.paths[:1]]
    return (paths if len(paths) > 1 else list(first.paths))[:2]


def _named(finding: Finding) -> list[str]:
    """The two classes that a finding about classes is most about."""
    detail = finding.detail
    if finding.kind == "imbalance":
        return [detail["largest"][0], detail["smallest"][0]]
    if finding.kind == "split-shares":
        return [name for name, *_ in detail["worst"]][:2]
    return list(detail["classes"])[:2]


def _of_classes(dataset: Dataset, names: Sequence[str]) -> list[str]:
    """The source of the first picture of each of these classes."""
    first: dict[int, str] = {}
    for sample in dataset.samples:
        for label in sample.labels:
            first.setdefault(label, sample.source)
    wanted = [dataset.classes.index(name) for name in names]
    return [first[label] for label in wanted if label in first]


def _wanted(check: Check, dataset: Dataset) -> Iterable[str]:
    """Every source that the page will show, so that all are read at once."""
    for kind in COPIES:
        for finding in check.of(kind)[: 2 * SETS]:
            yield from finding.paths[:IN_SET]
    for finding in check.of("label")[: 2 * SUSPECTS]:
        yield from finding.paths
    for finding in check.of("odd"):
        yield from finding.paths[:ODD]
    for finding in check.of("shortcut"):
        yield from (*finding.paths[:STRIP], *_others(finding, dataset, STRIP))


def _groups(findings: Sequence[Finding], shelf: Shelf) -> list[Group]:
    return [
        Group(shelf.exhibits(each.paths[:IN_SET]), max(0, len(each.paths) - IN_SET), each.severity)
        for each in findings[: 2 * SETS]
    ]


def _suspects(check: Check, shelf: Shelf) -> list[Suspect]:
    return [
        Suspect(
            shelf.exhibits(each.paths)[0],
            each.detail["given"],
            each.detail["suggested"],
            each.detail["certainty"],
            each.severity,
        )
        for each in check.of("label")[: 2 * SUSPECTS]
    ]


def _agreement(check: Check) -> str:
    labels = check.of("label")
    return f"{labels[0].detail['agreement']['value']:.0%}" if labels else ""


def _odd(check: Check, shelf: Shelf) -> dict[str, Any]:
    """Oddities of few pictures in one row, (name, exhibit); of the others (name, how many, exhibits)."""
    found = check.of("odd")
    few = [each for each in found if len(each.paths) <= FEW]
    return {
        "few_odd": [(each.detail["odd"], one) for each in few for one in shelf.exhibits(each.paths)],
        "many_odd": [
            (each.detail["odd"], len(each.paths), shelf.exhibits(each.paths[:ODD]))
            for each in found
            if len(each.paths) > FEW
        ],
    }


def _shortcut(finding: Finding, dataset: Dataset, shelf: Shelf, words: Words) -> Shortcut:
    return Shortcut(
        finding.detail,
        finding.detail["given_away"][0]["class"],
        finding.severity,
        shelf.exhibits(finding.paths[:STRIP]),
        shelf.exhibits(_others(finding, dataset, STRIP)),
        typical(finding, words),
    )


def _others(finding: Finding, dataset: Dataset, n: int) -> list[str]:
    """Sources of other classes, spread evenly over the data set."""
    label = dataset.classes.index(finding.detail["given_away"][0]["class"])
    rest = [sample.source for sample in dataset.samples if label not in sample.labels]
    return [rest[(2 * at + 1) * len(rest) // (2 * n)] for at in range(n)] if rest else []


def _verdict(tiles: Sequence[Tile], words: Words) -> str:
    def named(kept: Iterable[Tile]) -> str:
        return listed(words, (_lower(words(f"{tile.kind}.title"), words) for tile in kept))

    trouble = [tile for tile in tiles if tile.severity != "note"]
    if len(trouble) > NAMED:
        return words("check.much", kinds=named(trouble[:NAMED]), n=len(trouble) - NAMED)
    if trouble:
        return words("check.trouble", kinds=named(trouble))
    return words("check.only_notes") if tiles else words("check.clean")


def _lower(title: str, words: Words) -> str:
    return title[:1].lower() + title[1:] if words.lang == "en" else title


def _facts(check: Check, words: Words) -> list[tuple[str, str]]:
    parts = [
        f"{words('check.unsplit') if name == 'none' else words.split(name)} {n:,}"
        for name, n in check.splits.items()
    ]
    return [
        (words("check.pictures"), f"{check.n:,}"),
        (words("check.classes"), f"{len(check.classes):,}"),
        (words("check.parts"), listed(words, parts)),
        (words("check.time"), figures.duration(sum(check.seconds.values()), words)),
    ]


def _counts(dataset: Dataset, words: Words, width: float) -> str:
    counts = {split: tuple(int(n) for n in found) for split, found in class_counts(dataset).items()}
    names = {split: words("check.unsplit") if split == "all" else words.split(split) for split in counts}
    return count_chart(counts, dataset.classes, names, width)


def _unreadable(check: Check, words: Words) -> Table:
    rows = (
        (cell(each.paths[0]), cell(each.detail.get("code", "")), cell(each.message))
        for each in check.of("unreadable")
    )
    return figures.plain_table([words(f"quarantine.{head}") for head in ("source", "code", "message")], rows)


def _passed(check: Check, words: Words) -> Table:
    """Other files by kind, then pictures in folders that were not entered."""
    names = {"": words("passed-over.no_ending"), HIDDEN: words("passed-over.hidden")}
    rows = [(cell(names.get(kind, kind)), cell(n)) for kind, n in check.passed.kinds().items()]
    shut = sorted(check.passed.shut.items(), key=lambda item: (-item[1], item[0]))
    rows += [(cell(words("passed-over.inside", folder=name)), cell(n)) for name, n in shut]
    return figures.plain_table([words("passed-over.kind"), words("passed-over.files")], rows)


def _exclusions(check: Check, words: Words) -> Table:
    rows = ((cell(source), cell(words(f"{kind}.title"))) for source, kind in check.exclusions())
    return figures.plain_table([words("quarantine.source"), words("next.reason")], rows)


def _commands(data: str) -> str:
    named = shlex.quote(data)
    return f"huoyan check {named} --fix leave_out.csv\nhuoyan train {named} --exclude leave_out.csv"


def _contents(tiles: Sequence[Tile], words: Words) -> list[tuple[str, str]]:
    """(anchor, title) of the sections, in the order of the page."""
    found = {tile.kind for tile in tiles}
    shown = [kind for kind in KINDS if kind in found and kind not in CLASSES and kind != "odd"]
    shown += ["balance", *(["odd"] if "odd" in found else []), "next"]
    return [(name, words(f"{name}.title")) for name in shown]
