"""Does the smoother do what Bayes' rule says where that can be worked out another way?

Bounds are six standard errors of the ensemble's own sampling (a false alarm in some 10^8 fresh seeds for one number), widened by the
factor beside each test, since members that are moved together are not quite independent; the seeds are fixed besides.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from sim.evidence.worlds.smoother import FAR, SURE, errors, tamed, update

SIX = 6.0


def fitted(
    model,
    parameters: int,
    target: np.ndarray,
    sd: np.ndarray,
    *,
    members: int,
    steps: int,
    noise: float = 0.0,
    sure: float = 0.0,
    seed: int = 1,
) -> np.ndarray:
    """Return z of members after all steps, float64 (members, parameters)."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((members, parameters))
    for step in range(steps):
        shown = model(z) + noise * rng.standard_normal((members, len(target)))
        z = update(
            z,
            shown,
            target,
            errors(sd, np.full(len(target), noise), steps),
            steps=steps,
            key=1000 * seed + step,
            sure=sure,
        ).z
    return z


def by_precision(g: np.ndarray, target: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and covariance of z ~ N(0, 1) given target = g z + N(0, variance), by adding up precisions one figure at a time."""
    precision, pull = np.eye(g.shape[1]), np.zeros(g.shape[1])
    for row, aim, spread in zip(g, target, variance, strict=True):
        precision += np.outer(row, row) / spread
        pull += row * aim / spread
    covariance = np.linalg.inv(precision)
    return covariance @ pull, covariance


G = np.array([[1.0, 0.5, 0.0, 0.0, -0.3], [0.0, 1.0, 1.0, 0.0, 0.0], [0.4, 0.0, -0.8, 0.6, 0.0]])
TARGET = np.array([1.1, -0.7, 0.4])
SD = np.array([0.4, 0.6, 0.5])


def apart(z: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> tuple[float, float]:
    """Return the largest distances of mean and covariance from what they should be, in standard errors of so many independent members."""
    n = len(z)
    of_mean = np.abs(z.mean(axis=0) - mean) / np.sqrt(np.diag(covariance) / n)
    wide = np.sqrt((np.outer(np.diag(covariance), np.diag(covariance)) + covariance**2) / n)
    return float(of_mean.max()), float((np.abs(np.cov(z.T) - covariance) / wide).max())


@pytest.mark.parametrize("noise", [0.0, 0.35])
@pytest.mark.parametrize("steps", [1, 4])
def test_a_linear_model_gives_the_posterior_that_can_be_worked_out(steps, noise):
    """Factor 1.5. With noise in the runs the whole error is that of the target and that of one run together, whatever the steps."""
    z = fitted(lambda z: z @ G.T, 5, TARGET, SD, members=4000, steps=steps, noise=noise)
    mean, covariance = by_precision(G, TARGET, SD**2 + noise**2)
    assert max(apart(z, mean, covariance)) < 1.5 * SIX, apart(z, mean, covariance)


def test_target_and_error_in_each_others_place_would_be_seen():
    mean, covariance = by_precision(G, np.abs(TARGET), SD**2)
    z = fitted(lambda z: z @ G.T, 5, SD, np.abs(TARGET), members=4000, steps=4)
    assert apart(z, mean, covariance)[0] > 4 * SIX


def test_three_parameters_come_out_as_by_plain_rejection():
    """Not linear, so ES-MDA is near and not exact: means within .2 and spreads within 20 % of the prior's, against 300,000 draws."""

    def model(z: np.ndarray) -> np.ndarray:
        v = ndtr(z)
        return np.stack([v[:, 0] + v[:, 1], v[:, 1] * v[:, 2], v[:, 2] ** 2], axis=1)

    target, sd = np.array([1.3, 0.35, 0.3]), np.array([0.15, 0.08, 0.15])
    rng = np.random.default_rng(3)
    drawn = rng.standard_normal((300_000, 3))
    chance = np.exp(-0.5 * (((model(drawn) - target) / sd) ** 2).sum(axis=1))
    kept = drawn[rng.random(len(drawn)) < chance]
    assert len(kept) > 5_000
    z = fitted(model, 3, target, sd, members=2000, steps=8)
    assert np.abs(z.mean(axis=0) - kept.mean(axis=0)).max() < 0.2
    assert np.abs(z.std(axis=0) - kept.std(axis=0)).max() < 0.2
    assert kept.std(axis=0).min() < 0.7, "the data must teach something for this to be a test"


@pytest.mark.parametrize(("members", "least", "lost"), [(200, 0.985, 0.99), (60, 0.96, 0.965)])
def test_what_the_data_do_not_speak_of_keeps_its_spread(members, least, lost):
    """Of 100 parameters 3 matter: with localisation the others keep their spread to a few percent and hardly move; without it they do more."""

    def model(z: np.ndarray) -> np.ndarray:
        return np.stack([z[:, 0] + z[:, 1], z[:, 1] - z[:, 2], z[:, 0], z[:, 2], z[:, 0] - z[:, 2], z[:, 1]], axis=1)

    target, sd = np.array([0.8, 0.2, 0.5, 0.2, 0.3, 0.3]), np.full(6, 0.3)
    start = np.random.default_rng(1).standard_normal((members, 100))
    local, whole = (fitted(model, 100, target, sd, members=members, steps=4, sure=sure) for sure in (SURE, 0.0))
    left, left_without = local.std(axis=0) / start.std(axis=0), whole.std(axis=0) / start.std(axis=0)
    assert least < left[3:].mean() < 1.01
    assert left_without[3:].mean() < min(lost, left[3:].mean())
    assert left[:3].max() < 0.5
    moved, moved_without = (np.abs(z.mean(axis=0) - start.mean(axis=0))[3:] for z in (local, whole))
    assert np.median(moved) < 0.7 * np.median(moved_without)


def test_members_without_a_figure_are_moved_with_the_others():
    """A tenth of the members lacks one figure: mean and covariance stay what they are, within a factor 2.5 of six standard errors."""

    def model(z: np.ndarray) -> np.ndarray:
        shown = z @ G.T
        shown[::10, 1] = np.nan
        return shown

    z = fitted(model, 5, TARGET, SD, members=4000, steps=4)
    mean, covariance = by_precision(G, TARGET, SD**2)
    with_it = np.arange(len(z)) % 10 != 0
    assert np.isfinite(z).all()
    assert apart(z[with_it], mean, covariance)[0] < 2.5 * SIX
    assert apart(z[~with_it], mean, covariance)[0] < 2.5 * SIX


def test_a_figure_that_few_have_or_that_never_differs_is_left_out():
    rng = np.random.default_rng(2)
    z = rng.standard_normal((50, 4))
    shown = np.stack([z[:, 0], z[:, 1], np.full(50, 3.0), np.full(50, np.nan)], axis=1)
    shown[:40, 1] = np.nan
    got = update(z, shown, np.zeros(4), np.ones(4), steps=2, key=0)
    assert got.used.tolist() == [True, False, False, False]
    assert got.links[0, 0] > 0.9
    assert not got.links[:, 1:].any()
    nothing = update(z, np.full((50, 2), np.nan), np.zeros(2), np.ones(2), steps=2, key=0)
    assert np.array_equal(nothing.z, z)
    assert not nothing.used.any()


def test_the_chance_of_a_step_is_its_own():
    z = np.random.default_rng(2).standard_normal((60, 3))
    once, again, other = (update(z, z, np.zeros(3), np.ones(3), steps=2, key=key).z for key in (5, 5, 6))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_far_distances_are_drawn_in_and_keep_their_order():
    x = np.array([-300.0, -FAR, -1.0, 0.0, 2.0, FAR, FAR * np.e, 1e6])
    assert np.array_equal(tamed(x)[1:6], x[1:6])
    assert tamed(x)[6] == pytest.approx(2 * FAR)
    assert (np.diff(tamed(x)) > 0).all()
    assert np.isnan(tamed(np.array([np.nan]))[0])


def test_errors_leave_to_the_runs_what_is_in_them():
    assert errors(np.array([0.3]), np.array([0.4]), 1) == pytest.approx([0.3])
    assert errors(np.array([0.3]), np.array([0.4]), 4) == pytest.approx([np.sqrt(0.09 + 0.12)])
    assert errors(np.array([0.3]), np.array([np.nan]), 4) == pytest.approx([0.3])
