"""The project's own few functions of mathematics against scipy's: to 1e-9 or better, far out too."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, special, stats

from sim.logs.activity import activity, power_law
from sim.logs.special import log_normal_tail, lowest_between, lowest_near, normal_tail, zeta


@pytest.mark.parametrize("s", [1.0001, 1.01, 1.5, 2.0, 3.7, 6.0])
def test_zeta(s):
    a = np.array([0.5, 1.0, 1.5, 2.0, 7.0, 100.0, 1e6])
    assert zeta(s, a) == pytest.approx(special.zeta(s, a), rel=1e-12)
    assert float(zeta(2.0, 1.0)) == pytest.approx(math.pi**2 / 6, rel=1e-14)


def test_tail_of_the_normal_law():
    z = np.linspace(-9, 9, 181)
    assert normal_tail(z) == pytest.approx(stats.norm.sf(z), rel=1e-11)
    assert normal_tail(np.array([0.0]))[0] == 0.5


@pytest.mark.parametrize("z", [-40.0, -3.0, 0.0, 5.0, 29.99, 30.0, 30.01, 37.0, 100.0, 965.0])
def test_logarithm_of_the_tail(z):
    assert log_normal_tail(z) == pytest.approx(stats.norm.logsf(z), rel=1e-11, abs=1e-15)


def test_the_lowest_point_of_one_number():
    for middle in (1.3, 2.0, 5.9):
        assert lowest_between(lambda x, m=middle: (x - m) ** 2, 1.01, 6.0) == pytest.approx(middle, abs=1e-7)
    assert lowest_between(lambda x: x, 1.0, 2.0) == pytest.approx(1.0, abs=1e-8)  # at an end


def test_the_lowest_point_of_two_numbers():
    def valley(x):
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    found, value = lowest_near(valley, (-1.2, 1.0))
    theirs = optimize.minimize(
        valley, (-1.2, 1.0), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-8, "maxiter": 4000}
    )
    assert found == pytest.approx(theirs.x, abs=1e-9) and value == pytest.approx(theirs.fun, abs=1e-12)


def test_fits_of_counts_are_those_of_scipy():
    counts = np.minimum(np.random.default_rng(4).zipf(1.9, 3_000), 5_000)
    size, how_many = np.unique(counts, return_counts=True)
    theirs = optimize.minimize_scalar(
        lambda a: float(a * (how_many * np.log(size)).sum() + how_many.sum() * np.log(special.zeta(a, 1))),
        bounds=(1.01, 6.0),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert power_law(size, how_many, 1) == pytest.approx(theirs.x, abs=1e-7)

    def unlikely(p):
        mu, sigma = p[0], math.exp(p[1])
        share = stats.norm.sf((np.log(size - 0.5) - mu) / sigma) - stats.norm.sf((np.log(size + 0.5) - mu) / sigma)
        return float(
            -(how_many * np.log(share)).sum() + how_many.sum() * stats.norm.logsf((math.log(0.5) - mu) / sigma)
        )

    best = optimize.minimize(unlikely, (0.0, 0.7), method="BFGS")
    figures = activity(np.repeat(np.arange(len(counts)), counts))["log_normal"]
    assert unlikely((figures["mu"], math.log(figures["sigma"]))) <= best.fun + 1e-6
