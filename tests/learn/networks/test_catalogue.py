"""What `huoyan models` lists is true."""

from __future__ import annotations

import pytest

from huoyan.learn.networks import NETWORKS
from huoyan.learn.networks.catalogue import CATALOGUE, CatalogueRow, measure, parameters, rows
from huoyan.learn.networks.libraries.timm import input_size


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.name)
def test_the_listed_parameters_and_size_are_those_of_the_network(row: CatalogueRow):
    assert parameters(row.name) == row.parameters
    assert row.size == (28 if row.name in NETWORKS else input_size(row.name))


def test_every_row_says_what_it_is_for_and_how_fast_it_is():
    for row in CATALOGUE:
        assert row.note
        assert row.speed is not None
        assert row.speed > 0
        assert row.images_per_second is None
    assert next(row for row in CATALOGUE if row.name == "mobilenetv3_large_100").speed == 1
    assert len({row.name for row in CATALOGUE}) == len(CATALOGUE) >= 25


def test_without_a_pattern_the_curated_networks_are_listed():
    assert rows() == list(CATALOGUE)
    assert set(NETWORKS) <= {row.name for row in rows()}


def test_a_pattern_finds_any_network_of_timm_and_the_cnn():
    found = {row.name: row for row in rows("resnet18")}
    assert found["resnet18"] in CATALOGUE
    assert found["resnet18d"].parameters == parameters("resnet18d")
    assert found["resnet18d"].size == 224
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
