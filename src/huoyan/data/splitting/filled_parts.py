"""What the parts of a split must hold before anything is trained on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.say import Say, count, some
from huoyan.data.splitting.kept_together import ranked, units
from huoyan.errors import DataError

# Of the pictures that a part should have it keeps at least so many, or the split is no split.
LEAST = 0.5
OWN_SPLIT = "bring a split of your own (folders train/, val/, test/, or a column split): it is taken as it is"


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
    starved = rest < LEAST * sum(wanted.values()) * len(pool) or any(
        got[split] < LEAST * share * len(pool)
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
    why = f"the group {groups.pop()!r}" if one_group else "copies of one another, or of one group"
    parts = [
        f"{got[split]:,} of about {round(share * n):,} for {'validation' if split == 'val' else 'the test'}"
        for split, share in wanted.items()
        if share
    ]
    return DataError(
        f"The {count(n, 'picture')} come in {count(units, 'unit')} that must each stay on one side of the "
        f"split; the largest holds {len(unit):,} ({len(unit) / n:.0%}), {why} "
        f"({some((sample.source for sample in unit), 3)}). That leaves {' and '.join(parts)}: a score on so "
        "few would say nothing. Add pictures of other places, times or groups, choose other --val and "
        f"--test, or {OWN_SPLIT}.",
        code="data.units",
    )


def check_filled(divided: Dataset, left: Dataset, val: float, say: Say) -> None:
    """Raises DataError (data.no_val) where no validation picture is left, with the reason.

    divided, left: the samples with their parts, before and after those were left out whose classes no
    training picture shows. A test part that came out empty is said.
    """
    if len(left.split("val")):
        if len(divided.split("test")) and not len(left.split("test")):
            n, names, known = _unshown(divided, "test")
            say(
                f"warning: no test picture is left, because all {n} show classes that no training picture "
                f"shows: {names} (training has {known}): scores will be those of validation."
            )
        return
    if len(divided.split("val")):
        n, names, known = _unshown(divided, "val")
        reason = (
            f"because all {n} show classes that no training picture shows: {names} (training has {known})"
        )
        remedy = "Write the classes of all parts alike, or take that part away: one is drawn then"
    elif val == 0:
        reason, remedy = "because --val is 0 and the data bring none", "Raise --val, or bring a part val"
    else:
        total = len(divided.split("train")) + len(divided.split("test"))
        reason = f"because {count(total, 'picture')} are too few, or too many of them must stay together"
        remedy = f"Add pictures (3 of each class at least), raise --val, or {OWN_SPLIT}"
    raise DataError(f"No validation picture is left, {reason}. {remedy}.", code="data.no_val")


def _unshown(divided: Dataset, part: Split) -> tuple[str, str, str]:
    """How many pictures a part has, the classes that training lacks, and those that it has."""
    lost, shown = divided.split(part), divided.split("train").counts()
    names = [name for name, n in lost.counts().items() if n and not shown[name]]
    return f"{len(lost):,}", some(names), some(name for name, n in shown.items() if n)
