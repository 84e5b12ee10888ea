"""No name, label or answer of a server steers the terminal of the one who reads it, whatever the command."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import huoyan
from huoyan.cli import main
from huoyan.cli.terminal.speech import tell_json
from huoyan.data.dataset import Dataset
from huoyan.errors import ImageError
from huoyan.system.caller_state import warn
from huoyan.text import UNSEEN, shown
from huoyan.words import Message
from making import colour_artifact, sample_of

TITLE, ERASE, OVERRIDE, C1 = "\x1b]0;pwned\x07", "\x1b[2K\r", "\u202egnp.exe", "\x9b31m"
HOSTILE = f"a{TITLE}\nFORGED{ERASE}{OVERRIDE}{C1}[red]x[/red]:cat:"
LABELS = (f"r{TITLE}\nFORGED", f"g{ERASE}[bold]{OVERRIDE}", f"b{C1}[link=http://x]:cat:")
COMMANDS = ("check", "train", "evaluate", "predict", "export", "verify", "bench", "compare")


def is_safe(text: str) -> bool:
    """Only whole lines of the command's own, and nothing that a terminal obeys."""
    return not any(ord(c) in UNSEEN or c == "\r" for c in text) and not any(
        line.startswith("FORGED") for line in text.split("\n")
    )


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("图 a.png", "图 a.png"),
        ("a\\x1b", "a\\x1b"),
        (TITLE, "\\x1b]0;pwned\\x07"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        (OVERRIDE, "\\u202egnp.exe"),
        (C1, "\\x9b31m"),
        ("a\u2028b\udcffc", "a\\u2028b\\xffc"),
    ],
)
def test_what_steers_a_terminal_is_written_out(text: str, safe: str) -> None:
    assert shown(text) == safe


@given(st.text())
def test_any_text_is_one_safe_line_and_done_twice_is_done_once(text: str) -> None:
    assert is_safe(shown(text))
    assert len(shown(text).splitlines()) <= 1
    assert shown(shown(text)) == shown(text)


def test_errors_and_warnings_are_safe_wherever_they_are_shown(tmp_path: Path) -> None:
    assert is_safe(ImageError(Message("image.missing", path=HOSTILE)).message)
    samples = tuple(sample_of(HOSTILE, at % 2, None, np.full((8, 8), at, np.uint8)) for at in range(4))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn(HOSTILE)
        huoyan.check(Dataset(HOSTILE, LABELS[:2], samples), quick=True)
    assert caught
    assert all(is_safe(str(warning.message)) for warning in caught)


