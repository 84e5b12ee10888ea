"""huoyan.json: everything about a model that is not its weights, checked on the way in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeGuard

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from huoyan.artifact.weights_origin import WeightsOrigin, licence_of
from huoyan.clips import ClipInput, ClipPreprocess, SequencePreprocess
from huoyan.clips.graph import FRAMES, carried
from huoyan.clips.sequence_preprocess import MOST_VALUES
from huoyan.errors import UsageError
from huoyan.images.proposals.regions import Regions
from huoyan.tasks import TASKS, Task, name_of
from huoyan.text import printable
from huoyan.words import Listed, Message

FORMAT = 1
# A path of the user's stands in it, and JSON is Unicode.
Printable = Annotated[str, AfterValidator(printable)]
Name = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Pixels = Annotated[int, Field(ge=1)]
MOST_LABELS = 1_000_000


def task_section(task: Task) -> dict[str, Any]:
    """The name of the task and its fields, as the manifest has them."""
    return {"name": name_of(task), **asdict(task)}


def read_task(section: object) -> Task:
    """The task of such a section, its values checked; a task itself stays. Raises ValueError."""
    if _is_task(section):
        return section
    named = section.get("name") if isinstance(section, Mapping) else section
    if not (isinstance(section, Mapping) and isinstance(named, str) and named in TASKS):
        raise ValueError(Message("artifact.unknown_task", name=named, known=Listed(TASKS, None)))
    kind = TASKS[named]
    values = {name: value for name, value in section.items() if name != "name"}
    known = {field.name for field in fields(kind)}
    if strange := sorted(values.keys() - known):
        raise _no_value(strange[0], named)
    labels = values.get("labels", ())
    if isinstance(labels, list | tuple) and len(labels) > MOST_LABELS:
        raise ValueError(Message("artifact.too_many_labels", most=MOST_LABELS))
    try:
        found = _adapter(kind).validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(Message("artifact.value_at", where=where, reason=first["msg"])) from error
    except UsageError as error:
        raise ValueError(error.message.values["reason"]) from error
    for name, inside in asdict(found).items():
        given = values.get(name)
        # Values of an answer within the task; dataclasses leave out what they do not know.
        if isinstance(inside, dict) and isinstance(given, Mapping) and not given.keys() <= inside.keys():
            raise _no_value(f"{name}.{min(given.keys() - inside.keys())}", named)
    return found


def _no_value(name: str, task: str) -> ValueError:
    return ValueError(Message("artifact.no_value_of_task", name=name, task=task))


def _is_task(section: object) -> TypeGuard[Task]:
    return type(section) in TASKS.values()


@cache
def _adapter(kind: type[Task]) -> TypeAdapter[Task]:
    return TypeAdapter(kind)


def read_clip(section: object) -> ClipInput | None:
    """What is seen of clips, of its JSON; a value stays. Raises ValueError."""
    if section is None or isinstance(section, ClipPreprocess | SequencePreprocess):
        return section
    if not isinstance(section, Mapping):
        raise ValueError(Message("clip.section"))
    try:
        kind = SequencePreprocess if "values" in section else ClipPreprocess
        return kind.from_json(section)
    except UsageError as error:
        raise ValueError(error.message) from error


def _clip_section(clip: ClipInput | None) -> dict[str, Any] | None:
    return None if clip is None else clip.to_json()


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Network(_Frozen):
    """What rebuilds the trained network: its name in the table of networks, and its values.

    mean, std: of each channel, of 0..1 pixels; of sequences, of each number of a row.
    """

    name: Name
    options: dict[str, Any] = Field(default_factory=dict)
    mean: tuple[float, ...] = Field(min_length=1, max_length=MOST_VALUES)
    std: tuple[Annotated[float, Field(gt=0)], ...] = Field(min_length=1, max_length=MOST_VALUES)
    parameters: Count


class Parity(_Frozen):
    """How an engine's answers compare with the trained network's, on `n` real pictures.

    `agreement` is the share with the same answer, `difference` the largest distance of any, both as the task
    has them (`Task.difference`). `change`: of the figure that must be kept (`KeepsFigure`), where known.
    `told`: pictures on which something could differ; `needed`: so many are, where these are too few to pass.
    """

    engine: str
    precision: str
    n: Count
    agreement: Share
    difference: float
    passed: bool
    change: float | None = None
    told: Count | None = None
    needed: Count | None = None


class Provenance(_Frozen):
    """Where the model came from. `weights` is the sha256 over the trained tensors. `made`: of the pictures of
    training so many were made by a program. `teacher`: sha256 of the manifest of the model whose answers it
    learnt."""

    command: Printable
    created: str
    seed: int
    data: Printable
    data_sha256: str
    counts: dict[str, Count]
    made: Count = 0
    teacher: Sha256 | Literal[""] = ""
    versions: dict[str, str]
    weights: str


class Int8(_Frozen):
    """What of a model is int8, and what that changed.

    of: sha256 of the graph that it was made from. figure: of the task, `before` and `after` (None where it
    has too few pictures for a figure), on `n` pictures of `part`; change: after less before, `low` and `high`
    its 95 % interval, picture by picture. drop: as much of it as is for the worse, as a share; max_drop: the
    most that was allowed. layers: so many are int8, of the arithmetic the share `share`; left_float: those
    that could be, and cost too much. pictures: of training, on which ranges were measured. seven_bits: of
    weights, for a processor that would overflow with eight.
    """

    of: Sha256
    figure: Name
    before: float | None
    after: float | None
    change: float
    low: float
    high: float
    n: Count
    part: Literal["val", "train"]
    drop: float
    max_drop: float
    layers: Count
    share: Share
    left_float: tuple[str, ...] = Field(max_length=100_000)
    pictures: Count
    seven_bits: bool = False


class Manifest(_Frozen):
    """The manifest. The graph takes uint8 NHWC (RGB, or one grey channel) and gives named outputs.

    `regions`: where it is there, what the graph takes are regions of the picture, and its outputs are of each
    of them: `runtimes.regions` makes `outputs` of these. `clip`: where it is there, the graph is one over
    time (see `clips.graph`), and `preprocess` that of each frame. `task`: what they mean; its section holds
    the task's name and fields. `outputs`: their shapes, None where any size is allowed, as for pictures.
    `state`: tensors that a stream carries from call to call, zeros at its start, by name with their shapes
    for one stream; {} for a network that needs the whole clip. begun_from: whose weights it holds. int8:
    where it is there, the graph computes in int8 what it says, and the self-test holds what that graph
    answered.
    """

    format: Literal[1] = 1
    task: Annotated[Task, PlainValidator(read_task), PlainSerializer(task_section)]
    preprocess: dict[str, Any]
    outputs: Annotated[dict[Name, tuple[Pixels | None, ...]], Field(min_length=1, max_length=100)]
    state: Annotated[dict[Name, tuple[Pixels, ...]], Field(max_length=100)] = Field(default_factory=dict)
    regions: Regions | None = None
    clip: Annotated[ClipInput | None, PlainValidator(read_clip), PlainSerializer(_clip_section)] = None
    network: Network
    parity: tuple[Parity, ...] = ()
    int8: Int8 | None = None
    provenance: Provenance
    begun_from: tuple[WeightsOrigin, ...] = Field(max_length=100)
    files: dict[str, Sha256] = Field(default_factory=dict, max_length=100)
    # sha256 of huoyan.json itself, taken with this value empty: an edited label is found too.
    sha256: Sha256 | Literal[""] = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of what the model answers, in the order of its output."""
        return self.task.labels

    @property
    def licence(self) -> Message:
        """Under what the weights may be used, as far as it is known."""
        return licence_of(self.begun_from)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """What several values say together."""
        for name, shape in self.task.outputs.items():
            if self.outputs.get(name) != shape:
                raise ValueError(
                    Message("artifact.task_outputs", name=name, found=self.outputs.get(name), wanted=shape)
                )
        if len(self.network.mean) != len(self.network.std):
            raise ValueError(Message("artifact.mean_and_std"))
        self._check_clip()
        return self

    def _check_clip(self) -> None:
        clips = self.task.medium == "clips"
        if clips != (self.clip is not None):
            raise ValueError(Message("artifact.clip_missing" if clips else "artifact.clip_of_pictures"))
        if self.clip is None and self.state:
            raise ValueError(Message("artifact.state_of_pictures"))
        if self.clip is not None and self.clip.frame.to_json() != self.preprocess:
            raise ValueError(Message("artifact.two_frames"))
        taken = {FRAMES, *self.outputs, *map(carried, self.state)}
        if both := sorted(taken & self.state.keys()):
            raise ValueError(Message("artifact.state_name", name=both[0]))
