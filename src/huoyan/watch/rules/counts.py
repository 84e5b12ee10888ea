"""How often lines were crossed, and zones entered and left: by direction and kind."""

from __future__ import annotations

from collections.abc import Mapping

from huoyan.watch.event import Event
from huoyan.watch.rules.places.line import IN, OUT
from huoyan.watch.rules.scene import Scene

# place -> direction, or "enters" and "leaves" of a zone -> kind -> n
CountsJson = dict[str, dict[str, dict[str, int]]]


class Counts:
    """Of every place of a scene, from nothing or from what `to_json` gave."""

    def __init__(
        self, scene: Scene, counted: Mapping[str, Mapping[str, Mapping[str, int]]] | None = None
    ) -> None:
        ways = {line.name: [line.direction(OUT), line.direction(IN)] for line in scene.lines}
        ways |= {zone.name: ["enters", "leaves"] for zone in scene.zones}
        self._counts: CountsJson = {place: {way: {} for way in known} for place, known in ways.items()}
        for place, directions in (counted or {}).items():
            for way, kinds in directions.items():
                self._counts[place][way].update(kinds)

    def add(self, event: Event) -> None:
        """Counts an event of a rule that only counts."""
        kinds = self._counts[event.rule][event.direction or event.what]
        label = event.label or ""
        kinds[label] = kinds.get(label, 0) + 1

    def total(self, place: str, way: str) -> int:
        """Of all kinds. way: a direction of a line, "enters" or "leaves" of a zone."""
        return sum(self._counts[place][way].values())

    def to_json(self) -> CountsJson:
        return {
            place: {way: dict(sorted(kinds.items())) for way, kinds in ways.items()}
            for place, ways in self._counts.items()
        }
