"""Features that are found again by the content of their pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.head_training import feature_store
from huoyan.learn.head_training.feature_store import FeatureStore
from huoyan.preprocess import Preprocess

GRAPH = FeatureGraph("made", b"graph", Preprocess(8, 8), ())
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path))
    return tmp_path / "features"


def rows(*values: float) -> np.ndarray:
    return np.float32([[value, -value] for value in values])


def test_what_was_kept_is_found_by_another_run_in_any_order() -> None:
    FeatureStore(GRAPH).add([A, B], rows(1, 2))
    places, found = FeatureStore(GRAPH).known([C, B, A])
    assert places.tolist() == [1, 2]
    assert found.tolist() == [[2, -2], [1, -1]]


def test_another_graph_or_preprocessing_or_limit_knows_nothing_of_it() -> None:
    FeatureStore(GRAPH, "1").add([A], rows(1))
    others = [
        FeatureStore(replace(GRAPH, model=b"other"), "1"),
        FeatureStore(replace(GRAPH, preprocess=Preprocess(8, 9)), "1"),
        FeatureStore(GRAPH, "2"),
    ]
    assert [len(store.known([A])[0]) for store in others] == [0, 0, 0]


def test_features_of_another_resizer_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    FeatureStore(GRAPH).add([A], rows(1))
    assert len(FeatureStore(GRAPH).known([A])[0]) == 1
    monkeypatch.setattr(feature_store, "resizer_of", lambda interpolation: "cykooz-resizer 9.9")
    assert len(FeatureStore(GRAPH).known([A])[0]) == 0


def test_equal_pictures_are_kept_once_and_what_has_no_content_not_at_all() -> None:
    store = FeatureStore(GRAPH)
    store.add([A, A, ""], rows(1, 1, 3))
    store.add([A, B], rows(1, 2))
    assert [places.tolist() for places in (store.known([A, B, ""])[0],)] == [[0, 1]]
    assert len(FeatureStore(GRAPH)._rows) == 2


def test_a_cache_that_may_only_be_read_serves_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    FeatureStore(GRAPH).add([A], rows(1))

    def refused(path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "touch", refused)
    assert FeatureStore(GRAPH).known([A])[1].tolist() == [[1, -1]]


@pytest.mark.parametrize("content", [b"", b"not safetensors", b"\xff" * 100])
def test_a_file_that_cannot_be_read_is_made_anew(content: bytes) -> None:
    store = FeatureStore(GRAPH)
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(content)
    assert len(FeatureStore(GRAPH).known([A])[0]) == 0
    FeatureStore(GRAPH).add([A], rows(1))
    assert len(FeatureStore(GRAPH).known([A])[0]) == 1


def test_a_folder_that_cannot_be_written_loses_nothing(cache: Path) -> None:
    cache.parent.joinpath("features").write_text("in the way")
    store = FeatureStore(GRAPH)
    store.add([A], rows(1))
    assert len(store.known([A])[0]) == 1


def test_the_oldest_rows_and_files_make_room(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature_store, "MOST_BYTES", 16)  # two rows
    store = FeatureStore(GRAPH)
    store.add([A], rows(1))
    store.add([B, C], rows(2, 3))
    assert FeatureStore(GRAPH).known([A, B, C])[0].tolist() == [1, 2]
    monkeypatch.setattr(feature_store, "MOST_FILES", 2)
    for name in (b"1", b"2", b"3"):
        FeatureStore(replace(GRAPH, model=name)).add([A], rows(1))
    assert len(list(cache.glob("*"))) == 2
