"""Clips in folders and tables: which are there, their classes, parts and groups; what is never guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.data.dataset import Dataset
from huoyan.data.formats.clips.spans import seconds_in
from huoyan.data.formats.reading import Reading
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.data.say import silent
from huoyan.data.splitting.split_file import read_splits, write_splits
from huoyan.errors import DataError, UsageError
from making_clips import film, wander

CLIPS = Reading(medium="clips")


def videos(root: Path, *names: str) -> Path:
    """Files that are called like videos; what they hold is asked by no format."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    return root


def frames(folder: Path, n: int = 8) -> Path:
    folder.mkdir(parents=True)
    for at in range(n):
        Image.new("RGB", (8, 8), (at, 0, 0)).save(folder / f"{at + 1}.png")
    return folder


def table(root: Path, text: str, name: str = "labels.csv") -> Path:
    (root / name).write_text(text)
    return root / name


def read(path: Path, reading: Reading = CLIPS) -> tuple[Dataset, list[str]]:
    said: list[str] = []
    return read_dataset(path, say=said.append, reading=reading), said


def told(data: Dataset) -> dict[str, tuple[str, str | None, str | None]]:
    """Of each source the class, the part and the group."""
    return {s.source: (data.classes[s.labels[0]], s.split, s.group) for s in data.samples}


def test_a_folder_of_videos_for_each_class(tmp_path):
    videos(tmp_path, "wave/2.mp4", "wave/10.MP4", "jump/a.avi", "jump/readme.txt")
    data, said = read(tmp_path)
    assert told(data) == {
        "jump/a.avi": ("jump", None, None),
        "wave/2.mp4": ("wave", None, None),
        "wave/10.MP4": ("wave", None, None),
    }
    assert data.medium == "clips"
    assert data.samples[1].picture == ClipPicture(tmp_path / "wave" / "2.mp4")
    assert data.passed.kinds() == {".txt": 1}
    assert said == []


def test_a_class_folder_without_a_clip_is_told(tmp_path):
    videos(tmp_path, "wave/1.mp4", "jump/1.mp4")
    (tmp_path / "run").mkdir()
    data, said = read(tmp_path)
    assert list(data.classes) == ["jump", "wave"]
    assert said == ["warning: no clip in run: no class is made of it. Put clips in or delete it."]


def test_a_folder_of_frame_folders_for_each_class_and_sequences(tmp_path):
    frames(tmp_path / "wave" / "first")
    frames(tmp_path / "wave" / "second")
    (tmp_path / "jump").mkdir()
    np.save(tmp_path / "jump" / "a.npy", np.zeros((5, 3), np.float32))
    data, _ = read(tmp_path)
    assert [s.source for s in data.samples] == ["jump/a.npy", "wave/first", "wave/second"]
    assert isinstance(data.samples[0].picture, SequencePicture)
    assert len(data.samples[2].picture.sha256()) == 64
    assert data.samples[1].picture.sha256() == data.samples[2].picture.sha256()  # the same frames


def test_frames_beside_their_video_are_not_read_twice(tmp_path):
    videos(tmp_path, "wave/a.mp4", "jump/b.mp4")
    frames(tmp_path / "wave" / "a")
    data, said = read(tmp_path)
    assert [s.source for s in data.samples] == ["jump/b.mp4", "wave/a.mp4"]
    assert said == ["note: 1 folder of frames beside the video of the same name: the video is read (wave/a)."]


def test_parts_above_or_in_the_class_folders_are_kept(tmp_path):
    above = videos(tmp_path / "1", "data/train/wave/1.mp4", "data/train/jump/1.mp4", "data/test/wave/2.mp4")
    assert {x[1] for x in told(read(above)[0]).values()} == {"train", "test"}
    inside = videos(tmp_path / "2", "wave/train/1.mp4", "wave/test/2.mp4", "jump/train/3.mp4")
    assert told(read(inside)[0])["wave/test/2.mp4"] == ("wave", "test", None)


