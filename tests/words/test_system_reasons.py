"""Why the system refused a file is told in both languages, where it is one of the usual reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from huoyan.system.disk_space import what_to_do
from huoyan.words import Message
from huoyan.words.foreign_reason import foreign_reason, system_reason


def refusal(path: Path) -> OSError:
    with pytest.raises(OSError, match=r".") as caught:
        path.read_bytes()
    return caught.value


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("nowhere.png", "No such file or directory", "没有这个文件或目录"),
        (".", "Is a directory", "是一个目录"),
        ("file/in_a_file.png", "Not a directory", "不是目录"),
        ("x" * 300, "File name too long", "文件名过长"),
    ],
)
def test_a_file_that_is_refused(tmp_path: Path, name: str, english: str, chinese: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    reason = system_reason(refusal(tmp_path / name))
    assert isinstance(reason, Message)
    assert (reason, reason.told("zh")) == (english, chinese)


@pytest.mark.parametrize("error", [OSError(9999, "Bad things happen"), OSError("Bad things happen")])
def test_other_reasons_stay_as_they_are_said(error: OSError) -> None:
    assert system_reason(error) == "Bad things happen"


def test_numbers_in_a_reason_stay_in_both_languages() -> None:
    reason = foreign_reason("image file is truncated (12 bytes not processed)")
    assert isinstance(reason, Message)
    assert reason == "image file is truncated (12 bytes not processed)"
    assert reason.told("zh") == "图片文件不完整（有 12 字节未处理）"
    assert not isinstance(foreign_reason("image file is truncated by 12 bytes"), Message)


def test_only_a_full_disk_is_to_be_emptied() -> None:
    full, shut = OSError(28, "No space left on device"), OSError(13, "Permission denied")
    asked = {"full": "disk.free_or_place", "otherwise": "disk.writable_or_place"}
    assert what_to_do(full, **asked) == "Free some space, or name another place."
    assert what_to_do(shut, **asked).told("zh") == "请让它可写，或另选位置。"
