"""API keys: a file of their hashes, a line a key, and the check of what a caller shows.

    # name role hash
    gate-camera user sha256:6c1f...
    deploy admin sha256:02bd...

A key is 256 random bits, so its bare SHA-256 gives nothing away; a password of a person's would need a slow
hash, and is no key. Nothing but the person who made a key ever has it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from huoyan.artifact.whole_file import write_whole
from huoyan.errors import UsageError
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

# A user asks; an admin also changes what answers.
Role = Literal["user", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
CODE = "usage.api_key_file"
PREFIX = "hy_"  # so that a key is known as one wherever it turns up
# Each of them is compared at each request.
MOST_KEYS = 1000
_MOST_BYTES = 1 << 20
_NAME = re.compile(r"[\w.-]{1,64}")
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_HEADER = "# huoyan API keys: name role hash. Make one with: huoyan key THIS_FILE NAME\n"


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    role: Role
    digest: bytes


def read_keys(path: Path) -> tuple[Key, ...]:
    """Raises UsageError usage.api_key_file, with the line and what is wrong with it."""
    keys = _keys(path, _text(path))
    if not keys:
        raise UsageError(Message("access.no_keys", path=path), code=CODE)
    return keys


def holder(keys: Sequence[Key], shown: str) -> Key | None:
    """Whose key `shown` is. It takes as long for every key of the file, and for none."""
    digest, found = _digest(shown), None
    for key in keys:
        if hmac.compare_digest(key.digest, digest):
            found = key
    return found


def add_key(path: Path, name: str, role: Role = "user") -> str:
    """Makes a key, adds its hash to the file, which is made where it is missing, and gives the key.

    Raises UsageError usage.api_key_file: the file cannot be read or written, the name is taken or no name.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(Message("access.key_name", name=name), code=CODE)
    text = _text(path) if path.exists() else _HEADER
    if any(key.name == name for key in _keys(path, text)):
        raise UsageError(Message("access.key_name_taken", name=name, path=path), code=CODE)
    made = PREFIX + secrets.token_urlsafe(32)
    ended = "" if text.endswith("\n") or not text else "\n"
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
        write_whole(path, f"{text}{ended}{name} {role} sha256:{_digest(made).hex()}\n".encode())
        path.chmod(mode)
    except OSError as error:
        message = Message("access.keys_unwritable", path=path, reason=system_reason(error))
        raise UsageError(message, code=CODE) from error
    return made


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        message = Message("access.keys_unreadable", path=path, reason=system_reason(error))
        raise UsageError(message, code=CODE) from error
    try:
        if len(content) > _MOST_BYTES:
            raise ValueError
        return content.decode("utf-8-sig")
    except ValueError as error:
        raise UsageError(Message("access.keys_no_text", path=path), code=CODE) from error


def _keys(path: Path, text: str) -> tuple[Key, ...]:
    keys: dict[str, Key] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key = _key(path, number, line.split())
        if key.name in keys:
            message = Message("access.key_twice", path=path, line=number, name=key.name)
            raise UsageError(message, code=CODE)
        keys[key.name] = key
    if len(keys) > MOST_KEYS:
        raise UsageError(Message("access.too_many_keys", path=path, n=len(keys), most=MOST_KEYS), code=CODE)
    return tuple(keys.values())


def _key(path: Path, number: int, words: Sequence[str]) -> Key:
    """The line itself is not told: somebody may have written the key instead of its hash."""
    if len(words) == 3 and _NAME.fullmatch(words[0]) and (found := _HASH.fullmatch(words[2])):
        for role in ROLES:
            if words[1] == role:
                return Key(words[0], role, bytes.fromhex(found[1]))
    message = Message("access.key_line", path=path, line=number, roles=Listed(ROLES, joint="or"))
    raise UsageError(message, code=CODE)
