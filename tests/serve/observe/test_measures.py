from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from huoyan.serve.observe.measures import ServeMeasures, reason_of
from huoyan.serve.observe.metrics_page import CountRequests
from making_requests import answer_of


def values(measures: ServeMeasures) -> dict[tuple[str, ...], float]:
    """(name, label values in order of their names) to the value of every sample."""
    text = measures.page("")[0].decode()
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_the_engine_tells_is_counted():
    measures = ServeMeasures(["cats"])
    measures.decoded("cats", 0.003)
    measures.ran("cats", 4, 0.02)
    measures.refused("cats", "busy")
    measures.refused("cats", "image.truncated")
    measures.waiting("cats", 7, "2")
    told = values(measures)
    assert told["huoyan_decode_seconds_count", "cats"] == 1
    assert told["huoyan_decode_seconds_bucket", "0.005", "cats"] == 1
    assert told["huoyan_decode_seconds_bucket", "0.002", "cats"] == 0
    assert told["huoyan_batch_pictures_sum", "cats"] == 4
    assert told["huoyan_model_seconds_count", "cats"] == 1
    assert told["huoyan_refused_pictures_total", "cats", "busy"] == 1
    assert told["huoyan_refused_pictures_total", "cats", "image"] == 1
    assert told["huoyan_refused_pictures_total", "cats", "late"] == 0
    assert told["huoyan_queue_pictures", "cats"] == 7
    assert told["huoyan_model_version", "cats"] == 2


@pytest.mark.parametrize(
    ("told", "reason"),
    [("busy", "busy"), ("late", "late"), ("gone", "gone"), ("image.corrupt", "image"), ("image", "image"),
     ("video.cut_off", "video"), ("engine.run", "engine"), ("serve.broken", "broken"), ("serve.new", "other"),
     ("imagine", "other"), ("", "other")],
)  # fmt: skip
def test_a_reason_is_one_of_a_few(told, reason):
    assert reason_of(told) == reason


def application(measures: ServeMeasures) -> CountRequests:
    async def answer(request: Any) -> PlainTextResponse:
        if request.path_params.get("model") == "broken":
            raise ValueError
        return PlainTextResponse("ok")

    routes = [Route("/models/{model}", answer, methods=["POST"]), Route("/", answer, methods=["POST"])]
    return CountRequests(Router(routes), measures, routes)


def test_requests_are_counted_by_the_pattern_of_their_route():
    measures = ServeMeasures([])
    app = application(measures)
    for path in ("/models/a", "/models/b", "/", "/nowhere"):
        answer_of(app, path=path)
    told = values(measures)
    assert told["huoyan_requests_total", "POST", "/models/{model}", "200"] == 2
    assert told["huoyan_requests_total", "POST", "/", "200"] == 1
    assert told["huoyan_requests_total", "POST", "none", "404"] == 1
    assert told["huoyan_request_seconds_count", "/models/{model}"] == 2
    assert told["huoyan_open_requests",] == 0


def test_a_thousand_names_of_a_caller_make_no_series_of_their_own():
    measures = ServeMeasures(["cats"])
    app = application(measures)
    answer_of(app, path="/models/first")
    answer_of(app, path="/nowhere")
    answer_of(app, "BREW", "/nowhere")
    before = len(values(measures))
    for number in range(1000):
        answer_of(app, path=f"/models/{number}")
        answer_of(app, path=f"/nowhere/{number}")
        answer_of(app, f"BREW{number}", f"/nowhere/{number}")
    measures.decoded("other", 1.0)
    few = len(values(measures))
    for number in range(1000):
        measures.decoded(f"m{number}", 1.0)
    assert few - before < 20
    assert len(values(measures)) == few


def test_a_failure_counts_as_500_and_a_refusal_by_its_code():
    measures = ServeMeasures([])
    with pytest.raises(ValueError):  # noqa: PT011 - that very error
        answer_of(application(measures), path="/models/broken")

    async def refused(scope: Any, receive: Any, send: Any) -> None:
        scope["huoyan.code"] = "serve.key"
        await PlainTextResponse("", 401)(scope, receive, send)

    answer_of(CountRequests(refused, measures, []))
    told = values(measures)
    assert told["huoyan_requests_total", "POST", "/models/{model}", "500"] == 1
    assert told["huoyan_refused_requests_total", "serve.key"] == 1
    assert told["huoyan_open_requests",] == 0


def test_a_scraper_gets_the_form_that_it_asks_for():
    measures = ServeMeasures(["cats"])
    assert measures.page("")[1].startswith("text/plain")
    page, kind = measures.page("application/openmetrics-text; version=1.0.0")
    assert kind.startswith("application/openmetrics-text")
    assert page.endswith(b"# EOF\n")


WORKER = """
from huoyan.serve.observe.measures import ServeMeasures
measures = ServeMeasures(["cats"])
measures.ran("cats", 2, 0.1)
measures.refused("cats", "busy")
print(measures.page("")[0].decode())
"""


def test_each_of_several_workers_answers_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    told = [
        subprocess.run([sys.executable, "-c", WORKER], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    ]
    assert 'huoyan_batch_pictures_sum{model="cats"} 2.0' in told[0]
    assert 'huoyan_batch_pictures_sum{model="cats"} 4.0' in told[1]
    assert 'huoyan_refused_pictures_total{model="cats",reason="busy"} 2.0' in told[1]