def test_clips_without_a_class_are_left_out_and_said(tmp_path):
    videos(tmp_path, "train/wave/1.mp4", "train/jump/1.mp4", "test/3.mp4", "loose.mp4")
    data, said = read(tmp_path)
    assert len(data) == 2
    assert said == [
        "warning: 1 clip in no class folder left out: loose.mp4.",
        "warning: 1 clip of a part, but in no class folder, left out: test/3.mp4.",
    ]


def test_persons_above_the_classes_are_for_the_user_to_say_and_then_are_groups(tmp_path):
    videos(tmp_path, *(f"{who}/{what}/1.mp4" for who in ("anna", "ben") for what in ("jump", "wave")))
    with pytest.raises(DataError, match="can be read in two ways") as caught:
        read(tmp_path)
    assert caught.value.code == "data.format"
    inner, _ = read(tmp_path, Reading(medium="clips", class_folders="inner"))
    assert told(inner)["ben/wave/1.mp4"] == ("wave", None, "ben")
    outer, _ = read(tmp_path, Reading(medium="clips", class_folders="outer"))
    assert outer.classes == ("anna", "ben")


def test_persons_in_folders_within_the_classes_are_groups(tmp_path):
    persons = ("anna", "ben", "cleo")
    videos(
        tmp_path, *(f"{label}/{who}/{n}.mp4" for label in ("wave", "jump") for who in persons for n in (1, 2))
    )
    data, said = read(tmp_path, Reading(medium="clips", class_folders="outer"))
    assert told(data)["wave/ben/1.mp4"] == ("wave", None, "ben")
    assert any("folders anna, ben, cleo are groups" in each for each in said)
    divided = open_dataset(data, say=silent)
    for who in persons:
        assert len({s.split for s in divided.samples if s.group == who}) == 1


def test_one_folder_within_each_class_is_no_group(tmp_path):
    videos(tmp_path, *(f"{label}/raw/{n}.mp4" for label in ("wave", "jump") for n in (1, 2)))
    data, _ = read(tmp_path)
    assert {told(data)[s.source] for s in data.samples} == {("wave", None, None), ("jump", None, None)}


def test_a_table_with_parts_of_files_keeps_those_of_one_recording_together(tmp_path):
    videos(tmp_path, "a.mp4", "b.mp4", "c.mp4", "d.mp4")
    rows = [
        "path,label,start,end,subject",
        "a.mp4,wave,0,1.5,anna",
        "a.mp4,jump,1:02.5,1:04,",
        "b.mp4,wave,,,anna",
        "c.mp4,jump,2,,ben",
        "d.mp4,jump,,,",
    ]
    data, said = read(table(tmp_path, "\n".join(rows)))
    assert told(data) == {
        "a.mp4#t=0,1.5": ("wave", None, "anna"),
        "a.mp4#t=62.5,64": ("jump", None, "anna"),
        "b.mp4": ("wave", None, "anna"),
        "c.mp4#t=2": ("jump", None, "ben"),
        "d.mp4": ("jump", None, None),
    }
    assert data.samples[1].picture == ClipPicture(tmp_path / "a.mp4", 62.5, 64.0)
    assert data.samples[0].picture.sha256() != data.samples[1].picture.sha256()
    assert said[1].startswith("note: start, end: a row is that part of its file, in seconds.")
    assert "subject" in said[0]


def test_one_file_is_one_recording_however_its_path_is_written(tmp_path):
    videos(tmp_path, "a.mp4", "sub/b.mp4")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "a.mp4")
    cells = ["a.mp4", "sub/../a.mp4", str(tmp_path / "a.mp4"), "link.mp4", "sub/b.mp4"]
    rows = [f"{cell},{'xy'[at % 2]},{at},{at + 1}" for at, cell in enumerate(cells)]
    data, _ = read(table(tmp_path, "\n".join(["path,label,start,end", *rows])))
    assert [sample.group for sample in data.samples] == ["a.mp4"] * 4 + [None]


