"""What README and architecture show can be called and found as it stands, in both languages alike."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path

import pytest

from huoyan.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "huoyan"
PAGES = ("README.md", "README.zh-CN.md")
MAPS = ("docs/architecture.md", "docs/architecture.zh-CN.md")


def calls(page: str) -> list[str]:
    """Every `huoyan ...` of a fenced block or a table, without its comment."""
    text = (ROOT / page).read_text(encoding="utf-8")
    fenced = re.findall(r"^huoyan [^#\n]*", text, re.MULTILINE)
    return [line.strip() for line in (*fenced, *re.findall(r"`(huoyan [a-z][^`]*)`", text))]


def test_both_languages_show_the_same_calls() -> None:
    first, second = ({re.sub(r"\S*[^\x00-\x7f]\S*", "", call) for call in calls(page)} for page in PAGES)
    assert first - second <= {"huoyan COMMAND --help"}
    assert len(first) > 12


@pytest.mark.parametrize("command", COMMANDS)
def test_every_flag_that_is_shown_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        importlib.import_module(COMMANDS[command]).run(["--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    shown = [call for page in PAGES for call in calls(page) if call.split()[1] == command]
    assert shown, f"no README shows {command}"
    assert {flag for call in shown for flag in re.findall(r"--[a-z-]+", call)} <= known


@pytest.mark.parametrize("page", PAGES)
def test_the_lines_of_python_name_what_exists(page: str) -> None:
    import huoyan

    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    compile(block, page, "exec")
    assert len(block.strip().splitlines()) <= 7
    for name in re.findall(r"huoyan\.([a-z]+)\(", block):
        assert callable(getattr(huoyan, name))


@pytest.mark.parametrize("page", PAGES)
def test_the_extras_that_are_named_exist(page: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    text = (ROOT / page).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(("Extras:", "可选附加项：")))
    assert set(re.findall(r"`([a-z]+)`", line)) - {"train"} == set(extras) - {"train", "dev"}


def places(page: str) -> set[str]:
    """Every file and folder that a page names, NAME standing for any."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"[\w./-]+\.(?:py|toml)\b|(?<![\w./-])(?:[a-z_]+/)+(?![\w./-])", text)
    return {place for place in named if "NAME" not in place}


@pytest.mark.parametrize("page", MAPS)
def test_every_file_of_the_map_is_there(page: str) -> None:
    missing = {each for each in places(page) if not ((ROOT / each).exists() or (SOURCE / each).exists())}
    assert missing == set()
    assert len(places(page)) > 60


@pytest.mark.parametrize("page", MAPS)
def test_every_room_is_on_the_map(page: str) -> None:
    rooms = {f"{path.parent.name}/" for path in SOURCE.glob("*/__init__.py")}
    assert rooms - places(page) == set()


@pytest.mark.parametrize("page", MAPS)
def test_every_table_to_add_a_line_to_is_in_its_file(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    tables = re.findall(r"`([A-Z_]{4,})`[,，]\s*`([a-z_/]+\.py)`", text)
    assert [name for name, file in tables if f"\n{name}" not in (SOURCE / file).read_text("utf-8")] == []
    assert len(tables) > 8


@pytest.mark.parametrize("page", MAPS)
def test_files_are_about_as_long_as_the_map_says(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    said = re.findall(r"`([\w/]+\.py)`(?: \| |\s*[(（])(?:about |约 ?)?(\d+)", text)
    counted = {file: len((SOURCE / file).read_text("utf-8").splitlines()) for file, _ in said}
    assert {file: n for file, n in said if abs(counted[file] - int(n)) > 12} == {}
    assert len(said) > 8


def test_both_languages_draw_the_same_map() -> None:
    assert places(MAPS[0]) == places(MAPS[1])


def test_every_test_that_holds_what_was_mended_is_there() -> None:
    text = (ROOT / "docs" / "mended.md").read_text(encoding="utf-8")
    files = [*(ROOT / "tests").rglob("*.py")]
    known = {file.stem for file in files} | {"test_images", "test_set"}  # folders of data bear these names
    known |= {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))}
    assert set(re.findall(r"\btest_\w+", text)) - known == set()
    named = re.findall(r"tests/[\w/]+\.py", text)
    assert [file for file in named if not (ROOT / file).is_file()] == []
