"""A graph over time that answers for clips, and for streams: its state is carried from step to step.

What is carried belongs to the stream that carries it, so any number of them may run on one graph at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from huoyan.clips import ClipInput, Step
from huoyan.clips.graph import FRAMES, StateShapes, at_start, carried
from huoyan.clips.steps import StepStream, too_short
from huoyan.errors import EngineError, UsageError, VideoError
from huoyan.images.video.frame import Frame
from huoyan.runtimes.around import Around
from huoyan.runtimes.base import Program
from huoyan.words import Message

# Steps of a clip that go through a graph with a state together.
AT_ONCE = 32
# Bytes of a clip that is needed as a whole.
MOST_BYTES = 1 << 30

State = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class ClipSignature:
    """What a graph over time takes and gives, as the manifest has it (see `clips.graph`).

    state: shapes for one stream, {} for a network that needs the whole clip. outputs: names of its answer.
    """

    clip: ClipInput
    state: StateShapes
    outputs: tuple[str, ...]


def clip_signature(
    clip: ClipInput | None, state: StateShapes, outputs: tuple[str, ...]
) -> ClipSignature | None:
    """None for a graph of pictures, of which no clip is said."""
    return None if clip is None else ClipSignature(clip, state, outputs)


class ClipRuntime(Around[Program]):
    """Satisfies `Runtime` for clips: (N, T, *shape of a step), any T, to the answer to each."""

    def __init__(self, inner: Program, takes: ClipSignature) -> None:
        super().__init__(inner)
        self.takes = takes

    @property
    def causal(self) -> bool:
        """Whether there is an answer after each step, from what came until then."""
        return bool(self.takes.state)

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """The answers (N, K), of a causal network those after the last step. Raises EngineError."""
        found = self.answers(batch)
        return {name: each[:, -1] for name, each in found.items()} if self.causal else found

    def answers(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        """What the graph says: of a causal network the answer after each step, (N, T, K), else (N, K)."""
        self._check(batch)
        if not self.causal:
            return self._inner.call({FRAMES: batch})
        state, parts = at_start(self.takes.state, len(batch)), []
        for at in range(0, batch.shape[1], AT_ONCE):
            found, state = self.advance(batch[:, at : at + AT_ONCE], state)
            parts.append(found)
        return {name: np.concatenate([part[name] for part in parts], axis=1) for name in self.takes.outputs}

    def advance(self, frames: np.ndarray, state: State) -> tuple[dict[str, np.ndarray], State]:
        """Answers (N, T, K) to steps that follow on those that left `state`, and the state after them."""
        found = self._inner.call({FRAMES: np.ascontiguousarray(frames), **state})
        left = {name: found.get(carried(name)) for name in state}
        answers = {name: found.get(name) for name in self.takes.outputs}
        return _there(answers), _there(left)

    def steps(self, clips: np.ndarray) -> dict[str, np.ndarray]:
        """Of a causal network the same as `answers`, one step a call as a stream is: (N * T, K)."""
        self._check(clips)
        state, each = at_start(self.takes.state, len(clips)), []
        for at in range(clips.shape[1]):
            found, state = self.advance(clips[:, at : at + 1], state)
            each.append(found)
        return {
            name: np.concatenate([found[name] for found in each], axis=1).reshape(-1, each[0][name].shape[-1])
            for name in self.takes.outputs
        }

    def whole(self, frames: Iterable[Frame], name: str = "clip") -> dict[str, np.ndarray]:
        """The answer (1, K) to a clip; of a causal network in bounded memory, however long it is.

        Raises VideoError video.too_short, video.too_long; EngineError.
        """
        if not (self.causal and self.takes.clip.causal):
            return self.run(self.takes.clip(self._bounded(frames, name), name).pixels[None])
        stream, state = self.takes.clip.stream(name), at_start(self.takes.state)
        answer: dict[str, np.ndarray] = {}
        seen = 0

        def steps() -> Iterator[Step]:
            nonlocal seen
            for frame in frames:
                seen += 1
                if step := stream.step(frame):
                    yield step

        following = steps()
        while part := list(islice(following, AT_ONCE)):
            answer, state = self.advance(np.stack([step.pixels for step in part])[None], state)
        if not answer:
            raise too_short(name, seen)
        return {output: each[:, -1] for output, each in answer.items()}

    def open_stream(self) -> StreamSession:
        """Raises UsageError usage.stream where the network needs the whole clip."""
        if not self.causal:
            raise UsageError(Message("engine.needs_whole_clip"), code="usage.stream")
        return StreamSession(self, self.takes.clip.stream())

    def _bounded(self, frames: Iterable[Frame], name: str) -> Iterable[Frame]:
        if not self.takes.clip.causal:  # cut into a fixed number of steps
            yield from frames
            return
        most = MOST_BYTES // (int(np.prod(self.takes.clip.shape)) * self.takes.clip.dtype.itemsize)
        for count, frame in enumerate(frames):
            if count == most:
                raise VideoError(Message("engine.clip_too_long", name=name, most=most), code="video.too_long")
            yield frame

    def _check(self, batch: np.ndarray) -> None:
        shape, dtype = self.takes.clip.shape, self.takes.clip.dtype
        if batch.dtype == dtype and batch.shape[2:] == shape and batch.ndim == 2 + len(shape) and batch.size:
            return
        found = {"dtype": str(batch.dtype), "shape": batch.shape}
        told = Message("engine.clip_batch", **found, kind=str(dtype), wanted=", ".join(map(str, shape)))
        raise EngineError(told, code="engine.input")


@dataclass(frozen=True, slots=True, eq=False)
class StepAnswer:
    """What a stream is answered after a step: outputs (1, K), and when the step was known."""

    outputs: dict[str, np.ndarray]
    seconds: float


class StreamSession:
    """One stream: frames go in, in order; after each that completes a step there is an answer."""

    def __init__(self, runtime: ClipRuntime, stream: StepStream) -> None:
        self._runtime, self._stream = runtime, stream
        self._state = at_start(runtime.takes.state)

    def step(self, frame: Frame) -> StepAnswer | None:
        """Raises EngineError."""
        step = self._stream.step(frame)
        return None if step is None else self._answer(step)

    def _answer(self, step: Step) -> StepAnswer:
        found, self._state = self._runtime.advance(step.pixels[None, None], self._state)
        return StepAnswer({name: each[:, -1] for name, each in found.items()}, step.seconds)


def _there(found: Mapping[str, np.ndarray | None]) -> dict[str, np.ndarray]:
    """Raises EngineError engine.output where the graph gives less than it should."""
    missing: Sequence[str] = [name for name, each in found.items() if each is None]
    if missing:
        raise EngineError(Message("engine.no_output_of_clip", name=missing[0]), code="engine.output")
    return {name: each for name, each in found.items() if each is not None}
