"""Means of answers as nodes of a graph, beside the same written out by hand."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from huoyan.learn.ensemble.members import averaging
from huoyan.learn.graph_builder import GraphBuilder
from huoyan.tasks.classify import Classify
from huoyan.tasks.regress import Regress
from huoyan.tasks.tags import Tags
from making import colour_graph, pictures, reference_logits

NAMES = ("c", "a", "b")
GAINS = (3.0, 40.0)


def both_ways(task: str, tasks: list, output: str) -> tuple[np.ndarray, np.ndarray]:
    """What NumPy and the graph make of two models' answers for five pictures."""
    shown, way = pictures(5), averaging(task)
    given = [{output: reference_logits(shown, 3, gain)} for gain in GAINS]
    builder = GraphBuilder(16, 16, 3)
    inside = [
        {output: builder.beside(colour_graph(3, gain=gain), f"m{at}.")["logits"]}
        for at, gain in enumerate(GAINS)
    ]
    model = builder.model(**way.add_mean(builder, tasks, inside, NAMES))
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return way.mean(tasks, given, NAMES)[output], session.run(None, {"images": shown})[0]


def test_of_classes_the_mean_of_probabilities():
    mean, graph = both_ways("classify", [Classify(("a", "b", "c"), 2.0), Classify(NAMES)], "logits")
    np.testing.assert_allclose(graph, mean, atol=1e-4)
    np.testing.assert_allclose(np.exp(mean).sum(axis=1), 1, atol=1e-5)
    z, w = reference_logits(pictures(5), 3, GAINS[0])[0] / 2, reference_logits(pictures(5), 3, GAINS[1])[0]
    first, second = np.exp(z) / np.exp(z).sum(), np.exp(w) / np.exp(w).sum()
    np.testing.assert_allclose(np.exp(mean[0]), (first[[2, 0, 1]] + second) / 2, rtol=1e-5)


def test_of_labels_each_alone():
    mean, graph = both_ways("tags", [Tags(("a", "b", "c")), Tags(NAMES, 4.0)], "logits")
    np.testing.assert_allclose(graph, mean, rtol=1e-3, atol=2e-2)
    z, w = (
        reference_logits(pictures(5), 3, GAINS[0])[0, 2],
        reference_logits(pictures(5), 3, GAINS[1])[0, 0] / 4,
    )
    p = (1 / (1 + np.exp(-z)) + 1 / (1 + np.exp(-w))) / 2
    assert mean[0, 0] == pytest.approx(np.log(p / (1 - p)), rel=1e-4)


def test_of_numbers_the_mean():
    tasks = [Regress(names, (0.0,) * 3, (1.0,) * 3, None, 0.9) for names in (NAMES, ("a", "b", "c"))]
    mean, graph = both_ways("regress", tasks, "values")
    np.testing.assert_allclose(graph, mean, rtol=1e-5)
    first, second = (reference_logits(pictures(5), 3, gain)[0] for gain in GAINS)
    np.testing.assert_allclose(mean[0], (first + second[[2, 0, 1]]) / 2, rtol=1e-5)


def test_a_class_that_no_member_thinks_possible_stays_a_number():
    sure = [{"logits": np.array([[0.0, -2000.0, -2000.0]], np.float32)}] * 2
    mean = averaging("classify").mean([Classify(NAMES)] * 2, sure, NAMES)["logits"]
    assert np.isfinite(mean).all()
    assert mean[0].argmax() == 0
