"""What reading a table or folders says is Chinese for a Chinese reader, but for names, flags and parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from test_tables import pictures, write

from huoyan.data.open import read_dataset
from huoyan.errors import HuoyanError
from huoyan.words import Message

# Flags with their values, a kind of file, and what stands in quotation marks as the table has it.
NAMES = re.compile(r"CSV UTF-8|--[a-z-]+(?: [\w./,|-]+)?|'[^']*'|/\S+/")


def english(told: str) -> list[str]:
    """Runs of two English words or more."""
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+", NAMES.sub("", told))


def remarks(path: Path, **values: object) -> list[Message]:
    said: list[str] = []
    try:
        read_dataset(path, say=said.append, **values)  # type: ignore[arg-type]
    except HuoyanError as error:
        said.append(error.message)
    assert all(isinstance(each, Message) for each in said), said
    return [each for each in said if isinstance(each, Message)]


def test_a_table_with_several_troubles_tells_all_of_them_in_chinese(tmp_path: Path) -> None:
    pictures(tmp_path, (f"img/{n}.png" for n in range(30)))
    rows: list[Sequence[object]] = [
        (f"img/{n}.png", ("cat", "dog", "hen")[n % 3], ("training", "my_val_v2")[n % 2], f"p{n // 2}")
        for n in range(24)
    ]
    rows += [
        ("img/24.png", "nan", "training", ""),  # a word for no label
        ("img/25.png", "hot  dog", "training", "p12"),
        ("img/26.png", "hot dog", "training", "p12"),  # differs by a blank
        ("img/27.png", "cat|dog", "", "p13"),  # several labels where others have one; no part
        ("img/28.png", "", "training", "p13"),  # nothing
        ("img/0.png", "cat", "training", "p0"),  # once more
        ("img/1.png", "hen", "training", "p0"),  # with another label
        ("img/gone.png", "hen", "training", "p0"),  # not there
    ]
    write(tmp_path / "labels.csv", ["image", "label", "split", "patient"], rows)
    told = [each.told("zh") for each in remarks(tmp_path)]
    assert [sentence for sentence in told if english(sentence)] == []
    for words in (
        "读取",  # which table
        "表 labels.csv：文件 = image，标签 = label，划分 = split，分组 = patient；未用：无。",
        "'hot  dog'（1 格）读作 'hot dog'",
        "像是缺失标签",
        "有多个标签，而其余各只有一个",
        "没有文件或标签",
        "归入训练部分",
        "'my_val_v2' 即 val",
        "img/gone.png",
        "每个文件只用一次",
        "在不同行中标签不同",
        "1 行没有 'patient'：各自单独",
        "不在 labels.csv 的任何一行里",
    ):
        assert any(words in sentence for sentence in told), (words, told)


def two_columns(root: Path) -> None:
    pictures(root, (f"{n}.png" for n in range(4)))
    rows = [(f"{n}.png", "ab"[n % 2], "ab"[n // 2]) for n in range(4)]
    write(root / "t.csv", ["path", "label", "class"], rows)


def open_quote(root: Path) -> None:
    pictures(root, ("0.png",))
    (root / "t.csv").write_text('path,label\n0.png,"cat\n')


def doubtful_encoding(root: Path) -> None:
    pictures(root, ("0.png",))
    (root / "t.csv").write_bytes(b"path,label\n0.png,Caf\xe9\n")


def parts_and_others(root: Path) -> None:
    pictures(root, (f"{part}/{name}/{part}{name}.png" for part in ("train", "test") for name in "ab"))
    pictures(root, ("more/x.png",))


def masks(root: Path) -> None:
    pictures(root, ("images/0.png", "masks/0.png"))


def parts_without_classes(root: Path) -> None:
    pictures(root, ("train/0.png", "test/1.png"))


@pytest.mark.parametrize(
    "made", [two_columns, open_quote, doubtful_encoding, parts_and_others, masks, parts_without_classes]
)
def test_what_cannot_be_read_is_refused_in_chinese(tmp_path: Path, made: Callable[[Path], None]) -> None:
    made(tmp_path)
    told = [each.told("zh") for each in remarks(tmp_path)]
    assert told
    assert [sentence for sentence in told if english(sentence)] == []
