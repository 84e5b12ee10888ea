"""Who calls, as the guard has found out; routes that change something ask here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.errors import ServeError
from huoyan.web.access.keys import Role
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Caller:
    name: str  # of the key; "" where none is asked for
    role: Role


NOBODY = Caller("", "user")


def caller_of(scope: Mapping[str, Any]) -> Caller:
    found = scope.get("huoyan.caller", NOBODY)
    return found if isinstance(found, Caller) else NOBODY


def check_admin(scope: Mapping[str, Any]) -> None:
    """Raises ServeError serve.forbidden."""
    if caller_of(scope).role != "admin":
        raise ServeError(Message("access.admin_only"), code="serve.forbidden")
