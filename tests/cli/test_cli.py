"""Every command, called as a user calls it, on real runs."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.cli import COMMANDS, main
from huoyan.cli.terminal.flags import add_recipe_flags, parser, recipe_values
from huoyan.data.open import open_dataset
from huoyan.runs.recipe import recipe_from
from making import shapes


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def digit_file(path: Path, index: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(open_dataset("digits").split("test").samples[index].pixels).save(path)
    return path


def test_a_run_folder_holds_what_the_design_promises(digits_run: Path):
    names = {path.name for path in digits_run.iterdir()}
    assert {"model", "report.html", "metrics.json", "recipe.toml", "log.jsonl"} <= names
    model = {path.name for path in (digits_run / "model").iterdir()}
    assert model == {
        "huoyan.json",
        "model.onnx",
        "pictures.safetensors",
        "selftest.safetensors",
        "weights.safetensors",
    }
    metrics = json.loads((digits_run / "metrics.json").read_text(encoding="utf-8"))
    assert (metrics["split"], metrics["n"]) == ("test", 297)
    accuracy = metrics["metrics"]["accuracy"]
    assert accuracy["low"] < accuracy["value"] < accuracy["high"]
    assert accuracy["value"] > 0.8
    assert all(json.loads(line)["event"] for line in (digits_run / "log.jsonl").read_text().splitlines())
    assert (digits_run / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_training_a_folder_with_chinese_names_gives_a_model_that_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data, run = shapes(tmp_path / "我的 图片"), tmp_path / "运行 一"
    assert main(["train", str(data), "--out", str(run), "--epochs", "12", "--json", "--lang", "zh"]) == 0
    printed = lines(capsys.readouterr().out)
    assert len(printed) == 1
    assert printed[0]["run"] == str(run)
    picture = data / "亮 的" / "图 0.png"
    assert main(["predict", str(run), str(picture), "--json"]) == 0
    answer = lines(capsys.readouterr().out)[0]
    assert answer["source"] == str(picture)
    assert {entry["label"] for entry in answer["labels"]} == {"亮 的", "暗的"}
    assert "亮 的" in (run / "report.html").read_text(encoding="utf-8")


def test_a_recipe_replays_to_the_same_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second = tmp_path / "a", tmp_path / "b"
    assert (
        main(["train", "digits", "--epochs", "1", "--seed", "5", "--out", str(first), "--json", "--quiet"])
        == 0
    )
    assert (
        main(["train", "--recipe", str(first / "recipe.toml"), "--out", str(second), "--json", "--quiet"])
        == 0
    )
    a, b = lines(capsys.readouterr().out)
    assert a["weights"] == b["weights"]
    assert (first / "recipe.toml").read_bytes() == (second / "recipe.toml").read_bytes()


def test_training_on_several_labels_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    shapes(tmp_path / "images")
    files = sorted((tmp_path / "images").rglob("*.png"))
    with (tmp_path / "labels.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["path", "labels"])
        for file in files:
            bright = "亮" in str(file)
            writer.writerow([file.relative_to(tmp_path), "disc|bright" if bright else "disc|dark"])
    run = tmp_path / "run"
    assert main(["train", str(tmp_path / "labels.csv"), "--out", str(run), "--epochs", "10", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["predict", str(run), str(files[0]), "--json"]) == 0
    answer = lines(capsys.readouterr().out)[0]
    assert "disc" in answer["chosen"]
    assert "exact_match" in json.loads((run / "metrics.json").read_text())["metrics"]


def test_evaluating_the_training_data_scores_only_what_training_did_not_see(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data, run = shapes(tmp_path / "data", n=20), tmp_path / "run"
    (data / "暗的" / "raw.CR2").write_bytes(b"II*\0")
    assert main(["train", str(data), "--out", str(run), "--epochs", "1", "--quiet"]) == 0
    passed_over = "1 other file passed over: 1 .cr2 (in 暗的)."
    assert passed_over in (run / "report.html").read_text(encoding="utf-8")
    assert passed_over in (run / "log.jsonl").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["evaluate", str(run), str(data), "--json"]) == 0
    said = capsys.readouterr()
    assert passed_over in said.err
    scores = lines(said.out)[0]
    assert scores["split"] == "test"
    assert scores["n"] == json.loads((run / "metrics.json").read_text())["n"] == 6
    assert "only its test part" in said.err
    # The model alone knows which of them it has seen.
    shutil.copytree(run / "model", tmp_path / "alone" / "model")
    assert main(["evaluate", str(tmp_path / "alone"), str(data), "--json"]) == 0
    assert lines(capsys.readouterr().out)[0] | {"seconds": 0} == scores | {"seconds": 0}
    # New pictures are scored whole.
    assert main(["evaluate", str(run), str(shapes(tmp_path / "new", n=3, seed=1)), "--json"]) == 0
    scores = lines(capsys.readouterr().out)[0]
    assert (scores["split"], scores["n"]) == ("all", 6)


def test_predict_answers_folders_and_keeps_going_past_a_broken_picture(
    digits_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    digit_file(tmp_path / "in" / "a.png")
    (tmp_path / "in" / "b.png").write_bytes(b"")
    digit_file(tmp_path / "in" / "c.png", 2)
    (tmp_path / "in" / "d.mov").write_bytes(b"x")
    assert main(["predict", str(digits_run), str(tmp_path / "in"), "--json", "--top", "2"]) == 1
    said = capsys.readouterr()
    a, b, c = lines(said.out)
    assert len(a["labels"]) == len(c["labels"]) == 2
    assert b["error"]["code"] == "image.empty"
    assert "1 of 3" in said.err
    assert "1 other file passed over: 1 .mov." in said.err


def test_predict_saves_pictures_with_the_answer_drawn_in(digits_run: Path, tmp_path: Path):
    first = digit_file(tmp_path / "a" / "数字 1.png")
    second = digit_file(tmp_path / "b" / "数字 1.png", 3)
    assert main(["predict", str(digits_run), str(first), str(second), "--save", str(tmp_path / "drawn")]) == 0
    drawn = sorted((tmp_path / "drawn").iterdir())
    assert len(drawn) == 2
    for path in drawn:
        with Image.open(path) as picture:
            assert picture.width > 8


def test_predict_reads_a_picture_from_stdin(digits_run: Path, tmp_path: Path):
    picture = digit_file(tmp_path / "a.png").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "huoyan", "predict", str(digits_run), "-", "--json"],
        input=picture, capture_output=True, check=True,
    )  # fmt: skip
    assert len(lines(done.stdout.decode())) == 1


@pytest.mark.parametrize("engine", ["onnxruntime", "openvino", "torch"])
def test_every_engine_gives_the_same_scores(
    digits_run: Path, engine: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["evaluate", str(digits_run), "digits", "--engine", engine, "--json"]) == 0
    mine = lines(capsys.readouterr().out)[0]["metrics"]["accuracy"]["value"]
    recorded = json.loads((digits_run / "metrics.json").read_text())["metrics"]["accuracy"]["value"]
    assert mine == pytest.approx(recorded, abs=0.011 if engine == "openvino" else 1e-9)


@pytest.mark.parametrize("form", ["onnx", "openvino"])
def test_an_export_is_proven_and_describes_itself(
    digits_run: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["export", str(digits_run), "--format", form, "--out", str(tmp_path / "出")]) == 0
    assert "100.0%" in capsys.readouterr().out
    written = {path.suffix for path in (tmp_path / "出").iterdir()}
    assert written == ({".onnx"} if form == "onnx" else {".xml", ".bin"})
    if form == "onnx":
        import onnx

        model = onnx.load(tmp_path / "出" / "model.onnx")
        props = {entry.key: entry.value for entry in model.metadata_props}
        assert json.loads(props["labels"]) == [str(i) for i in range(10)]
    # A second export into the same place would overwrite: it is refused.
    assert main(["export", str(digits_run), "--format", form, "--out", str(tmp_path / "出")]) == 2


def test_verify_passes_a_sound_model_and_finds_a_changed_file(
    digits_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["verify", str(digits_run)]) == 0
    changed = tmp_path / "changed"
    shutil.copytree(digits_run, changed)
    weights = changed / "model" / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert main(["verify", str(changed), "--json"]) == 1
    assert "weights.safetensors" in capsys.readouterr().out


def test_bench_measures_each_engine(digits_run: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["bench", str(digits_run), "--batch", "1", "--seconds", "0.05", "--json"]) == 0
    rows = lines(capsys.readouterr().out)
    assert {"onnxruntime", "openvino"} <= {row["engine"] for row in rows}
    assert all(row["milliseconds"] > 0 for row in rows)
    assert main(["bench", str(digits_run), "--batch", "1", "--seconds", "0.05"]) == 0
    assert "pictures/s" in capsys.readouterr().out


def test_doctor_names_what_is_installed(capsys: pytest.CaptureFixture[str]):
    assert main(["doctor", "--json", "--gpu"]) == 0
    found = {entry["subject"]: entry for entry in lines(capsys.readouterr().out)}
    assert found["numpy"]["detail"] == np.__version__
    assert {"machine", "python", "torch", "openvino", "cache", "gpu"} <= set(found)


def test_models_lists_networks_with_their_parameters(capsys: pytest.CaptureFixture[str]):
    assert main(["models", "--json"]) == 0
    rows = {row["name"]: row for row in lines(capsys.readouterr().out)}
    assert "resnet18" in rows
    assert rows["cnn"]["parameters"] > 0
    assert main(["models", "no-such-network-at-all"]) == 2


def test_models_of_one_task_are_listed_alone(capsys: pytest.CaptureFixture[str]):
    assert main(["models", "--task", "detect", "--json"]) == 0
    rows = {row["name"]: row for row in lines(capsys.readouterr().out)}
    assert {"yolo_n", "yolox_nano", "faster_rcnn"} <= set(rows)
    assert "resnet18" not in rows
    assert rows["yolo_n"]["gflops"] > 1
    assert main(["models", "--task", "detect"]) == 0
    assert "for --task detect" in capsys.readouterr().out


def test_every_recipe_field_is_a_flag():
    flags = parser("train", ())
    add_recipe_flags(flags)
    given_values = flags.parse_args(
        ["--option", "widths=16,32", "--option", "norm=false", "--mean", "0.5", "0.5", "0.5", "--no-freeze"]
    )
    assert recipe_values(given_values) == {
        "options": {"widths": [16, 32], "norm": False},
        "mean": "0.5,0.5,0.5",
        "freeze": False,
    }


LISTS = {
    "--mean 0.5,0.5,0.5 --std 0.2 .2 2e-1": {"mean": (0.5, 0.5, 0.5), "std": (0.2, 0.2, 0.2)},
    "--mean=0.5, 0.5, 0.5 --std=0.2,0.2,0.2": {"mean": (0.5, 0.5, 0.5), "std": (0.2, 0.2, 0.2)},
    "--window -100 4095": {"window": (-100.0, 4095.0)},
    "--window -100,4095": {"window": (-100.0, 4095.0)},
    "--steps contrast edges=50": {"steps": ("contrast", "edges=50")},
    "--steps contrast,edges=50": {"steps": ("contrast", "edges=50")},
    "--beside random-split plain": {"beside": ("random-split", "plain")},
    "--beside random-split,plain": {"beside": ("random-split", "plain")},
    "--option widths=32 64 kernel=5": {"options": {"widths": [32, 64], "kernel": 5}},
    "--option widths=32,64 --option kernel=5": {"options": {"widths": [32, 64], "kernel": 5}},
    "--option kernel=rbf C=10": {"options": {"kernel": "rbf", "C": 10}},
    "--option pool=max none": {"options": {"pool": ["max", "none"]}},
    "--option widths=[32,64]": {"options": {"widths": [32, 64]}},
}


@pytest.mark.parametrize("line", LISTS)
def test_lists_are_taken_with_commas_and_with_blanks_and_leave_data_alone(line: str):
    flags = parser("train", ())
    flags.add_argument("data")
    add_recipe_flags(flags)
    for words in (["photos", *line.split()], [*line.split(), "photos"]):
        arguments = flags.parse_args(words)
        assert arguments.data == "photos"
        recipe = recipe_from(recipe_values(arguments))
        assert {name: getattr(recipe, name) for name in LISTS[line]} == LISTS[line]


UNUSABLE = [
    (["train", "no/such/folder"], "no/such/folder"),
    (["train", "digits", "--model", "resnet81", "--epochs", "1"], "resnet18"),
    (["train", "digits", "--device", "cuda:7"], "huoyan doctor"),
    (["train", "digits", "--weights", "absent.pth", "--epochs", "1"], "absent.pth"),
    (["train"], "needs DATA"),
    (["predict", "no-such-run", "x.png"], "no-such-run"),
    (["evaluate", "no-such-run", "digits"], "no-such-run"),
    (["trian", "digits"], "train"),
]


@pytest.mark.parametrize(("call", "says"), UNUSABLE, ids=lambda x: " ".join(x) if isinstance(x, list) else "")
def test_a_call_that_cannot_be_done_exits_2_with_a_remedy(
    call: list[str],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    assert main(call) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    # A run that never began leaves nothing behind but a recipe that was settled already.
    assert all((run / "recipe.toml").exists() for run in tmp_path.glob("runs/*"))


def test_data_that_cannot_be_used_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    empty = tmp_path / "empty"
    empty.mkdir()
    one_class = shapes(tmp_path / "one")
    shutil.rmtree(one_class / "暗的")
    for number, folder in enumerate((empty, one_class)):
        assert main(["train", str(folder), "--out", str(tmp_path / f"run{number}"), "--quiet"]) == 2
    assert "data." in capsys.readouterr().err


def test_broken_pictures_are_quarantined_and_too_many_stop_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data = shapes(tmp_path / "data", n=15)
    broken = data / "暗的" / "图 3.png"
    broken.write_bytes(broken.read_bytes()[:60])
    before = {path: path.read_bytes() for path in data.rglob("*.png")}
    assert main(["train", str(data), "--out", str(tmp_path / "a"), "--epochs", "1", "--quiet"]) == 1
    listed = lines((tmp_path / "a" / "quarantine.jsonl").read_text(encoding="utf-8"))
    assert [Path(entry["source"]).name for entry in listed] == ["图 3.png"]
    assert listed[0]["error"]["code"].startswith("image.")
    call = [
        "train",
        str(data),
        "--out",
        str(tmp_path / "b"),
        "--epochs",
        "1",
        "--max-broken",
        "0.001",
        "--quiet",
    ]
    assert main(call) == 2
    assert "--max-broken" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in data.rglob("*.png")} == before


def test_a_run_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert main(["train", "digits", "--out", str(tmp_path / "mine")]) == 2
    assert "never overwrites" in capsys.readouterr().err
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_ctrl_c_ends_a_training_with_a_finished_model(tmp_path: Path):
    run = tmp_path / "run"
    process = subprocess.Popen(
        [sys.executable, "-m", "huoyan", "train", "digits", "--epochs", "5000", "--out", str(run)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    log = run / "log.jsonl"
    while time.monotonic() < deadline and not (log.exists() and '"validated"' in log.read_text()):
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "best weights so far are kept" in said
    assert main(["verify", str(run)]) == 0
    assert "stopped by hand" in (run / "report.html").read_text(encoding="utf-8")


def test_time_decides_when_it_is_given(tmp_path: Path):
    began = time.monotonic()
    assert main(["train", "digits", "--minutes", "0.2", "--out", str(tmp_path / "run"), "--quiet"]) == 0
    assert time.monotonic() - began < 60
    assert (tmp_path / "run" / "model" / "model.onnx").exists()


def test_tensorboard_events_are_written_when_asked_for(tmp_path: Path):
    call = ["train", "digits", "--epochs", "1", "--tensorboard", "--out", str(tmp_path / "run"), "--quiet"]
    assert main(call) == 0
    assert list((tmp_path / "run" / "tensorboard").glob("events.out.*"))


def test_every_command_says_what_it_does():
    for name, module in COMMANDS.items():
        done = subprocess.run(
            [sys.executable, "-m", "huoyan", name, "--help"], capture_output=True, text=True, check=True,
            env={**os.environ, "COLUMNS": "120"},
        )  # fmt: skip
        assert f"usage: huoyan {name}" in done.stdout, module
        assert "examples:" in done.stdout, name


def test_a_wrong_flag_is_told_in_one_line_with_the_nearest(capsys: pytest.CaptureFixture[str]):
    for call, told in (
        (["train", "digits", "--epoch", "3"], "unrecognized arguments: --epoch 3. Did you mean --epochs?"),
        (["predict"], "the following arguments are required: MODEL, SOURCE."),
        (["check", "photos", "--nothing-like-it"], "unrecognized arguments: --nothing-like-it."),
    ):
        with pytest.raises(SystemExit) as caught:
            main(call)
        assert caught.value.code == 2
        name = f"huoyan {call[0]}"
        assert capsys.readouterr().err == f"{name}: {told} {name} --help shows flags and examples.\n"


def test_the_help_speaks_chinese_without_leaving_a_sentence_out(monkeypatch: pytest.MonkeyPatch):
    import importlib

    from huoyan.cli import usage
    from huoyan.cli.terminal import flags as arguments

    monkeypatch.setenv("HUOYAN_LANG", "zh")
    pages = [usage()]
    left_english: list[str] = []
    for name, module in COMMANDS.items():
        made: list[arguments.Parser] = []
        real = arguments.parser

        def remembered(*given: object, made: list = made, real: object = real) -> arguments.Parser:
            made.append(real(*given))
            return made[-1]

        command = importlib.import_module(module)
        monkeypatch.setattr(command, "parser", remembered)
        with pytest.raises(SystemExit):
            command.run(["--help"])
        monkeypatch.undo()
        monkeypatch.setenv("HUOYAN_LANG", "zh")
        (shown,) = made
        pages.append(shown.format_help())
        texts = [shown.description, *(action.help for action in shown._actions)]
        texts += [line.partition(" # ")[2] for line in (shown.epilog or "").splitlines()]
        left_english += [f"{name}: {text}" for text in texts if text and text.isascii()]
    assert left_english == []
    assert "从这里开始" in pages[0]
    assert all("例子" in page for page in pages[1:])


def test_the_help_is_english_elsewhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("HUOYAN_LANG", "en")
    assert main(["--help"]) == 0
    assert "start with:" in capsys.readouterr().out


def test_copies_of_a_picture_stay_on_one_side_of_the_split(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rng = np.random.default_rng(3)
    for name in ("左 边", "right"):
        for i in range(10):
            blurred = Image.fromarray(rng.integers(0, 256, (9, 12, 3), np.uint8)).resize(
                (160, 120), Image.Resampling.BICUBIC
            )
            (tmp_path / "data" / name).mkdir(parents=True, exist_ok=True)
            blurred.save(tmp_path / "data" / name / f"{i}-a.png")
            blurred.resize((120, 90)).save(tmp_path / "data" / name / f"{i}-b.jpg", quality=80)
    run = tmp_path / "run"
    assert main(["train", str(tmp_path / "data"), "--out", str(run), "--epochs", "1"]) == 0
    assert "40 pictures are the same as others or nearly so" in capsys.readouterr().err
    with (run / "splits.csv").open(encoding="utf-8", newline="") as opened:
        splits = {row["path"].rsplit("-", 1)[0]: set() for row in csv.DictReader(opened)}
        opened.seek(0)
        for row in csv.DictReader(opened):
            splits[row["path"].rsplit("-", 1)[0]].add(row["split"])
    assert len(splits) == 20
    assert all(len(parts) == 1 for parts in splits.values())


def test_a_list_to_exclude_and_a_file_of_splits_are_obeyed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data, first, second = shapes(tmp_path / "data", n=14), tmp_path / "a", tmp_path / "b"
    assert main(["train", str(data), "--out", str(first), "--epochs", "1", "--quiet"]) == 0
    call = ["train", str(data), "--epochs", "1", "--quiet", "--splits", str(first / "splits.csv")]
    assert main([*call, "--out", str(second)]) == 0
    assert (first / "splits.csv").read_bytes() == (second / "splits.csv").read_bytes()
    (tmp_path / "out.csv").write_text("path,reason\n亮 的/图 3.png,说明\n", encoding="utf-8")
    third = tmp_path / "c"
    assert (
        main(
            [
                "train",
                str(data),
                "--epochs",
                "1",
                "--quiet",
                "--exclude",
                str(tmp_path / "out.csv"),
                "--out",
                str(third),
            ]
        )
        == 0
    )
    assert "图 3.png" not in "".join(
        line
        for line in (third / "splits.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        if "亮" in line
    )
    capsys.readouterr()
    assert main(["evaluate", str(third), str(data), "--json"]) == 0
    assert lines(capsys.readouterr().out)[0]["split"] == "test"


def test_copies_on_both_sides_of_the_datas_own_split_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rng = np.random.default_rng(4)
    for name in ("a1", "b1"):
        for i in range(8):
            picture = Image.fromarray(rng.integers(0, 256, (9, 12, 3), np.uint8)).resize(
                (160, 120), Image.Resampling.BICUBIC
            )
            for part in ("train", "test"):
                (tmp_path / "data" / part / name).mkdir(parents=True, exist_ok=True)
                if part == "train" or i == 0:
                    picture.save(tmp_path / "data" / part / name / f"{i}.png")
                else:
                    other = rng.integers(0, 256, (9, 12, 3), np.uint8)
                    Image.fromarray(other).resize((160, 120), Image.Resampling.BICUBIC).save(
                        tmp_path / "data" / part / name / f"{i}.png"
                    )
    assert main(["train", str(tmp_path / "data"), "--out", str(tmp_path / "run"), "--epochs", "1"]) == 0
    assert "4 pictures lie on both sides" in capsys.readouterr().err.replace("\n", " ")
    assert "the score flatters" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
