"""Who can reach an address that a server listens on, and whether keys are due there."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from huoyan.errors import UsageError
from huoyan.web.access.keys import Key, read_keys
from huoyan.words import Message

CODE = "usage.keys"


def keys_due(host: str, api_key_file: Path | None, no_auth: bool) -> tuple[Key, ...] | None:
    """The keys of a server that is to listen on `host`; None where it asks for none.

    Raises UsageError: usage.keys where others can reach it and neither keys nor --no-auth are given, or both
    are; usage.api_key_file.
    """
    if api_key_file is not None and no_auth:
        raise UsageError(Message("access.keys_and_no_auth"), code=CODE)
    if api_key_file is not None:
        return read_keys(api_key_file)
    if not no_auth and not is_loopback(host):
        raise UsageError(Message("access.keys_missing", host=host), code=CODE)
    return None


def is_loopback(host: str) -> bool:
    """Whether nothing but this machine reaches it. No name is looked up: it may lead elsewhere tomorrow."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
