"""What is counted: pictures, as the catalogue has it, or clips."""

from __future__ import annotations

import pickle
from string import Formatter

import pytest

from huoyan.words import Listed, Message, counted, note, spoken_of
from huoyan.words.catalogue import PHRASES
from huoyan.words.counted_things import worded


@pytest.mark.parametrize(
    ("phrase", "of_clips"),
    [
        ("{n:,} picture|{n:,} pictures", "{n:,} clip|{n:,} clips"),
        ("Pictures that could not be used", "Clips that could not be used"),
        ("{pictures} of {n}: --labels-per-picture one", "{pictures} of {n}: --labels-per-picture one"),
        (
            "{name} is of pictures: clips are not trained so",
            "{name} is of pictures: clips are not trained so",
        ),
        ("共 {n} 张，显示 {shown} 张图片。", "共 {n} 个，显示 {shown} 个片段。"),
        ("毫秒/张", "毫秒/个"),
        ("每张图 {milliseconds} 毫秒", "每个片段 {milliseconds} 毫秒"),
        ("第一张图：一个点是一张图片", "第一张图：一个点是一个片段"),
        ("一张图片的标签表，一张标签表，张量", "一个片段的标签表，一张标签表，张量"),
    ],
)
def test_pictures_become_clips_and_nothing_else_does(phrase, of_clips):
    assert worded("some.key", phrase, "clips") == of_clips
    assert worded("some.key", phrase, "pictures") == phrase


def test_no_phrase_loses_a_blank():
    for key, forms in PHRASES.items():
        for form in forms:
            blanks = [each[1:3] for each in Formatter().parse(form)]
            assert [each[1:3] for each in Formatter().parse(worded(key, form, "clips"))] == blanks


def test_a_message_keeps_what_it_is_about_wherever_it_is_told():
    with spoken_of("clips"):
        said = note("unseen.left_out", some=2, pictures=counted(3, "picture"))
    assert "of the 3 clips" in said or "3 clips" in said
    for each in (said, pickle.loads(pickle.dumps(said))):
        assert "片段" in each.told("zh")
        assert "图片" not in each.told("zh")
        assert str(each.message) == str(said).removeprefix("note: ")
    assert "3 pictures" in Message("unseen.left_out", some=2, pictures=counted(3, "picture"))


def test_what_is_listed_in_a_message_keeps_its_words():
    with spoken_of("clips"):
        listed = Listed([counted(2, "picture")])
    assert (str(listed), listed.told("zh")) == ("2 clips", "2 个片段")