def test_recordings_of_one_name_in_two_folders_are_two(tmp_path):
    videos(tmp_path, "anna/cam.mp4", "ben/cam.mp4")
    rows = [f"{who}/cam.mp4,{'xy'[at]},{at},{at + 1}" for who in ("anna", "ben") for at in (0, 1)]
    data, _ = read(table(tmp_path, "\n".join(["path,label,start,end", *rows])))
    assert [sample.group for sample in data.samples] == ["anna/cam.mp4"] * 2 + ["ben/cam.mp4"] * 2


def test_a_split_never_parts_a_recording(tmp_path):
    videos(tmp_path, *(f"{n}.mp4" for n in range(12)))
    rows = [f"{n}.mp4,{label},{at},{at + 1}" for n in range(12) for at, label in enumerate(("wave", "jump"))]
    data = read(table(tmp_path, "\n".join(["path,label,start,end", *rows])))[0]
    divided = open_dataset(data, say=silent)
    assert {s.split for s in divided.samples} == {"train", "val", "test"}
    for n in range(12):
        assert len({s.split for s in divided.samples if s.source.startswith(f"{n}.mp4#")}) == 1


def test_times_that_cannot_be_leave_their_rows_out(tmp_path):
    videos(tmp_path, "a.mp4")
    rows = ["a.mp4,wave,0,1", "a.mp4,jump,1,2", "a.mp4,jump,4,3", "a.mp4,wave,then,9", "a.mp4,wave,5,6"]
    data, said = read(table(tmp_path, "\n".join(["path,label,start,end", *rows])))
    assert [s.source for s in data.samples] == ["a.mp4#t=0,1", "a.mp4#t=1,2", "a.mp4#t=5,6"]
    assert any("2 rows of 5 with times that cannot be" in x and "4, 3; then, 9" in x for x in said)
    with pytest.raises(DataError, match="2 rows of 3") as caught:
        read(table(tmp_path, "\n".join(["path,label,start,end", *rows[2:]])))
    assert caught.value.code == "data.columns"


@pytest.mark.parametrize("head", ["start,duration", "offset,duration", "onset,offset", "begin_s,end_s"])
def test_a_part_ends_where_its_column_says(tmp_path, head):
    videos(tmp_path, "a.mp4", "b.mp4")
    until = "2" if "duration" in head else "3.5"
    data, said = read(table(tmp_path, f"path,label,{head}\na.mp4,x,1.5,{until}\nb.mp4,y,0,1\n"))
    assert [s.source for s in data.samples] == ["a.mp4#t=1.5,3.5", "b.mp4#t=0,1"]
    assert any(f"{head.replace(',', ', ')}: a row is that part of its file" in each for each in said)


@pytest.mark.parametrize("head", ["start_frame,end_frame", "start_ms,end_ms", "FrameStart,frame end"])
def test_parts_that_are_not_told_in_seconds_are_said_not_to_be_read(tmp_path, head):
    videos(tmp_path, "a.mp4", "b.mp4")
    data, said = read(table(tmp_path, f"path,label,{head}\na.mp4,x,10,30\nb.mp4,y,0,12\n"))
    assert [s.source for s in data.samples] == ["a.mp4", "b.mp4"]
    (told_so,) = [each for each in said if each.startswith("warning")]
    assert head.replace(",", ", ") in told_so
    assert "in seconds" in told_so


def test_a_column_that_is_named_for_the_labels_is_none_of_times(tmp_path):
    videos(tmp_path, "a.mp4", "b.mp4")
    path = table(tmp_path, "path,end\na.mp4,good\nb.mp4,bad\n")
    data, _ = read(path, Reading(medium="clips", label_column="end"))
    assert told(data) == {"a.mp4": ("good", None, None), "b.mp4": ("bad", None, None)}


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("1:02.5", 62.5), ("90:00", 5400), ("1:00:02", 3602), ("0:59,9", 59.9), ("", 0), (" 12 ", 12)],
)
def test_a_time_is_seconds_or_a_clock(cell, seconds):
    assert seconds_in(cell, 0.0) == seconds


