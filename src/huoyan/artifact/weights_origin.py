"""Weights of others that a model holds or began from, and who says under what they may be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huoyan.text import printable
from huoyan.words import Listed, Message

Said = Annotated[str, AfterValidator(printable), Field(min_length=1)]


class WeightsOrigin(BaseModel):
    """name: of the file, or of the network whose weights a library has. stated_by: who says what follows,
    None where nobody does: the card of a file, or timm. licence, trained_on, source: as they are said there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Said
    stated_by: Literal["card", "timm"] | None = None
    licence: Said | None = None
    trained_on: Said | None = None
    source: Said | None = None

    def told(self) -> Message:
        if self.licence is None:
            return Message("licence.unknown", name=self.name)
        return Message(f"licence.of_{self.stated_by or 'card'}", licence=self.licence, name=self.name)


def licence_of(origins: Sequence[WeightsOrigin]) -> Message:
    """Under what a model's weights may be used; yours, where they began from nobody's."""
    if not origins:
        return Message("licence.yours")
    told = [each.told() for each in origins]
    return told[0] if len(told) == 1 else Message("licence.several", each=Listed(told, None))
