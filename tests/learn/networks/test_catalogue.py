"""What `huoyan models` lists is true."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from huoyan.learn.networks import NETWORKS
from huoyan.learn.networks.catalogue import CATALOGUE, CatalogueRow
from huoyan.learn.networks.catalogue.counted import DETECTING, counted, library_weights, usual
from huoyan.learn.networks.catalogue.search import rows
from huoyan.learn.networks.catalogue.speed import measure
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.libraries.timm import input_size
from huoyan.runs.weight_cards.known_cards import shipped_cards
from huoyan.tasks import TASKS

# These two stand on features, whichever are chosen.
MEASURED = [row for row in CATALOGUE if row.name not in ("rcnn", "patchcore")]


@pytest.mark.parametrize("row", MEASURED, ids=lambda row: row.name)
def test_the_listed_parameters_operations_and_size_are_those_of_the_network(row: CatalogueRow):
    parameters, gflops = counted(row.name)
    assert row.parameters == parameters
    assert row.gflops == pytest.approx(gflops, rel=0.005)
    own = 28 if row.name in NETWORKS else DETECTING.size if row.name in DETECTORS else None
    assert row.size == (own or input_size(row.name))


def test_operations_are_twice_the_products():
    parameters, whole = counted("cnn_half")
    # Of 3 x 3 convolutions at 28, 14 and 7 pixels, 32 wide at most, and a dense layer.
    assert whole is not None
    assert 2 * parameters < 1e9 * whole < 2 * parameters * 28 * 28


def test_every_row_says_what_it_is_for_and_how_fast_it_is():
    assert all(row.note for row in CATALOGUE)
    for row in MEASURED:
        assert row.speed is not None
        assert row.speed > 0
        assert row.images_per_second is None
    assert next(row for row in CATALOGUE if row.name == "mobilenetv3_large_100").speed == 1
    assert len({row.name for row in CATALOGUE}) == len(CATALOGUE) >= 25


def test_weights_are_those_that_a_library_has_or_a_card_says():
    licences = {card.network.name.lower().replace("-", "_"): card.source for card in shipped_cards().values()}
    for row in CATALOGUE:
        if row.name in licences and row.name in DETECTORS:
            assert row.weights == f"COCO ({licences[row.name].licence})"
        elif row.name == "faster_rcnn":
            assert row.weights == library_weights("mobilenetv3_large_100")
        elif row in MEASURED:
            assert row.weights == library_weights(row.name)
    assert next(row for row in CATALOGUE if row.name == "yolox_nano").weights == "COCO (Apache 2.0)"


def test_without_a_pattern_the_curated_networks_are_listed():
    assert rows() == list(CATALOGUE)
    assert set(NETWORKS) <= {row.name for row in rows()}
    # "yolo" and "yolox" are other names of the smallest ones.
    assert set(DETECTORS) - {"yolo", "yolox"} <= {row.name for row in rows()}


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_networks_to_choose_from(task: str):
    found = rows(task=task)
    assert found
    assert all(task in row.tasks for row in found)


def test_networks_of_a_task_are_found_by_a_part_of_their_name_too():
    assert [row.name for row in rows("nano", "detect")] == ["yolox_nano"]
    assert [row.name for row in rows("yolo_?", "detect")] == ["yolo_n", "yolo_s", "yolo_m", "yolo_l"]
    assert rows("resnet18", "detect") == []
    assert all(not fnmatchcase(row.name, "yolo*") for row in rows("n", "regress"))


def test_a_pattern_finds_any_network_of_timm_and_the_cnn():
    found = {row.name: row for row in rows("resnet18")}
    assert found["resnet18"] in CATALOGUE
    assert (found["resnet18d"].parameters, found["resnet18d"].gflops) == (
        counted("resnet18d")[0],
        pytest.approx(counted("resnet18d")[1], rel=0.005),
    )
    assert found["resnet18d"].size == 224
    assert found["resnet18d"].weights == "timm (apache-2.0)"
    assert [row.name for row in rows("cnn_half")] == ["cnn_half"]
    assert {"vit_tiny_patch16_224", "vit_tiny_patch16_384"} <= {row.name for row in rows("vit_tiny*")}


def test_a_long_search_names_the_networks_without_building_them():
    found = rows("vit_")
    assert len(found) > 100
    assert any(row.parameters is None for row in found)


def test_a_pattern_that_nothing_matches_gives_no_rows():
    assert rows("no such network") == []


def test_this_machine_can_be_measured():
    assert measure("cnn", channels=1, seconds=0.05, threads=1) > 10


def test_a_detector_is_measured_with_its_boxes_decoded():
    assert measure("yolox_nano", size=64, seconds=0.05, threads=1) > 1
    assert usual("yolox_nano").size == 640