@pytest.mark.parametrize("cell", ["1:75", "1:60:00", "00:00:12:05", "nan", "inf", "1,5", "then"])
def test_what_no_clock_shows_is_no_time(cell):
    assert seconds_in(cell, 0.0) is None


def test_the_table_of_the_gestures_just_works(tmp_path):
    videos(tmp_path, *(f"clips/{label}_{n}.mp4" for label in ("caret", "up") for n in range(4)))
    rows = [
        f"clips/{label}_{n}.mp4,{label},{('train', 'test')[n // 3]},room{n % 2},42,15.0,320,240,old/{n}.mp4"
        for label in ("caret", "up")
        for n in range(4)
    ]
    head = "file,label,split,scene,frames,fps,width,height,source"
    table(tmp_path, "\n".join([head, *rows]))
    data, _ = read(tmp_path)
    assert told(data)["clips/up_3.mp4"] == ("up", "test", "room1")
    assert len(data) == 8


def test_the_table_of_the_traffic_cameras_just_works(tmp_path):
    names = [f"{camera}/{hour:02}.mp4" for camera in ("04254", "06710", "09747") for hour in (3, 9, 15, 21)]
    videos(tmp_path, *names)
    light = {"03": "night", "09": "day", "15": "day", "21": "night"}
    rows = [f"{x},{x[:5]},{int(x[6:8])},{light[x[6:8]]},240,352,288,25.0" for x in names]
    table(tmp_path, "\n".join(["file,camera,hour,light,frames,width,height,fps", *rows]))
    data, _ = read(tmp_path)
    assert told(data)["06710/09.mp4"] == ("day", None, "06710")
    cameras, _ = read(tmp_path, Reading(medium="clips", label_column="camera"))
    assert cameras.classes == ("04254", "06710", "09747")
    assert {s.group for s in cameras.samples} == {None}


def test_a_label_with_fractions_is_a_number(tmp_path):
    for n in range(30):
        np.save(tmp_path / f"{n}.npy", np.zeros((4, 2)))
    rows = [f"{n}.npy,{n / 7:.3f}" for n in range(30)]
    data, said = read(table(tmp_path, "\n".join(["path,label", *rows])))
    assert data.kind == "numbers"
    assert data.classes == ("label",)
    assert any("30 different labels of 'label' are taken as numbers to learn" in each for each in said)
    asked, _ = read(tmp_path / "labels.csv", Reading(medium="clips", clip_labels="classes"))
    assert asked.kind == "class"


def test_few_whole_numbers_are_names_of_classes_and_the_flag_is_told(tmp_path):
    for n in range(30):
        np.save(tmp_path / f"{n}.npy", np.zeros((4, 2)))
    path = table(tmp_path, "\n".join(["path,label", *(f"{n}.npy,{n % 3}" for n in range(30))]))
    few, said = read(path)
    assert few.kind == "class"
    assert any("3 different labels of 'label' are numbers" in each for each in said)
    assert any("--clip-labels numbers" in each for each in said)
    for asked in (Reading(medium="clips", kind="numbers"), Reading(medium="clips", clip_labels="numbers")):
        data, told = read(path, asked)
        assert data.kind == "numbers"
        assert not any("--clip-labels" in each for each in told)


def test_what_labels_of_clips_are_is_said_of_tables_of_clips_alone(tmp_path):
    videos(tmp_path, "a/1.mp4", "b/2.mp4")
    with pytest.raises(UsageError, match="labels in a table of clips") as caught:
        read(tmp_path, Reading(medium="clips", clip_labels="numbers"))
    assert caught.value.code == "usage.clip_labels"


