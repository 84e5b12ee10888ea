"""Every finding is a sentence in Chinese as well, without an English word left in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
from PIL import Image

from huoyan.data.check import check
from huoyan.data.check.finding import FINDING_KINDS
from huoyan.data.dataset import Dataset
from huoyan.images.sources.other_files import PassedOver
from huoyan.words.catalogue import PHRASES
from making import sample_of

# Field terms, flags, formats, and what stands in the blanks of a sentence.
FIELD = re.compile(
    r"\{[^}]*\}|--[a-z-]+(?: auto)?|embeddings|backbone|EXIF|CMYK|group|AP|huoyan check|check\.html|\bD\b"
)
OF_BOXES = {"outside-box", "doubled-box", "unlabelled", "odd-box", "no-box"}
ENGLISH = re.compile(r"[A-Za-z]{2,}")
AREAS = ("finding.", "brief.", "checking.", "needs.", "subject.", "passed.")


def photo(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((90, 70), Image.Resampling.BICUBIC))


def bad_data() -> Dataset:
    """Copies on both sides of the split and under two labels, flips, few of a class, names alike, blanks."""
    pictures = [
        ("甲", "train", photo(0)),
        ("甲", "test", photo(0)),  # leaks
        ("甲", "train", photo(1)),
        ("乙", "train", photo(1)),  # contradicts
        ("甲", "train", photo(2)),
        ("甲", "train", photo(2)),  # twice
        ("甲", "train", np.clip(photo(3) * 0.9, 0, 255).astype(np.uint8)),
        ("甲", "train", photo(3)),  # nearly twice
        ("甲", "train", photo(4)[:, ::-1].copy()),
        ("甲", "train", photo(4)),  # mirrored
        ("乙", "train", np.full((60, 60, 3), 90, np.uint8)),  # blank
        *(("乙 ", "test", photo(60 + n)) for n in range(8)),
        *(("甲", "train", photo(20 + n)) for n in range(20)),
    ]
    classes = ("甲", "乙", "乙 ")
    samples = [
        sample_of(f"{at}", classes.index(name), pixels=pixels, split=split, group="组" if at < 2 else None)
        for at, (name, split, pixels) in enumerate(pictures)
    ]
    samples[-1] = replace(samples[-1], made=True)
    passed = PassedOver(Counter({(".xcf", "甲"): 3, ("", ""): 1, ("hidden", ""): 1}), Counter({"#回收": 2}))
    return replace(Dataset("坏", classes, tuple(samples)), passed=passed)


def test_every_finding_of_bad_data_is_chinese_without_english() -> None:
    found = check(bad_data(), quick=True)
    kinds = {finding.kind for finding in found.findings}
    assert {*FINDING_KINDS} - kinds == {"unreadable", "alike", "label", "shortcut", *OF_BOXES}
    for finding in found.findings:
        chinese = finding.message.told("zh")
        assert re.search(r"[\u4e00-\u9fff]", chinese), finding.message
        rest = chinese.replace(".xcf", "").replace("JPEG、PNG 或 TIFF", "")
        assert not ENGLISH.search(FIELD.sub("", rest)), chinese


def test_no_phrase_of_findings_and_of_what_is_passed_over_has_english_in_its_chinese() -> None:
    left = {
        key: chinese
        for key, (_, chinese) in PHRASES.items()
        if key.startswith(AREAS) and ENGLISH.search(FIELD.sub("", chinese.replace("JPEG、PNG 或 TIFF", "")))
    }
    assert left == {}
