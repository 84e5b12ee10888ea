"""What folders mean: classes, parts, one folder too many, things of the system, and what is passed over."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from huoyan.data.dataset import Dataset
from huoyan.data.formats import folder
from huoyan.data.formats.folders.part_names import worded_part
from huoyan.data.formats.reading import Reading
from huoyan.data.open import open_dataset, read_dataset
from huoyan.errors import DataError, UsageError
from huoyan.images.sources.listing import list_folder

links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


def picture(path: Path, number: int = 0, form: str = "PNG") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 3), (number % 256, number // 256, 9)).save(path, format=form)
    return path


def made(root: Path, *folders: str, each: int = 2) -> Path:
    """`each` pictures in every one of `folders`."""
    for at, name in enumerate(folders):
        for number in range(each):
            picture(root / name / f"{at}-{number}.png", 100 * at + number)
    return root


def read(root: Path) -> tuple[Dataset, str]:
    """The data and all that was said of it."""
    said: list[str] = []
    return read_dataset(root, say=said.append), "\n".join(said)


def silent(_: str) -> None:
    pass


def parts(dataset: Dataset) -> dict[str, set[str | None]]:
    """The parts in which each class has pictures."""
    found: dict[str, set[str | None]] = {name: set() for name in dataset.classes}
    for sample in dataset.samples:
        found[dataset.classes[sample.labels[0]]].add(sample.split)
    return found


def refusal(root: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_dataset(root, say=silent)
    assert caught.value.code == "data.format"
    return str(caught.value)


# --- parts


@pytest.mark.parametrize(
    ("train", "other", "part"),
    [
        ("training_set", "test_set", "test"),
        ("seg_train/seg_train", "seg_test/seg_test", "test"),
        ("train_images", "valid_images", "val"),
        ("TrainData", "EvalData", "test"),
        ("train 2", "my_val_v2", "val"),
        ("训练集", "我的验证集", "val"),
        ("train", "data-dev", "val"),
    ],
)
def test_folders_that_hold_the_same_class_folders_are_parts(
    tmp_path: Path, train: str, other: str, part: str
) -> None:
    made(tmp_path, *(f"{top}/{name}" for top in (train, other) for name in ("cat", "dog")))
    dataset, said = read(tmp_path)
    assert parts(dataset) == {"cat": {"train", part}, "dog": {"train", part}}
    plain = (train, other) == ("训练集", "测试集")
    assert plain or f"{other}/ for {part}" in said


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("seg_train", "train"), ("TestImages", "test"), ("trainset", "train"), ("VALIDATION_SET", "val"),
        ("train_val", "train"), ("val2017", "val"), ("holdout", "test"), ("测试", "test"),
        ("contest", None), ("strain", None), ("interval", None), ("latest", None), ("train_test", None),
        ("seg_pred", None), ("invalid", None),
    ],
)  # fmt: skip
def test_a_part_is_a_word_of_the_name_and_not_letters_in_one(name: str, part: str | None) -> None:
    assert worded_part(name) == part


@pytest.mark.parametrize("tops", [("summer", "winter"), ("set1", "set2"), ("fold1", "fold2", "fold3")])
def test_parts_without_a_name_are_refused_with_both_readings(tmp_path: Path, tops: tuple[str, ...]) -> None:
    made(tmp_path, *(f"{top}/{name}" for top in tops for name in ("cat", "dog")))
    told = refusal(tmp_path)
    assert f"{', '.join(tops)} hold folders of the same names (cat, dog)" in told
    assert "--class-folders inner" in told
    assert "--class-folders outer" in told


def test_the_user_says_which_folders_are_the_classes(tmp_path: Path) -> None:
    made(tmp_path / "photos", *(f"{top}/{name}" for top in ("summer", "winter") for name in ("cat", "dog")))
    outer = read_dataset(tmp_path / "photos", say=silent, reading=Reading(class_folders="outer"))
    said: list[str] = []
    inner = read_dataset(tmp_path / "photos", say=said.append, reading=Reading(class_folders="inner"))
    assert said == ["note: summer, winter are taken together: the classes are the folders in them."]
    assert parts(outer) == {"summer": {None}, "winter": {None}}
    assert parts(inner) == {"cat": {None}, "dog": {None}}
    assert len(outer) == len(inner) == 8
    (tmp_path / "list.csv").write_text("path,label\na.png,b\n", encoding="utf-8")
    for data in (tmp_path / "list.csv", "digits"):
        with pytest.raises(UsageError) as caught:
            read_dataset(data, say=silent, reading=Reading(class_folders="inner"))
        assert caught.value.code == "usage.class_folders"


def test_the_flag_that_a_refusal_names_reads_the_folders_with_their_parts(tmp_path: Path) -> None:
    plain, above = made(tmp_path / "plain", "cat", "dog"), tmp_path / "above"
    made(above, "train/cat", "train/dog", "test/cat", "test/dog")
    inside = made(tmp_path / "inside", "cat/train", "cat/test", "dog/train", "dog/test")
    meant: tuple[tuple[Path, Literal["inner", "outer"], set[str | None]], ...] = (
        (plain, "outer", {None}),
        (above, "inner", {"train", "test"}),
        (inside, "outer", {"train", "test"}),
    )
    for root, flag, both in meant:
        files = sorted(root.rglob("*.png"))
        rows = (f"{file.relative_to(root).as_posix()},{'ab'[n % 2]}" for n, file in enumerate(files))
        (root / "labels.csv").write_text("\n".join(("path,label", *rows)), encoding="utf-8")
        assert f"say --class-folders {flag} for the folders" in refusal(root)
        dataset = read_dataset(root, say=silent, reading=Reading(class_folders=flag))
        assert parts(dataset) == {"cat": both, "dog": both}


def test_train_and_test_are_classes_where_the_user_says_so(tmp_path: Path) -> None:
    made(tmp_path, "train/steam", "test/lab")
    dataset = read_dataset(tmp_path, say=silent, reading=Reading(class_folders="outer"))
    assert parts(dataset) == {"train": {None}, "test": {None}}


@pytest.mark.parametrize("drawn", ["masks", "SegmentationClass", "labels"])
def test_pictures_and_their_masks_are_no_two_classes(tmp_path: Path, drawn: str) -> None:
    made(tmp_path / "tops", "images", drawn)
    made(tmp_path / "inside", "ill/JPEGImages", f"ill/{drawn}", "well/JPEGImages", f"well/{drawn}")
    for place in ("tops", "inside"):
        assert f"move {drawn} elsewhere".casefold() in refusal(tmp_path / place).casefold()


def test_classes_whose_inner_folders_share_little_are_classes(tmp_path: Path) -> None:
    made(tmp_path, "animal/bat", "animal/cow", "animal/elk", "sport/bat", "sport/golf", "sport/polo")
    assert read(tmp_path)[0].classes == ("animal", "sport")
    made(tmp_path / "one name", "cat/images", "dog/images")
    assert read(tmp_path / "one name")[0].classes == ("cat", "dog")


def test_trains_are_classes_and_a_train_full_of_pictures_is_not(tmp_path: Path) -> None:
    made(tmp_path / "rail", "freight train", "passenger train")
    assert read(tmp_path / "rail")[0].classes == ("freight train", "passenger train")
    made(tmp_path / "flat", "seg_train", "seg_test")
    assert "seg_test/, seg_train/ hold pictures, but no class folders" in refusal(tmp_path / "flat")
    made(tmp_path / "boxes", "train/images", "valid/images")
    assert "no class folders" in refusal(tmp_path / "boxes")


def test_pictures_to_predict_beside_the_parts_are_left_out_and_counted(tmp_path: Path) -> None:
    made(tmp_path, *(f"seg_{part}/{name}" for part in ("train", "test") for name in ("cat", "dog")))
    made(tmp_path, "seg_pred/seg_pred", each=3)
    dataset, said = read(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert "seg_pred/ holds 3 pictures without class folders: left out" in said


@pytest.mark.parametrize(("train", "test"), [("train", "test"), ("training_set", "test_set")])
def test_a_part_without_a_picture_is_told(tmp_path: Path, train: str, test: str) -> None:
    made(tmp_path, f"{train}/cat", f"{train}/dog")
    (tmp_path / test / "cat").mkdir(parents=True)
    dataset, said = read(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert f"{test}/ holds no picture: there is no such part" in said


def test_parts_inside_class_folders_are_kept(tmp_path: Path) -> None:
    made(tmp_path, *(f"{name}/{part}" for name in ("cat", "dog") for part in ("train", "test")))
    dataset, said = read(tmp_path)
    assert parts(dataset) == {"cat": {"train", "test"}, "dog": {"train", "test"}}
    assert "class folders hold parts of their own" in said


def test_a_class_folder_without_parts_beside_others_with_them_is_told(tmp_path: Path) -> None:
    made(tmp_path, "cat/train", "cat/test", "dog/train", "dog/test", "fox")
    dataset, said = read(tmp_path)
    assert parts(dataset)["fox"] == {None}
    assert "pictures of fox (2) lie in no part" in said


def test_two_spellings_of_a_class_in_two_parts_are_told_with_the_parts(tmp_path: Path) -> None:
    made(tmp_path, "train/Cat", "train/dog", "val/cat", "val/dog")
    said: list[str] = []
    open_dataset(tmp_path, say=said.append)
    assert any("no part has both: 'Cat' is only in train, 'cat' is only in val" in line for line in said)


# --- one folder too many


@pytest.mark.parametrize("wrapper", ["PetImages", "a/b", "PetImages/PetImages"])
def test_one_folder_too_many_is_looked_through_and_said(tmp_path: Path, wrapper: str) -> None:
    made(tmp_path, f"{wrapper}/cat", f"{wrapper}/dog")
    (tmp_path / "__MACOSX" / "cat").mkdir(parents=True)
    (tmp_path / "__MACOSX" / "cat" / "._0.png").write_bytes(b"\0\5\26\7")
    (tmp_path / "readme.txt").write_text("pets", encoding="utf-8")
    dataset, said = read(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert f"lie in {tmp_path.name}/{wrapper}/ and are read from there" in said
    assert dataset.samples[0].source == f"{wrapper}/cat/0-0.png"
    assert dataset.passed.kinds() == {".txt": 1}


def test_parts_one_folder_deeper_are_parts(tmp_path: Path) -> None:
    made(tmp_path, *(f"archive/{part}/{name}" for part in ("train", "test") for name in ("cat", "dog")))
    dataset, said = read(tmp_path)
    assert parts(dataset) == {"cat": {"train", "test"}, "dog": {"train", "test"}}
    assert "the parts lie in" in said


def test_one_class_stays_one_class_however_deep_its_pictures_lie(tmp_path: Path) -> None:
    made(tmp_path / "flat", "cat")
    made(tmp_path / "deep", "cat/2024/may")
    made(tmp_path / "albums", "cat", each=30)
    made(tmp_path / "albums", "cat/a", "cat/b", each=1)
    for name in ("flat", "deep", "albums"):
        assert read(tmp_path / name)[0].classes == ("cat",)


# --- things of the system


def test_folders_of_the_system_are_no_classes_and_their_pictures_are_counted(tmp_path: Path) -> None:
    made(tmp_path, "cat", "dog")
    foreign = ("@eaDir", "cat/@eaDir/0-0.png", "#recycle", "$RECYCLE.BIN", ".thumbnails", "lost+found",
               "System Volume Information", ".ipynb_checkpoints", "Network Trash Folder")  # fmt: skip
    made(tmp_path, *foreign, each=1)
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "cat/._0-0.png", "cat/.gitkeep"):
        (tmp_path / name).write_bytes(b"x")
    dataset, _ = read(tmp_path)
    assert dataset.classes == ("cat", "dog")
    assert len(dataset) == 4
    assert not dataset.passed.others
    assert dataset.passed.shut.total() == len(foreign)
    assert dataset.passed.shut["@eaDir"] == 2


def test_a_folder_of_thumbnails_is_no_class_but_a_class_may_be_called_so(tmp_path: Path) -> None:
    for number in range(3):
        for place in ("cat", "thumbnails", "dog/thumbs"):
            picture(tmp_path / "photos" / place / f"{'thumb_' if 'dog' in place else ''}{number}.png", number)
        picture(tmp_path / "photos" / "dog" / f"{number}.png", 10 + number)
    dataset, _ = read(tmp_path / "photos")
    assert (dataset.classes, len(dataset)) == (("cat", "dog"), 6)
    assert dict(dataset.passed.shut) == {"thumbnails": 3, "thumbs": 3}
    made(tmp_path / "hands", "thumbs", "fist", "labels")
    assert read(tmp_path / "hands")[0].classes == ("fist", "labels", "thumbs")


# --- what is passed over, and what is a picture


def test_what_is_passed_over_is_counted_by_ending_and_class(tmp_path: Path) -> None:
    made(tmp_path, "cat", "dog")
    for place, name, n in (("cat", "raw{}.CR2", 3), ("fox", "raw{}.cr2", 4), ("dog", "note{}.json", 2)):
        (tmp_path / place).mkdir(exist_ok=True)
        for number in range(n):
            (tmp_path / place / name.format(number)).write_bytes(b"II*\0 raw")
    (tmp_path / "dog" / ".secret.png").write_bytes(b"x")
    (tmp_path / "bare").mkdir()
    said: list[str] = []
    dataset = open_dataset(tmp_path, say=said.append)
    assert dataset.passed.kinds() == {".cr2": 7, ".json": 2, "hidden": 1}
    told = next(line for line in said if "passed over" in line)
    assert told.startswith(
        "warning: 10 other files passed over: 7 .cr2 (3 in cat, 4 in fox), 2 .json (in dog)"
    )
    assert "Convert them" in told
    advice = next(line for line in said if "delete it" in line)
    assert "/bare" in advice
    assert "fox" not in advice


def test_content_decides_where_the_name_says_nothing(tmp_path: Path) -> None:
    made(tmp_path, "cat", "dog")
    for name, form in (("p1", "PNG"), ("p2.jpg_large", "JPEG"), ("p3.1", "GIF"), ("Mr. Fox", "BMP")):
        picture(tmp_path / "cat" / name, form=form)
    for name in ("BM notes", "P5 list", "page.foo", "empty"):
        (tmp_path / "dog" / name).write_bytes(b"" if name == "empty" else f"{name} of the week".encode())
    dataset, said = read(tmp_path)
    assert dataset.counts() == {"cat": 6, "dog": 2}
    assert "4 files" in said
    assert "by content, though not by name" in said
    assert dataset.passed.kinds() == {"": 3, ".foo": 1}


def test_files_of_known_endings_are_not_opened_to_list_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.jpg", "b.txt", "c.nef", "d.mp4"):
        (tmp_path / name).write_bytes(b"x")

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise AssertionError(f"{self} was opened")

    monkeypatch.setattr(Path, "open", refuse)
    found = list_folder(tmp_path)
    assert [path.name for path in found.pictures] == ["a.jpg"]
    assert found.passed.kinds() == {".mp4": 1, ".nef": 1, ".txt": 1}


@links
def test_pipes_and_links_to_nowhere_or_back_are_no_pictures(tmp_path: Path) -> None:
    made(tmp_path, "cat", "dog")
    os.mkfifo(tmp_path / "cat" / "pipe")
    (tmp_path / "cat" / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "cat" / "up").symlink_to(tmp_path, target_is_directory=True)
    dataset, _ = read(tmp_path)
    assert dataset.counts() == {"cat": 2, "dog": 2}
    assert dataset.passed.n == 2


def test_every_hostile_file_is_read_or_counted(unpacked: Callable[[str], Path]) -> None:
    root = unpacked("hostile/hostile_images.zip")
    dataset = folder.read(root, silent)
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "manifest.csv"]
    assert len(files) == 257
    assert len(dataset) + dataset.passed.n == 257 + 1
    assert not dataset.passed.shut


# --- names


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_in_two_unicode_forms_is_one_class(tmp_path: Path, forms: tuple[str, str]) -> None:
    for top, form in zip(("train", "test"), forms, strict=True):
        made(tmp_path, f"{top}/{unicodedata.normalize(form, 'café')}", f"{top}/tea")
    dataset, said = read(tmp_path)
    assert dataset.classes == ("café", "tea")
    assert parts(dataset)["café"] == {"train", "test"}
    assert "two Unicode forms" in said
    assert all((tmp_path / sample.source).is_file() for sample in dataset.samples)


# --- a table beside class folders


def test_a_table_that_says_the_same_or_nothing_beside_class_folders_is_harmless(tmp_path: Path) -> None:
    made(tmp_path, "cat", "dog")
    rows = {f"{name}/{at}-{number}.png": name for at, name in enumerate(("cat", "dog")) for number in (0, 1)}
    tables = {
        "same": "file_name,label\n" + "".join(f"{file},{name}\n" for file, name in rows.items()),
        "sizes": "file_name,width\n" + "".join(f"{file},4\n" for file in rows),
        "flags": "file_name,indoor,sharp\n"
        + "".join(f"{file},{x},1\n" for x, file in enumerate([*rows][:2])),
        "gone": "file_name,label\na.png,cat\nb.png,dog\n",
    }
    for name, text in tables.items():
        (tmp_path / "metadata.csv").write_text(text, encoding="utf-8")
        assert read(tmp_path)[0].counts() == {"cat": 2, "dog": 2}, name
    (tmp_path / "metadata.csv").write_text(
        "file_name,label\ncat/0-0.png,A\ncat/0-1.png,B\n", encoding="utf-8"
    )
    assert "several ways" in refusal(tmp_path)


@pytest.mark.parametrize("names", [("cat", "dog"), ("0", "1")])
def test_a_table_beside_class_folders_is_read_for_its_parts(tmp_path: Path, names: tuple[str, str]) -> None:
    made(tmp_path, "cat", "dog")
    rows = [
        f"{place}/{at}-{n}.png,{names[at]},{part}"
        for at, place in enumerate(("cat", "dog"))
        for n, part in enumerate(("train", "test"))
    ]
    (tmp_path / "labels.csv").write_text("\n".join(["path,label,split", *rows]), encoding="utf-8")
    dataset, said = read(tmp_path)
    assert parts(dataset) == {"cat": {"train", "test"}, "dog": {"train", "test"}}
    assert "and parts or groups, which are used" in said
    assert not dataset.passed
    (tmp_path / "labels.csv").write_text("\n".join(["path,label,split", *rows[1:]]), encoding="utf-8")
    dataset, said = read(tmp_path)
    assert parts(dataset) == {"cat": {None}, "dog": {None}}
    assert "names only 3 of 4 pictures" in said


def test_parts_of_a_table_against_those_of_the_folders_are_refused(tmp_path: Path) -> None:
    made(tmp_path, "train/cat", "train/dog", "test/cat", "test/dog", each=1)
    rows = [
        f"{part}/{name}/{2 * at + n}-0.png,{name},train"
        for at, part in enumerate(("train", "test"))
        for n, name in enumerate(("cat", "dog"))
    ]
    (tmp_path / "labels.csv").write_text("\n".join(["path,label,split", *rows]), encoding="utf-8")
    assert "several ways" in refusal(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="names there are Unicode")
def test_names_that_are_not_unicode_can_be_told_and_written(tmp_path: Path) -> None:
    made(tmp_path, "cat", "dog")
    odd = os.fsdecode(b"\xba\xc5")
    for path in (tmp_path / odd / f"a.{odd}", tmp_path / f".{odd}" / "a.png", tmp_path / "cat" / odd):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    dataset, said = read(tmp_path)
    told = (
        json.dumps(dataset.passed.to_json(), ensure_ascii=False) + said + " ".join(dataset.passed.sentences())
    )
    assert told.encode("utf-8")
    assert r"\xba\xc5" in said


@pytest.mark.skipif(os.name == "nt", reason="names there are Unicode")
def test_a_byte_and_the_text_that_looks_like_it_are_two_classes(tmp_path: Path) -> None:
    for label in (b"a\xff", b"a\\xff"):
        picture(tmp_path / os.fsdecode(label) / "0.png")
    assert read_dataset(tmp_path, say=str).classes == ("a\\\\xff", "a\\xff")


def test_folders_that_each_hold_a_data_set_are_no_classes(tmp_path: Path) -> None:
    for fold in ("fold1", "fold2"):
        made(tmp_path / fold, "train/cat", "train/dog", "test/cat", "test/dog")
    told = refusal(tmp_path)
    assert "fold1, fold2 hold parts with the same folders (cat, dog)" in told
    assert "--class-folders outer" in told


def test_a_part_among_the_class_folders_of_another_is_refused(tmp_path: Path) -> None:
    made(tmp_path, "train/cat", "train/dog", "train/val/cat", "train/val/dog")
    assert "Move it beside train" in refusal(tmp_path)
