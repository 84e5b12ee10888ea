"""A score is never that of pictures which the model was trained on, under whatever name they come."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.artifact.write import write_artifact
from huoyan.cli import main
from huoyan.data.check.look.pixel_keys import pixel_keys
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.fingerprint import contents_sha256, part_keys
from huoyan.data.open import read_dataset
from huoyan.data.splitting.exclusions import write_exclusions
from huoyan.errors import DataError
from huoyan.held_out import Scored, unseen
from huoyan.images.decode import decode
from huoyan.verify import verify
from huoyan.words import told
from making import LABELS, colour_artifact, colour_graph, photos, pictures, sample_of, shapes, trained_on

PARTS: tuple[Split, ...] = ("train",) * 6 + ("val",) * 3 + ("test",) * 3


def number_of(sample: Sample) -> int:
    return int("".join(letter for letter in sample.source if letter.isdigit()))


def divided(data: Path) -> Dataset:
    """Pictures 0..5 for training, 6..8 for validation, 9..11 for the test."""
    read = read_dataset(data)
    return replace(read, samples=tuple(replace(s, split=PARTS[number_of(s)]) for s in read.samples))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    folder = tmp_path_factory.mktemp("seen")
    return trained_on(divided(photos(folder / "photos")), folder / "model")


@pytest.fixture
def score(model: Artifact) -> Callable[..., tuple[Scored, str]]:
    def scored(data: Path | Dataset, split: Split | None = None, by: Artifact = model) -> tuple[Scored, str]:
        said: list[str] = []
        return unseen(data, by, split, said.append), "; ".join(said)

    return scored


def numbers(scored: Scored) -> list[int]:
    return sorted(number_of(sample) for sample in scored.dataset.samples)


def test_the_data_of_training_are_known_again_under_other_names(score, tmp_path: Path):
    data = photos(tmp_path / "elsewhere")
    for path in list(data.rglob("*.png")):
        path.rename(path.with_name(f"renamed {path.name}"))
    scored, said = score(data)
    assert (scored.split, numbers(scored)) == ("test", [9, 10, 11])
    assert "only its test part is scored" in said


def test_a_part_that_there_is_not_is_told_with_those_that_there_are(score, tmp_path: Path):
    read = divided(photos(tmp_path / "data"))
    loose = replace(
        read, samples=tuple(replace(s, split=None if s.split == "val" else s.split) for s in read.samples)
    )
    with pytest.raises(DataError) as caught:
        score(loose, "val")
    assert "has no part 'val' (found: none, test, train)" in caught.value.message
    assert "（有：none、test、train）" not in told(caught.value.message, "zh")
    assert "（有：未划分、test、train）" in told(caught.value.message, "zh")


def test_pictures_put_beside_those_of_training_do_not_make_them_new(score, tmp_path: Path):
    scored, said = score(photos(tmp_path / "data", range(14)))
    assert (scored.split, numbers(scored)) == ("test", [9, 10, 11])
    assert "2 pictures that the run did not use left out" in said


def test_of_a_part_of_the_training_data_what_was_not_seen_is_scored(score, tmp_path: Path):
    scored, said = score(photos(tmp_path / "data", (1, 7, 10, 12, 13)))
    assert (scored.split, numbers(scored)) == ("unseen", [10, 12, 13])
    assert "2 of 5 pictures were used in training and are left out" in said


def test_pictures_that_what_it_came_of_has_learnt_are_not_new(score, tmp_path: Path):
    made, data = colour_artifact(tmp_path / "model"), divided(photos(tmp_path / "data"))
    earlier = read_dataset(photos(tmp_path / "earlier", (12, 13)))
    earlier = replace(earlier, samples=tuple(replace(each, split="train") for each in earlier.samples))
    own, before = (PictureKeys.of(each, contents_sha256(each)) for each in (data, earlier))
    by = write_artifact(
        tmp_path / "model",
        made.manifest,
        onnx=colour_graph(),
        weights=made.weights(),
        selftest=made.selftest(),
        pictures=own.after([before]),
    )
    assert numbers(score(photos(tmp_path / "whole", range(20)), by=by)[0]) == [9, 10, 11]
    assert numbers(score(photos(tmp_path / "some", (1, 10, 12, 20)), by=by)[0]) == [10, 20]
    test = read_dataset(photos(tmp_path / "test", (13, 21)))
    test = replace(test, samples=tuple(replace(each, split="test") for each in test.samples))
    assert numbers(score(test, by=by)[0]) == [21]


def test_new_pictures_are_scored_whole(score, tmp_path: Path):
    scored, said = score(photos(tmp_path / "data", range(12), seed=1))
    assert (scored.split, len(scored.dataset), said) == ("all", 12, "")


def test_pictures_of_training_alone_are_refused(score, tmp_path: Path):
    with pytest.raises(DataError, match=r"trained on every picture of data.*Give new pictures") as caught:
        score(photos(tmp_path / "data", range(9)))
    assert caught.value.code == "data.seen"


@pytest.mark.parametrize(
    ("split", "expected", "says"),
    [
        ("train", [0, 1, 2, 3, 4, 5], "nothing about new ones"),
        ("val", [6, 7, 8], "chose the weights"),
        ("test", [9, 10, 11], ""),
    ],
)
def test_a_part_that_is_asked_for_is_scored_and_named_for_what_it_is(
    score, tmp_path: Path, split: Split, expected: list[int], says: str
):
    scored, said = score(photos(tmp_path / "data", range(14)), split)
    assert (scored.split, numbers(scored)) == (split, expected)
    assert says in said


def test_a_test_part_of_other_data_is_scored_without_pictures_of_training(score, tmp_path: Path):
    photos(tmp_path / "data" / "train", range(12, 18))
    scored, said = score(photos(tmp_path / "data" / "test", (2, 8, 9, 18, 19)).parent)
    assert (scored.split, numbers(scored)) == ("test", [9, 18, 19])
    assert "2 of 5 pictures were used in training and are left out" in said


def test_a_validation_part_loses_only_what_weights_were_fitted_to(score, tmp_path: Path):
    photos(tmp_path / "data" / "train", range(12, 18))
    scored, said = score(photos(tmp_path / "data" / "val", (2, 8, 9)).parent)
    assert (scored.split, numbers(scored)) == ("val", [8, 9])
    assert "chose the weights" in said


def test_copies_on_both_sides_of_the_makers_own_split_stay_and_are_said(score, tmp_path: Path):
    """The score stays comparable with the report's, which named them too."""
    data = tmp_path / "data"
    photos(data / "train", range(6))
    photos(data / "val", range(6, 9))
    photos(data / "test", (0, 9, 10, 11))
    own = trained_on(read_dataset(data), tmp_path / "model")
    scored, said = score(data, by=own)
    assert (scored.split, numbers(scored)) == ("test", [0, 9, 10, 11])
    assert "1 of 4 pictures lie in the training data on both sides of the split" in said