def test_videos_are_never_read_as_pictures(tmp_path):
    videos(tmp_path, "f/wave/1.mp4", "f/jump/2.mp4", "t/1.mp4", "t/2.mp4")
    table(tmp_path / "t", "file,label\n1.mp4,a\n2.mp4,b\n")
    for path in (tmp_path / "f", tmp_path / "t", tmp_path / "t" / "labels.csv"):
        with pytest.raises(UsageError, match="give --task clip") as caught:
            read(path, Reading())
        assert caught.value.code == "usage.kind"


def test_folders_of_frames_are_pictures_with_a_hint_unless_clips_are_asked_for(tmp_path):
    for name in ("wave/a", "wave/b", "jump/c", "jump/d"):
        frames(tmp_path / name)
    data, said = read(tmp_path, Reading())
    assert (len(data), data.medium) == (32, "pictures")
    assert [x for x in said if "give --task clip" in x] != []
    clips, _ = read(tmp_path)
    assert (len(clips), clips.medium) == (4, "clips")


def test_what_holds_no_clip_is_told(tmp_path):
    frames(tmp_path / "photos")
    with pytest.raises(DataError, match=r"holds no clip|none in a folder") as caught:
        read(tmp_path)
    assert caught.value.code == "data.format"
    with pytest.raises(UsageError, match="says the class of each"):
        read(videos(tmp_path / "v", "a/1.mp4", "b/2.mp4"), Reading(medium="clips", kind="numbers"))


def test_clips_that_no_row_names_are_counted(tmp_path):
    videos(tmp_path, "a.mp4", "b.mp4", "c.mp4")
    table(tmp_path, "path,label\na.mp4,x\nb.mp4,y\n")
    _, said = read(tmp_path)
    assert "warning: 1 clip that no row of labels.csv names: c.mp4. They are not used." in said


def test_videos_beside_pictures_are_told_with_the_flag_that_reads_them(tmp_path):
    frames(tmp_path / "wave", 3)
    videos(frames(tmp_path / "jump", 3), "a.mp4", "b.mp4")
    data, said = read(tmp_path, Reading())
    assert (len(data), data.medium) == (6, "pictures")
    assert any(
        x.startswith("note: 2 videos beside the pictures: not read") and "--task clip" in x for x in said
    )


def test_a_table_names_folders_of_frames_too(tmp_path):
    frames(tmp_path / "f" / "one")
    frames(tmp_path / "f" / "two")
    data, _ = read(table(tmp_path, "path,label,start,end\nf/one,wave,0,0.2\nf/two,jump,,\n"))
    assert told(data) == {"f/one#t=0,0.2": ("wave", None, None), "f/two": ("jump", None, None)}


def test_a_split_of_parts_of_files_is_written_and_read_again(tmp_path):
    videos(tmp_path, "a.mp4", "b.mp4")
    data, _ = read(table(tmp_path, "path,label,start,end,split\na.mp4,x,0,1.5,train\nb.mp4,y,2,3,test\n"))
    write_splits(tmp_path / "splits.csv", data)
    assert read_splits(tmp_path / "splits.csv").parts == {"a.mp4#t=0,1.5": "train", "b.mp4#t=2,3": "test"}


def test_check_reads_clips_for_their_task_and_tells_their_hint_without(tmp_path):
    for at, way in enumerate(("right", "left")):
        film(tmp_path / way / "1.avi", wander(way, seed=at))
    found = huoyan.check(tmp_path, task="clip", out=tmp_path / "check.html")
    assert (found.n, found.clips is not None) == (2, True)
    assert (tmp_path / "check.html").is_file()
    with pytest.raises(UsageError, match="--task clip"):
        huoyan.check(tmp_path)


@pytest.mark.parametrize("ask", [huoyan.check, huoyan.train])
def test_pictures_by_name_are_no_clips(ask):
    with pytest.raises(UsageError, match="digits holds pictures") as wrong:
        ask("digits", task="clip")
    assert wrong.value.code == "usage.kind"
