"""What is heard of trainings that are only compared: how far they are, and few sentences, each once."""

from __future__ import annotations

from huoyan.runs.events import Advanced, Event, Judged, Listener, Phase, Said, Stepped, Validated
from huoyan.words import Message

# Of a bar where time decides how long a training takes.
WHOLE = 1000
# What each would say of its part of the data, the run says of all.
HEARD = ("fit.stopping", "fit.terminal_closed", "learn.memory_is_short")


class Aside:
    """Passes on to `tell` under the name of what is being done; learning curves stay the run's own."""

    def __init__(self, tell: Listener) -> None:
        self._tell = tell
        self._said: set[str] = set()
        self._doing: Message | None = None
        self._stepping = False
        self._steps = 0

    def begin(self, doing: Message) -> None:
        self._doing, self._stepping, self._steps = doing, False, 0
        self._tell(Phase(doing))

    @property
    def steps(self) -> int:
        """Of the training that is under way, as far as it has told."""
        return self._steps

    def __call__(self, event: Event) -> None:
        if isinstance(event, Stepped):
            self._stepped(event)
        elif isinstance(event, Judged | Validated):
            self._tell(Advanced(int(WHOLE * event.fraction)))
        elif isinstance(event, Said) and event.text.key in HEARD and event.text not in self._said:
            self._said.add(event.text)
            self._tell(event)

    def _stepped(self, event: Stepped) -> None:
        assert self._doing is not None
        if not self._stepping:
            self._tell(Phase(self._doing, WHOLE))
            self._stepping = True
        self._steps = event.step
        self._tell(Advanced(int(WHOLE * event.fraction)))
