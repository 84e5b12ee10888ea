"""Which sample trains, which validates and which tests: seeded, by class, groups kept together.

The draw depends on the seed and on the samples' sources, never on the order in which a disk lists them.
Where samples have several labels or come in groups it is the iterative stratification of Sechidis,
Tsoumakas and Vlahavas, "On the stratification of multi-label data" (ECML PKDD 2011), algorithm 1, with
whole groups as its units and one rule added: a part that lacks a class comes first when units run short.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from huoyan.data.dataset import SPLITS, Dataset, Sample, Split
from huoyan.data.sample.truth import KINDS
from huoyan.data.say import Say, to_stderr
from huoyan.data.splitting.kept_together import ranked, units
from huoyan.errors import UsageError
from huoyan.words import Listed, Message, counted, note, warning

# Who is served first when a class is too small for all: without training there is no class at all,
# and an honest score is worth more than a tuned one.
_PRECEDENCE: tuple[Split, ...] = ("train", "test", "val")
# The same where validation would come out empty as a whole: without it nothing can be trained well.
_VAL_FIRST: tuple[Split, ...] = ("train", "val", "test")


def assign(
    dataset: Dataset,
    val: float,
    test: float,
    seed: int,
    say: Say = to_stderr,
    clusters: Sequence[Sequence[int]] | None = None,
) -> Dataset:
    """The same samples, each with a split. What the data itself says is kept.

    clusters: lists of sample indices that belong on one side as groups do (copies of one picture). What
    groups and clusters join, directly or by a chain, stays together where it is drawn here.

    No split in the data: shares `val` and `test` of all samples. Train and test: `val` is a share of the
    training part. Train and val: no test is invented. Every class with 3 samples (groups) is in all parts.
    """
    _check_shares(val, test)
    given = Counter(sample.split for sample in dataset.samples)
    dataset = _settled(dataset, given, say)
    present = {sample.split for sample in dataset.samples if sample.split}
    shares: dict[Split, float]
    _tell_split_groups(dataset, say)
    if not present:
        shares = {"train": 1 - val - test, "val": val, "test": test}
        by_class = any(sample.labels for sample in dataset.samples)
        say(note("splits.drawn" if by_class else "splits.drawn_by_number", seed=seed, val=val, test=test))
        return _told(_drawn(dataset, shares, seed, None, clusters or ()), shares, say)
    if "train" not in present:
        parts = Listed([Message(f"part_name.{part}") for part in sorted(present)])
        say(warning("splits.one_part", parts=parts))
    elif "val" in present and "test" not in present:
        say(warning("splits.no_test"))
    elif "val" not in present and val > 0:
        say(note("splits.no_val", val=val, seed=seed))
        shares = {"train": 1 - val, "val": val}
        return _told(_drawn(dataset, shares, seed, "train", clusters or ()), shares, say)
    return dataset


def _check_shares(val: float, test: float) -> None:
    if not (0 <= val < 1 and 0 <= test < 1 and val + test < 1):
        raise UsageError(Message("splits.shares", val=val, test=test), code="usage.split")


def _settled(dataset: Dataset, given: Counter[Split | None], say: Say) -> Dataset:
    """Only `train` given is as good as nothing given; samples left open beside others are for training."""
    splits = {split for split in given if split}
    if splits == {"train"}:
        say(note("splits.only_train"))
        wanted: Split | None = None
    elif splits and given[None]:
        say(warning("splits.open_ones", pictures=counted(given[None], "picture")))
        wanted = "train"
    else:
        return dataset
    open_ones = (None, "train")
    samples = (replace(s, split=wanted) if s.split in open_ones else s for s in dataset.samples)
    return replace(dataset, samples=tuple(samples))


def _tell_split_groups(dataset: Dataset, say: Say) -> None:
    sides: defaultdict[str, set[Split]] = defaultdict(set)
    for sample in dataset.samples:
        if sample.group is not None and sample.split is not None:
            sides[sample.group].add(sample.split)
    leaking = sorted(group for group, splits in sides.items() if len(splits) > 1)
    if leaking:
        say(warning("splits.groups_across", groups=counted(len(leaking), "group"), names=Listed(leaking)))


def _told(dataset: Dataset, wanted: dict[Split, float], say: Say) -> Dataset:
    say(note("splits.dealt", parts=told_parts(dataset.samples)))
    if wanted.get("test") and not any(sample.split == "test" for sample in dataset.samples):
        say(warning("splits.too_few_for_test"))
    return dataset


def told_parts(samples: Sequence[Sample]) -> Listed:
    """How many are in each part that has some."""
    totals = Counter(sample.split for sample in samples)
    return Listed([Message(f"splits.n_{split}", n=totals[split]) for split in SPLITS if totals[split]])


def _drawn(
    dataset: Dataset,
    shares: dict[Split, float],
    seed: int,
    pool: Split | None,
    clusters: Sequence[Sequence[int]],
) -> Dataset:
    """Samples whose split is `pool` are given one of `shares`; the others stay."""
    open_ones = [at for at, sample in enumerate(dataset.samples) if sample.split == pool]
    sources = [sample.source for sample in dataset.samples]
    open_ones.sort(key=sources.__getitem__)
    shuffle = np.random.default_rng(seed).permutation(len(open_ones))
    order: list[int] = np.array(open_ones, dtype=np.int64)[shuffle].tolist()
    chosen = [dataset.samples[at] for at in order]
    kind = KINDS[dataset.kind]
    strata = kind.strata([sample.truth for sample in chosen])
    found = units(chosen, ranked(order, clusters, len(dataset)))
    grouped = len(found) < len(chosen) or any(sample.group is not None for sample in chosen)

    def deal(precedence: tuple[Split, ...]) -> list[Split]:
        if grouped or not kind.exclusive:
            return _by_unit(strata, found, shares, precedence)
        return _by_stratum(strata, shares, precedence)

    splits = deal(_PRECEDENCE)
    if shares["val"] > 0 and "val" not in splits and "test" in splits:
        splits = deal(_VAL_FIRST)
    samples = list(dataset.samples)
    for at, split in zip(order, splits, strict=True):
        if split != pool:
            samples[at] = replace(samples[at], split=split)
    return replace(dataset, samples=tuple(samples))


def quotas(
    counts: Sequence[int], shares: dict[Split, float], precedence: tuple[Split, ...] = _PRECEDENCE
) -> list[dict[Split, int]]:
    """How many samples of each class go where: whole numbers that add up to the counts.

    From 3 samples on every part with a share gets one, of 2 the first two of `precedence` get one each.
    Rounding errors are carried on to the next class, so that many small classes do not shift the shares.
    """
    carry = dict.fromkeys(shares, 0.0)
    answer: list[dict[Split, int]] = []
    for n in counts:
        least = _least(n, shares, precedence)
        quota: dict[Split, int] = {}
        free = n - least.get("train", 0)
        for split in precedence[1:]:
            if split not in shares:
                continue
            wanted = n * shares[split] + carry[split]
            # Half is rounded down: at a tie the picture goes to training.
            rounded = int(np.ceil(wanted - 0.5 - 1e-9))
            carry[split] = wanted - rounded
            reserved = sum(least.get(other, 0) for other in precedence[1:] if other not in (split, *quota))
            quota[split] = max(least.get(split, 0), min(rounded, free - reserved))
            free -= quota[split]
        answer.append({"train": n - sum(quota.values()), **quota})
    return answer


def _least(n: int, shares: dict[Split, float], precedence: tuple[Split, ...]) -> dict[Split, int]:
    wanted = [split for split in precedence if shares.get(split, 0) > 0]
    return {split: int(at < n) for at, split in enumerate(wanted)}


def _by_stratum(
    strata: Sequence[tuple[int, ...]], shares: dict[Split, float], precedence: tuple[Split, ...]
) -> list[Split]:
    """One stratum each and no group: exact quotas; samples come shuffled: the first of a stratum will do."""
    own = np.array([stratum for (stratum,) in strata], dtype=np.int64)
    sizes = np.unique(own, return_counts=True)[1].tolist()
    parts_of = quotas(sizes, shares, precedence)
    dealing = [(precedence.index(split), n) for quota in parts_of for split, n in quota.items()]
    parts, repeats = np.array(dealing, dtype=np.int64).reshape(-1, 2).T
    dealt = np.empty(len(strata), dtype=np.int64)
    dealt[np.argsort(own, kind="stable")] = np.repeat(parts, repeats)
    return [precedence[part] for part in dealt.tolist()]


def _by_unit(
    strata: Sequence[tuple[int, ...]],
    units: Sequence[Sequence[int]],
    shares: dict[Split, float],
    precedence: tuple[Split, ...],
) -> list[Split]:
    """Several strata, or units of several samples: greedy, the rarest stratum first, large units first."""
    labels = [Counter(label for at in unit for label in strata[at]) for unit in units]
    totals = Counter(label for counted in labels for label in counted.elements())
    classes = sorted(totals)
    want = dict(zip(classes, quotas([totals[c] for c in classes], shares, precedence), strict=True))
    room = {split: len(strata) * share for split, share in shares.items() if share > 0}
    members: dict[int, list[int]] = {c: [] for c in classes}
    for unit, own in enumerate(labels):
        for c in own:
            members[c].append(unit)
    left = {c: len(members[c]) for c in classes}
    has: set[tuple[int, Split]] = set()
    splits: list[Split] = ["train"] * len(strata)
    done = [False] * len(units)
    while open_classes := [c for c in classes if left[c]]:
        rarest = min(open_classes, key=lambda c: left[c])
        for unit in sorted(members[rarest], key=lambda u: -labels[u][rarest]):
            if done[unit]:
                continue
            lacking = [s for s in precedence if s in room and (rarest, s) not in has][: left[rarest]]
            candidates = lacking if left[rarest] <= len(lacking) else [s for s in precedence if s in room]
            split = max(candidates, key=lambda s: (want[rarest][s], room[s]))
            done[unit] = True
            room[split] -= len(units[unit])
            for c, n in labels[unit].items():
                left[c] -= 1
                want[c][split] -= n
                has.add((c, split))
            for at in units[unit]:
                splits[at] = split
    return splits
