"""How a table or a folder is to be read, where its user says so."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from huoyan.data.sample.kind import Kind, Medium
from huoyan.errors import UsageError
from huoyan.words import Listed, Message

LabelsPerPicture = Literal["auto", "one", "several"]
MissingLabels = Literal["leave-out", "keep"]
# Which folders are the classes: outer ones lie directly in the data (or in the one folder of it that holds
# all), inner ones one level below.
ClassFolders = Literal["auto", "outer", "inner"]
# The first pixel of a row or column of a picture, as tables of boxes and Pascal VOC count.
BoxOrigin = Literal["auto", "0", "1"]
# What the labels in a table of clips are: names of classes, or numbers to learn.
ClipLabels = Literal["auto", "classes", "numbers"]
# For a column of splits or groups: there is none, whatever the names say.
NO_COLUMN = "none"
# For a separator: a cell is one name as it stands; names are separated by white space.
NO_SEPARATOR, BLANK = "none", "blank"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says of a table or of folders; None and "auto" leave it to what these show.

    `known` are the labels of a model that the table is read for: they are labels, whatever they look like.
    `kind`: the truths that are wanted, numbers for example; None for what the data show. `medium`: what they
    are to be true of. `good`: the class of good pictures, where all others are of defects.
    """

    path_column: str | None = None
    label_column: str | None = None
    split_column: str | None = None
    group_column: str | None = None
    label_separator: str = "auto"
    labels_per_picture: LabelsPerPicture = "auto"
    missing_labels: MissingLabels = "leave-out"
    encoding: str | None = None
    class_folders: ClassFolders = "auto"
    box_origin: BoxOrigin = "auto"
    clip_labels: ClipLabels = "auto"
    good: str | None = None
    known: tuple[str, ...] = ()
    kind: Kind | None = None
    medium: Medium = "pictures"

    def given(self) -> list[str]:
        """Names of what the user said of a table."""
        return [name for name in OF_TABLES if getattr(self, name) != getattr(AS_IT_IS, name)]

    def flags(self) -> list[str]:
        """The words of a command that say the same; what is `known` and of which kind is not among them."""
        said = [name for name in READING_NAMES if getattr(self, name) != getattr(AS_IT_IS, name)]
        return [word for name in said for word in (flag(name), str(getattr(self, name)))]

    def without(self, names: Iterable[str]) -> Reading:
        """The same without what is said by these fields."""
        return replace(self, **{name: getattr(AS_IT_IS, name) for name in names})

    @property
    def per_picture(self) -> LabelsPerPicture:
        """What the user says of the labels of a picture, or else the model."""
        auto = self.labels_per_picture == "auto"
        return "several" if auto and self.kind == "labels" else self.labels_per_picture


_OF_THE_TASK = ("known", "kind", "medium")
_NOT_OF_EVERY_TABLE = ("class_folders", "box_origin", "clip_labels", "good")
READING_NAMES = tuple(field.name for field in fields(Reading) if field.name not in _OF_THE_TASK)
OF_TABLES = tuple(name for name in READING_NAMES if name not in _NOT_OF_EVERY_TABLE)
AS_IT_IS = Reading()
_CHOICES = {
    "labels_per_picture": get_args(LabelsPerPicture),
    "missing_labels": get_args(MissingLabels),
    "class_folders": get_args(ClassFolders),
    "box_origin": get_args(BoxOrigin),
    "clip_labels": get_args(ClipLabels),
    "kind": (None, *get_args(Kind)),
}


def reading_from(values: Mapping[str, Any]) -> Reading:
    """`values` by the names of `Reading`'s fields, `known` aside. Raises UsageError usage.table."""
    for name, value in values.items():
        if name not in (*READING_NAMES, "kind"):
            near = difflib.get_close_matches(name, READING_NAMES, n=3) or READING_NAMES
            raise UsageError(
                Message("tables.no_setting", name=name, near=Listed(near, len(near))), code="usage.table"
            )
        allowed = _CHOICES.get(name)
        if (allowed and value not in allowed) or not isinstance(value, str | None):
            allowed = tuple(filter(None, allowed or ()))
            expected = Listed(allowed, len(allowed)) if allowed else Message("tables.a_text")
            raise UsageError(
                Message("tables.wrong_setting", name=name, value=value, expected=expected), code="usage.table"
            )
    return Reading(**values)


def flag(name: str) -> str:
    """`label_column` as it is written on the command line."""
    return "--" + name.replace("_", "-")
