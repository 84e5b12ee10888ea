"""What a server measures of itself, as Prometheus reads it.

No label holds what a caller wrote: models are those that were given, routes and reasons those of the code, so
the number of series is known when the server starts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from huoyan.errors import ImageError, VideoError

# Where several workers lay down their numbers; each then answers for all. prometheus_client reads it, too.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_DECODE_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_MODEL_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_TOTAL_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_BATCH = (1, 2, 4, 8, 16, 32, 64, 128, 256)
# Why a picture was not answered; anything else that is refused counts as "other".
_REASONS = ("busy", "late", "gone", "image", "video", "engine", "broken", "other")
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE", "PUT"})


class ServeMeasures:
    """Satisfies `engine.Measures`; its methods are called in any thread."""

    def __init__(self, models: Sequence[str]) -> None:
        self.registry = CollectorRegistry()
        self._models = frozenset(models)
        self._of_pictures()
        self._of_requests()
        for model in models:  # a series that is there from the start has a rate from its first event
            self._decode.labels(model)
            self._batch.labels(model)
            for reason in _REASONS:
                self._refused.labels(model, reason)

    @property
    def of_many(self) -> bool:
        """Whether other workers tell of what this one said last."""
        return bool(os.environ.get(SHARED_FOLDER))

    def decoded(self, model: str, seconds: float) -> None:
        self._decode.labels(self._known(model)).observe(seconds)

    def ran(self, model: str, pictures: int, seconds: float) -> None:
        self._model.labels(self._known(model)).observe(seconds)
        self._batch.labels(self._known(model)).observe(pictures)

    def refused(self, model: str, reason: str) -> None:
        """reason: of the engine, or the code of an error."""
        self._refused.labels(self._known(model), reason_of(reason)).inc()

    def waiting(self, model: str, pictures: int, version: str) -> None:
        """What is admitted and not answered yet."""
        self._queue.labels(self._known(model)).set(pictures)
        self._version.labels(self._known(model)).set(int(version))

    def began(self) -> None:
        self._open.inc()

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """route: its pattern, never the path of a request."""
        self._open.dec()
        self._total.labels(route).observe(seconds)
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()

    def turned_away(self, code: str) -> None:
        """A request that was refused, by the code of the error: such ones stand in our code alone."""
        self._turned_away.labels(code).inc()

    def refused_on_sight(self, route: str, model: str, code: str, status: int, requests: int) -> None:
        """So many POSTs of a picture each that took no time worth measuring."""
        self._requests.labels(route, "POST", str(status)).inc(requests)
        self._turned_away.labels(code).inc(requests)
        self._refused.labels(self._known(model), reason_of(code)).inc(requests)

    def page(self, accept: str) -> tuple[bytes, str]:
        """All of it in the form that a scraper asks for, and the type of that form."""
        encode, kind = choose_encoder(accept)
        if not self.of_many:
            return encode(self.registry), kind
        of_all = CollectorRegistry()
        MultiProcessCollector(of_all)  # type: ignore[no-untyped-call]
        return encode(of_all), kind

    def _known(self, model: str) -> str:
        return model if model in self._models else "other"

    def _of_pictures(self) -> None:
        registry = self.registry
        self._decode = Histogram(
            "huoyan_decode_seconds", "Decoding of a picture", ["model"], registry=registry, buckets=_DECODE_S
        )
        self._model = Histogram(
            "huoyan_model_seconds", "A run of the model", ["model"], registry=registry, buckets=_MODEL_S
        )
        self._batch = Histogram(
            "huoyan_batch_pictures", "Pictures of a run", ["model"], registry=registry, buckets=_BATCH
        )
        self._refused = Counter(
            "huoyan_refused_pictures", "Pictures not answered", ["model", "reason"], registry=registry
        )
        self._queue = Gauge(
            "huoyan_queue_pictures", "Pictures admitted and not answered yet", ["model"], registry=registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self._version = Gauge(
            "huoyan_model_version", "Version that answers", ["model"], registry=registry,
            multiprocess_mode="livemax",
        )  # fmt: skip

    def _of_requests(self) -> None:
        registry = self.registry
        self._total = Histogram(
            "huoyan_request_seconds", "A request as a whole", ["route"], registry=registry, buckets=_TOTAL_S
        )
        self._requests = Counter(
            "huoyan_requests", "Requests answered", ["route", "method", "status"], registry=registry
        )
        self._turned_away = Counter(
            "huoyan_refused_requests",
            "Requests refused, by the code of the error",
            ["code"],
            registry=registry,
        )
        self._open = Gauge(
            "huoyan_open_requests", "Requests being answered", registry=registry, multiprocess_mode="livesum"
        )


def forget(process: int, folder: str) -> None:
    """What a worker that has ended said of the moment; what it had counted stays."""
    mark_process_dead(process, folder)  # type: ignore[no-untyped-call]


def reason_of(told: str) -> str:
    """One of a few, of the words of the engine or the code of an error."""
    for reason, code in (("image", ImageError.code), ("video", VideoError.code)):
        if told == code or told.startswith(f"{code}."):
            return reason
    last = told.rpartition(".")[2] if told.startswith("serve.") else told.partition(".")[0]
    return last if last in _REASONS else "other"