def test_a_copy_that_was_left_out_of_training_is_not_scored_in_place_of_another(score, tmp_path: Path):
    data = photos(tmp_path / "data")
    copied = next(data.rglob("图 10.png"))
    shutil.copy(copied, copied.with_name("图 10 copy.png"))
    scored, said = score(data)
    assert numbers(scored) == [9, 10, 11]
    assert "1 picture that the run did not use left out" in said


def test_what_cannot_be_read_is_never_silently_left_out(score, tmp_path: Path):
    data = photos(tmp_path / "data")
    (data / "red" / "empty 20.png").write_bytes(b"")
    (data / "red" / "broken 21.png").symlink_to("nowhere.png")
    assert numbers(score(data)[0]) == [9, 10, 11, 20, 21]
    photos(tmp_path / "some", (1, 10))
    (tmp_path / "some" / "green" / "broken 21.png").symlink_to("nowhere.png")
    assert numbers(score(tmp_path / "some")[0]) == [10, 21]


def test_pictures_in_memory_are_known_again_too(score, tmp_path: Path):
    found = pictures(14)
    samples = tuple(sample_of(f"{i}", i % 3, pixels=found[i]) for i in range(14))
    dataset = Dataset("arrays", LABELS, samples)
    own = replace(dataset, samples=tuple(replace(s, split=p) for s, p in zip(samples, PARTS, strict=False)))
    scored, _ = score(dataset, by=trained_on(own, tmp_path / "model"))
    assert numbers(scored) == [9, 10, 11]


def noted(path: Path) -> None:
    note = PngInfo()
    note.add_text("Comment", "looked at")
    with Image.open(path) as image:
        image.load()
    image.save(path, pnginfo=note, compress_level=1)


def as_(ending: str) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        with Image.open(path) as image:
            image.save(path.with_suffix(ending), lossless=True)
        path.unlink()

    return save


def turned(path: Path) -> None:
    """Stored on its side, with the tag that says so."""
    with Image.open(path) as image:
        exif = Image.Exif()
        exif[274] = 6
        image.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)