@given(st.text())
def test_json_on_the_terminal_is_safe_and_exact(text: str) -> None:
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda line, flush: lines.append(line))
        tell_json({"source": text})
    assert is_safe(lines[0])
    assert json.loads(lines[0]) == {"source": text}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """stdout and stderr of every command, in a process of its own, where all names are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    rng = np.random.default_rng(0)
    data = folder / f"data{TITLE}\nFORGED"
    for label in LABELS:
        (data / label.replace("/", "")).mkdir(parents=True)
        for at in range(8):
            pixels = rng.integers(0, 255, (24, 24, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(
                data / label.replace("/", "") / f"{at}{HOSTILE.replace('/', '')}.png"
            )
    (data / LABELS[0] / f"broken{HOSTILE.replace('/', '')}.png").write_bytes(
        b"\x89PNG\r\n\x1a\n\x1b]0;pwned\x07"
    )
    others = folder / f"others{TITLE}"
    for label in (f"x{TITLE}\nFORGED", f"y{ERASE}"):
        (others / label).mkdir(parents=True)
        Image.new("RGB", (24, 24)).save(others / label / "a.png")
    run, copy = (folder / f"{name}{HOSTILE.replace('/', '')}" for name in ("run", "copy"))
    short = ["--epochs", "1", "--size", "16", "--max-broken", "0.5", "--option", "widths=4"]
    calls = {
        "check": ["check", data],
        "train": ["train", data, "--out", run, *short],
        "evaluate": ["evaluate", run, data, "--split", "test"],
        "classes": ["evaluate", run, others],
        "predict": ["predict", run, data, folder / "missing\x1b]0;pwned\x07"],
        "json": ["predict", run, data, "--json"],
        "export": ["export", run, "--out", folder / f"out{TITLE}\nFORGED"],
        "verify": ["verify", run],
        "bench": ["bench", run, "--batch", "1", "--seconds", "0.001"],
        "compare": ["compare", run, copy],
        "unknown": ["verify", run, f"--a{HOSTILE}"],
        "nothing": [f"x{HOSTILE}"],
        "no data": ["train", f"none{HOSTILE}"],
    }
    script = (
        "import io, json, shutil, sys\nfrom contextlib import redirect_stderr, redirect_stdout\n"
        "from huoyan.cli import main\nsaid = {}\n"
        "for name, call in json.loads(sys.argv[1]).items():\n"
        "    out, err = io.StringIO(newline=''), io.StringIO(newline='')\n"
        "    with redirect_stdout(out), redirect_stderr(err):\n"
        "        if name == 'compare': shutil.copytree(*call[1:])\n"
        "        try: main(call)\n"
        "        except SystemExit: pass\n"
        "    said[name] = out.getvalue(), err.getvalue()\n"
        "print(json.dumps(said))\n"
    )
    told = json.dumps({name: list(map(str, call)) for name, call in calls.items()})
    done = subprocess.run(
        [sys.executable, "-c", script, told], capture_output=True, text=True, check=False, timeout=250
    )
    assert done.returncode == 0, done.stderr
    return {name: (out, err) for name, (out, err) in json.loads(done.stdout.splitlines()[-1]).items()}


@pytest.mark.parametrize("name", [*COMMANDS, "classes", "unknown", "nothing", "no data"])
def test_every_command_is_safe_with_hostile_names(outputs: dict[str, tuple[str, str]], name: str) -> None:
    out, err = outputs[name]
    assert is_safe(out), out
    assert is_safe(err), err
    assert "pwned" in out + err or name in ("bench", "evaluate")


def test_answers_in_json_keep_the_exact_names(outputs: dict[str, tuple[str, str]]) -> None:
    out, _ = outputs["json"]
    assert is_safe(out)
    answers = [json.loads(line) for line in out.splitlines()]
    assert sum(HOSTILE.replace("/", "") in answer["source"] for answer in answers) == 25
    assert {each["label"] for answer in answers for each in answer.get("labels", ())} <= {
        label.replace("/", "") for label in LABELS
    }


def test_the_words_of_markup_are_shown_as_they_are(outputs: dict[str, tuple[str, str]]) -> None:
    assert "[red]x[" in outputs["train"][1]
    assert ":cat:" in outputs["train"][1]


def test_a_foreign_model_may_be_named_as_it_likes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    colour_artifact(tmp_path / "model", labels=LABELS)
    Image.new("RGB", (16, 16), "red").save(tmp_path / "a.png")
    (tmp_path / "model" / f"extra{TITLE}\nFORGED").write_bytes(b"")
    for call in (["predict", str(tmp_path), str(tmp_path / "a.png")], ["verify", str(tmp_path)]):
        main(call)
        out, err = capfd.readouterr()
        assert "pwned" in out
        assert is_safe(out + err)


def test_the_reason_of_a_server_is_safe(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    colour_artifact(tmp_path / "model")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):
                with server.accept()[0] as client:
                    client.recv(4096)
                    client.sendall(
                        f"HTTP/1.1 404 gone{TITLE}\rFORGED\x9b\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
                    )

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        assert main(["predict", str(tmp_path), address]) == 1
        assert main(["predict", str(tmp_path), address, "--json"]) == 1
        thread.join(10)
    out, err = capfd.readouterr()
    assert "pwned" in err
    assert is_safe(out + err)


def test_only_the_two_speakers_print() -> None:
    """A `print` elsewhere would pass foreign names on as they are."""
    sources = Path(huoyan.__file__).parent
    printing = {
        path.relative_to(sources).as_posix()
        for path in sources.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith("print(")
    }
    # The first two filter; the others print only what they made themselves.
    assert printing <= {"cli/terminal/speech.py", "data/say.py", "cli/__init__.py", "cli/terminal/meter.py"}
