"""What the parts of a split must hold before anything is trained on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.say import Say
from huoyan.data.splitting.kept_together import ranked, units
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, warning

# Of the pictures that a part should have it keeps at least so many, or the split is no split.
_LEAST = 0.5


def check_units(
    given: Dataset, drawn: Dataset, clusters: Sequence[Sequence[int]], val: float, test: float
) -> None:
    """Raises DataError (data.units) where one unit is so large that the parts cannot have their shares.

    given, drawn: the same samples before and after `assign`. Of two units, one trains and one validates.
    """
    there = {sample.split for sample in given.samples if sample.split}
    pool = [at for at, sample in enumerate(given.samples) if sample.split in (None, "train")]
    wanted: dict[Split, float] = {} if "val" in there or not pool else {"val": val}
    if there <= {"train"}:
        wanted["test"] = test
    samples = [given.samples[at] for at in pool]
    found = sorted(units(samples, ranked(pool, clusters, len(given))), key=len, reverse=True)
    if not sum(wanted.values()) or len(found[0]) == 1:
        return
    got = Counter(drawn.samples[at].split for at in pool)
    rest = len(pool) - len(found[0])
    starved = rest < _LEAST * sum(wanted.values()) * len(pool) or any(
        got[split] < _LEAST * share * len(pool)
        for split, share in wanted.items()
        if not (split == "test" and len(found) == 2)
    )
    if starved:
        raise _starved([samples[at] for at in found[0]], len(found), got, wanted, len(pool))


def _starved(
    unit: Sequence[Sample], units: int, got: Counter[Split | None], wanted: dict[Split, float], n: int
) -> DataError:
    groups = {sample.group for sample in unit}
    one_group = len(groups) == 1 and None not in groups
    why = Message("splits.why_group", group=groups.pop()) if one_group else Message("splits.why_copies")
    parts = [
        Message(f"splits.left_{split}", n=got[split], wanted=round(share * n))
        for split, share in wanted.items()
        if share
    ]
    said = Message(
        "splits.large_unit",
        pictures=counted(n, "picture"),
        units=counted(units, "unit"),
        n=len(unit),
        share=len(unit) / n,
        why=why,
        names=Listed((sample.source for sample in unit), 3),
        parts=Listed(parts, None, "and"),
    )
    return DataError(said, code="data.units")


def check_filled(divided: Dataset, left: Dataset, val: float, say: Say) -> None:
    """Raises DataError (data.no_val) where no validation picture is left, with the reason.

    divided, left: the samples with their parts, before and after those were left out whose classes no
    training picture shows. A test part that came out empty is said.
    """
    if len(left.split("val")):
        if len(divided.split("test")) and not len(left.split("test")):
            say(warning("splits.no_test_left", **_unshown(divided, "test")))
        return
    if len(divided.split("val")):
        why = Message("splits.no_val_unshown", **_unshown(divided, "val"))
    elif val == 0:
        why = Message("splits.no_val_wanted")
    else:
        total = len(divided.split("train")) + len(divided.split("test"))
        why = Message("splits.no_val_too_few", pictures=counted(total, "picture"))
    raise DataError(why, code="data.no_val")


def _unshown(divided: Dataset, part: Split) -> dict[str, int | Listed]:
    """How many pictures a part has, the classes that training lacks, and those that it has."""
    lost, shown = divided.split(part), divided.split("train").counts()
    names = [name for name, n in lost.counts().items() if n and not shown[name]]
    known = Listed(name for name, n in shown.items() if n)
    return {"n": len(lost), "names": Listed(names), "known": known}
