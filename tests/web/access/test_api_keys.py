from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from huoyan.cli import main
from huoyan.errors import UsageError
from huoyan.web.access.keys import MOST_KEYS, Key, add_key, holder, read_keys

HASH = "sha256:" + hashlib.sha256(b"secret").hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.txt"


def test_a_key_that_was_made_is_known_and_others_are_not(file):
    made = add_key(file, "gate"), add_key(file, "deploy", "admin")
    keys = read_keys(file)
    found = [holder(keys, key) for key in made]
    assert [(x.name, x.role) for x in found if x] == [("gate", "user"), ("deploy", "admin")]
    assert not any(
        holder(keys, x) for x in ("", made[0][:-1], made[0] + "x", made[0].lower(), "密", "\udcff")
    )


def test_the_file_holds_no_key_and_is_its_owners_alone(file):
    made = add_key(file, "gate")
    assert made not in file.read_text()
    assert len(made) > 40
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_hash_is_sha256_of_the_key(file):
    file.write_text(f"\ufeff# mine\n\n  gate  user  {HASH}\n", encoding="utf-8")
    assert read_keys(file) == (Key("gate", "user", hashlib.sha256(b"secret").digest()),)


def test_a_line_of_a_user_stays_and_a_last_one_without_an_end_is_not_run_into(file):
    file.write_text(f"# who\na user {HASH}", encoding="utf-8")
    add_key(file, "b")
    assert file.read_text().startswith(f"# who\na user {HASH}\nb user sha256:")


@pytest.mark.parametrize(
    "line",
    ["gate", f"gate user {HASH} more", f"gate root {HASH}", f"gate user {HASH[:-1]}", "gate user hy_secret",
     f"../gate user {HASH}", f"gate user {HASH.upper()}", f"gate {HASH} user"],
)  # fmt: skip
def test_a_wrong_line_is_told_by_its_number_and_never_shown(file, line):
    file.write_text(f"one user {HASH}\n{line}\n")
    with pytest.raises(UsageError, match="line 2") as told:
        read_keys(file)
    assert told.value.code == "usage.api_key_file"
    assert "hy_secret" not in str(told.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"# nothing\n", b"\xff\xfe", b"#" * ((1 << 20) + 1), f"a user {HASH}\na admin {HASH}".encode(),
     "".join(f"k{n} user {HASH}\n" for n in range(MOST_KEYS + 1)).encode()],
)  # fmt: skip
def test_a_file_that_gives_no_keys_is_refused(file, content):
    file.write_bytes(content)
    with pytest.raises(UsageError) as told:
        read_keys(file)
    assert told.value.code == "usage.api_key_file"


def test_a_file_that_is_not_there_is_refused(file):
    with pytest.raises(UsageError, match=r"keys\.txt"):
        read_keys(file)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "#a", "x" * 65, "a\n"])
def test_what_is_no_name_makes_no_file(file, name):
    with pytest.raises(UsageError, match="cannot name a key"):
        add_key(file, name)
    assert not file.exists()


def test_a_name_that_is_taken_changes_nothing(file):
    add_key(file, "gate")
    before = file.read_bytes()
    with pytest.raises(UsageError, match="already"):
        add_key(file, "gate")
    assert file.read_bytes() == before


def test_the_command_prints_the_key_alone(file, capsys):
    assert main(["key", str(file), "gate", "--role", "admin"]) == 0
    told = capsys.readouterr()
    assert re.fullmatch(r"hy_[\w-]{43}\n", told.out)
    found = holder(read_keys(file), told.out.strip())
    assert found
    assert (found.name, found.role) == ("gate", "admin")
    assert main(["key", str(file), "gate"]) == 2
