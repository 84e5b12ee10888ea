"""How a choice is written down: a field with its kind, its range and the group of its flag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, field
from typing import Any, ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Within:
    """The closed range of a number: `Annotated[float, Within(0, 1)]`."""

    low: float
    high: float

    # pydantic asks for it by this name. As a type of pydantic the range would load pydantic for every --help.
    def __get_pydantic_core_schema__(self, kind: Any, schema: Callable[[Any], dict[str, Any]]) -> Any:
        return {**schema(kind), "ge": self.low, "le": self.high}


class Choices(Protocol):
    """A frozen dataclass whose fields are made by `choice`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def choice(default: Any, *, group: str = "training") -> Any:
    """A field: its value where nothing is said, and its group in `--help`; its text is `recipe.NAME`."""
    metadata = {"group": group}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)
