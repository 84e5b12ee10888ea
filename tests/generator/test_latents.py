"""Latents of a seed, and the way from one to another."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.generator.latents import between, draws, latents


@pytest.mark.parametrize("prior", ["normal", "uniform"])
def test_the_first_latents_of_a_seed_are_the_same_however_many_are_drawn(prior):
    few, many = latents(prior, 3, 7, seed=5), latents(prior, 50, 7, seed=5)
    assert few.dtype == np.float32
    assert np.array_equal(few, many[:3])
    assert not np.array_equal(few, latents(prior, 3, 7, seed=6))


@pytest.mark.parametrize("prior", ["normal", "uniform"])
def test_latents_drawn_part_by_part_are_those_drawn_at_once(prior):
    drawn = draws(prior, 7, seed=5)
    parts = [drawn(n) for n in (1, 64, 3)]
    assert np.array_equal(np.concatenate(parts), latents(prior, 68, 7, seed=5))


def test_latents_are_of_their_prior():
    normal, uniform = latents("normal", 20_000, 4, 0), latents("uniform", 20_000, 4, 0)
    assert abs(float(normal.mean())) < 0.02
    assert abs(float(normal.std()) - 1) < 0.02
    assert -1 <= float(uniform.min()) < -0.99 < 0.99 < float(uniform.max()) <= 1
    assert abs(float(uniform.std()) - 3**-0.5) < 0.02


def test_the_way_from_one_latent_to_another_keeps_to_the_arc_of_the_normal_prior():
    first, last = np.array([2.0, 0.0]), np.array([0.0, 2.0])
    way = between("normal", first, last, 3)
    assert np.allclose(way, [[2, 0], [2**0.5, 2**0.5], [0, 2]])
    assert np.allclose(between("uniform", first, last, 3), [[2, 0], [1, 1], [0, 2]])
    assert np.allclose(between("normal", first, first, 3), [first] * 3)