REWRITTEN = {
    "with a comment": noted,
    "TIFF": as_(".tif"),
    "BMP": as_(".bmp"),
    "WebP": as_(".webp"),
    "turned": turned,
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_pictures_of_training_are_known_by_their_pixels_where_their_files_were_rewritten(
    how: str, score, model: Artifact, tmp_path: Path
):
    for path in photos(tmp_path / "data").rglob("*.png"):
        REWRITTEN[how](path)
    scored, said = score(tmp_path / "data")
    assert (scored.split, numbers(scored)) == ("test", [9, 10, 11])
    assert "only its test part is scored" in said
    few = photos(tmp_path / "few" / "test", (1, 10, 20))
    for path in few.rglob("*.png"):
        REWRITTEN[how](path)
    scored, said = score(few.parent)
    assert numbers(scored) == [10, 20]
    assert "1 of 3 pictures were used in training and are left out" in said


def test_a_jpeg_is_known_with_another_comment_and_as_png(score, tmp_path: Path):
    data = photos(tmp_path / "data")
    for path in data.rglob("*.png"):
        with Image.open(path) as image:
            image.resize((200, 150)).save(path.with_suffix(".jpg"), quality=90)
        path.unlink()
    own = trained_on(divided(data), tmp_path / "model")
    again = tmp_path / "again"
    for number, path in enumerate(sorted(data.rglob("*.jpg"))):
        target = again / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        content = path.read_bytes()
        if number % 2:
            comment = b"seen"
            target.write_bytes(
                content[:2] + b"\xff\xfe" + (2 + len(comment)).to_bytes(2, "big") + comment + content[2:]
            )
        else:
            Image.fromarray(decode(content).pixels).save(target.with_suffix(".png"))
    assert numbers(score(again, by=own)[0]) == [9, 10, 11]


def test_one_value_more_makes_another_picture(tmp_path: Path):
    picture = pictures(1)[0]
    other = picture.copy()
    other[0, 0, 0] ^= 1
    grey = picture[..., 0]
    samples = [
        sample_of(str(n), 0, pixels=np.ascontiguousarray(pixels))
        for n, pixels in enumerate(
            (picture, other, grey, np.repeat(grey[..., None], 3, axis=2), grey[:, ::-1])
        )
    ]
    (tmp_path / "no.png").write_bytes(b"no picture")
    keys = pixel_keys([*samples, sample_of("no.png", 0, path=tmp_path / "no.png")]).tolist()
    assert keys[2] == keys[3]
    assert len(set(keys)) == 5
    assert keys[-1] == 0


def test_a_model_without_keys_of_pixels_still_knows_files(score, tmp_path: Path):
    made, data = colour_artifact(tmp_path / "model"), divided(photos(tmp_path / "data"))
    by = write_artifact(
        tmp_path / "model",
        made.manifest,
        onnx=colour_graph(),
        weights=made.weights(),
        selftest=made.selftest(),
        pictures=PictureKeys(part_keys(data, contents_sha256(data))),
    )
    assert numbers(score(tmp_path / "data", by=by)[0]) == [9, 10, 11]


def test_a_model_that_does_not_know_its_pictures_says_so(score, tmp_path: Path):
    scored, said = score(photos(tmp_path / "data"), by=colour_artifact(tmp_path / "model"))
    assert (scored.split, len(scored.dataset)) == ("all", 12)
    assert "does not tell which pictures it was trained on" in said


def test_the_file_of_keys_holds_twice_eight_bytes_a_picture_and_verify_guards_it(
    model: Artifact, tmp_path: Path
):
    shutil.copytree(model.folder, tmp_path / "model")
    file = tmp_path / "model" / "pictures.safetensors"
    content = file.read_bytes()
    header = int.from_bytes(content[:8], "little")
    assert len(content) == 8 + header + 2 * 8 * len(PARTS)  # of the file, and of its pixels
    assert "图".encode() not in content
    assert verify(tmp_path).ok
    assert "pictures.safetensors" in verify(tmp_path).files
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert [problem.where for problem in verify(tmp_path).problems] == ["pictures.safetensors"]
    file.unlink()
    assert not verify(tmp_path).ok


def test_a_model_moved_away_scores_the_same_pictures_whatever_was_excluded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data, run = shapes(tmp_path / "data", n=20), tmp_path / "run"
    write_exclusions(tmp_path / "out.csv", [(f"亮 的/图 {i}.png", "says so") for i in (2, 5, 11)])
    call = ["train", str(data), "--epochs", "1", "--quiet", "--exclude", str(tmp_path / "out.csv")]
    assert main([*call, "--out", str(run)]) == 0
    n = json.loads((run / "metrics.json").read_text())["n"]
    (run / "model").rename(tmp_path / "away")
    capsys.readouterr()
    assert main(["evaluate", str(tmp_path / "away"), str(data), "--json"]) == 0
    said = capsys.readouterr()
    scores = json.loads(said.out)
    assert (scores["split"], scores["n"]) == ("test", n)
    assert "3 pictures that the run did not use left out" in said.err
    known = open_artifact(tmp_path / "away").pictures()
    assert {split: len(keys) for split, keys in known.items()} == open_artifact(
        tmp_path / "away"
    ).manifest.provenance.counts
    assert all((np.diff(keys.astype(object)) >= 0).all() for keys in known.values())


def test_a_part_train_alone_is_scored_only_where_it_is_asked_for(tmp_path: Path) -> None:
    photos(tmp_path / "old" / "train")
    artifact = trained_on(read_dataset(photos(tmp_path / "others", seed=1)), tmp_path / "m")
    with pytest.raises(DataError, match=r"only a part 'train' .* To score it: --split train") as caught:
        unseen(tmp_path / "old", artifact, None, lambda _: None)
    assert caught.value.code == "data.split"
    assert len(unseen(tmp_path / "old", artifact, "train", lambda _: None).dataset) == 12
