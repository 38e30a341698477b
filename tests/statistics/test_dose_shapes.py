"""The shape of a curve over doses: made-up curves of known shape are called what they are, and nothing is rarely called something.

The values are made by numpy alone: a known mean at every dose, luck of the replication that all doses share, and noise of their own.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.studies.doses.verdicts import LIMITS, SHAPES, SOUND, curve, jumps, limit_of, runs_away, shape_of, turns_at

REPS = 20
LEVEL = 100.0


def runs(means, seed: int = 0, noise: float = 1.0, luck: float = 10.0, reps: int = REPS) -> np.ndarray:
    """Values, float64 (doses, replications), with known means."""
    generator = np.random.default_rng(seed)
    shared = luck * generator.standard_normal(reps)
    return np.asarray(means, dtype=float)[:, None] + shared + noise * generator.standard_normal((len(means), reps))


KNOWN = {
    "flat": [100, 100, 100, 100, 100],
    "one_direction": [60, 90, 105, 112, 115],
    "one_turn": [80, 100, 110, 100, 85],
    "runs_away": [100, 101, 104, 112, 150],
    "jumps": [100, 101, 140, 141, 142],
    "zigzag": [100, 120, 95, 125, 90],
}


@pytest.mark.parametrize("shape", KNOWN)
@pytest.mark.parametrize("seed", range(10))
def test_a_known_shape_is_called_what_it_is(shape, seed):
    """Differences of three or more standard errors; no seed may fail, but for flat (5 in 100 by design)."""
    found = curve("posters_30d", runs(KNOWN[shape], seed), 0)
    if shape == "flat":
        assert found.is_sound
    else:
        assert found.shape == shape


@pytest.mark.parametrize(("shape", "means"), list(KNOWN.items()))
def test_a_shape_upside_down_is_the_same_shape(shape, means):
    values = runs(means, 3)
    upright, turned = curve("posters_30d", values, 0), curve("posters_30d", 300 - values, 0)
    assert (turned.shape, turned.rises, turned.falls) == (upright.shape, upright.falls, upright.rises)


def test_straight_and_saturating_effects_do_not_run_away_or_jump():
    """Equal steps, steps that get smaller, and a first step that carries all are sound."""
    for means in ([0, 10, 20, 30, 40], [0, 40, 60, 70, 75], [0, 80, 81, 81, 81]):
        shapes = Counter(curve("posters_30d", runs(np.add(means, LEVEL), seed), 0).shape for seed in range(40))
        assert shapes["jumps"] + shapes["runs_away"] + shapes["zigzag"] <= 1, (means, shapes)


def unsound(shapes: Counter) -> int:
    """How many curves have a shape that no lever should have."""
    return sum(shapes[shape] for shape in SHAPES if shape not in SOUND)


@pytest.mark.parametrize("n", [100, pytest.param(4000, marks=pytest.mark.slow)])
def test_how_often_nothing_is_called_something(n):
    """Curves without any effect: flat in about 95 of 100, an unsound shape in at most 1 of 100.

    With true rates of .05 and .01 the bounds are passed by luck once in 1e6 times (mean and five standard deviations).
    """
    shapes = Counter(curve("posters_30d", runs([LEVEL] * 5, seed), 2).shape for seed in range(n))
    assert set(shapes) <= set(SHAPES)
    assert n - shapes["flat"] < 0.05 * n + 5 * (0.05 * n) ** 0.5, shapes
    assert unsound(shapes) < 0.01 * n + 5 * (0.01 * n) ** 0.5, shapes


@pytest.mark.parametrize("n", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_how_often_a_straight_line_is_called_unsound(n):
    """Straight lines with noise as large as a step: the one direction shows, and at most 1 of 100 is called unsound."""
    shapes = Counter(curve("posters_30d", runs([100, 101, 102, 103, 104], seed), 0).shape for seed in range(n))
    assert shapes["one_direction"] > 0.9 * n, shapes
    assert unsound(shapes) < 0.01 * n + 5 * (0.01 * n) ** 0.5, shapes


@pytest.mark.slow
def test_noise_that_is_skewed_is_called_something_no_more_often():
    """Differences as counts of rare things have them: other than flat in at most 8 of 100 curves."""
    n = 2000
    generator = np.random.default_rng(5)
    shapes = Counter(curve("posters_30d", generator.gamma(1.0, 5.0, size=(5, REPS)), 0).shape for _ in range(n))
    assert n - shapes["flat"] < 0.08 * n, shapes


def test_every_sign_pattern_of_four_doses_agrees_with_counting_by_hand():
    """One direction and one turn, worked out by going through all patterns in another way."""
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    values = np.zeros((4, 2))
    for number in range(3 ** len(pairs)):
        signs = {pair: number // 3**k % 3 - 1 for k, pair in enumerate(pairs)}
        shape = shape_of(values, signs, is_amount=False)
        ups, downs = [p for p in pairs if signs[p] > 0], [p for p in pairs if signs[p] < 0]
        if not ups and not downs:
            wanted = "flat"
        elif not ups or not downs:
            wanted = "one_direction"
        else:
            hill = any(
                max(j for _, j in ups_) <= top <= min(i for i, _ in downs_)
                for top in (1, 2)
                for ups_, downs_ in _sides(ups, downs, top)
            )
            valley = any(
                max(j for _, j in ups_) <= top <= min(i for i, _ in downs_)
                for top in (1, 2)
                for ups_, downs_ in _sides(downs, ups, top)
            )
            wanted = "one_turn" if hill or valley else "zigzag"
        assert shape == wanted, signs


def _sides(first, then, top):
    """The differences that lie wholly on one side of a dose; those that span it say nothing of a turn there."""
    inner = lambda pairs: [(i, j) for i, j in pairs if j <= top or i >= top]  # noqa: E731
    one, two = inner(first), inner(then)
    return [(one, two)] if one and two else []


def test_turns_and_steps_by_hand():
    signs = {(0, 1): 1, (0, 2): 1, (1, 2): -1}
    assert turns_at(signs, 1)
    assert not turns_at({(0, 1): 1, (0, 2): 1, (1, 2): 0}, 1)
    steps = np.array([[1.0, 1.1], [9.0, 9.2], [1.0, 0.9]])
    assert jumps(steps, 1)
    assert not jumps(steps, 0)
    assert runs_away(np.array([[1.0, 1.1], [2.0, 2.1], [9.0, 9.2]]))
    assert not runs_away(np.array([[9.0, 9.1], [2.0, 2.1], [9.0, 9.2]]))
    assert not runs_away(np.array([[1.0, 1.1], [-1.0, -1.1], [0.0, 0.0]]))
    assert runs_away(np.array([[1.0, 1.1], [-2.0, -2.1], [-9.0, -9.2]]))
    assert not runs_away(np.array([[9.5, 9.6], [-2.0, -2.1], [-9.0, -9.2]])), "it has only turned"


@pytest.mark.parametrize(("end", "limit"), [(150, "within"), (170, "beyond"), (160, "open")])
def test_limits_are_judged_by_intervals(end, limit):
    assert limit in LIMITS
    values = runs([LEVEL, 120, end], luck=0.0)
    if end == 160:
        values[2] += 1.6 * values[0].mean() - values[2].mean()
    assert limit_of(values, 0, 1.6) == limit


def test_missing_values_are_left_out_and_nothing_is_made_of_none():
    values = runs(KNOWN["one_direction"], 1)
    values[1, :3] = np.nan
    assert curve("posters_30d", values, 0, times=1.6).shape == "one_direction"
    empty = curve("posters_30d", np.full((5, REPS), np.nan), 0, times=1.6)
    assert (empty.shape, empty.limit) == ("flat", "")
    same = curve("posters_30d", np.full((5, REPS), 7.0), 0, times=1.6)
    assert (same.shape, same.limit, same.most) == ("flat", "within", 1.0)


def test_kinds_without_an_order_have_no_shape():
    for shape, means in KNOWN.items():
        found = curve("posters_30d", runs(means, 2), 0, is_ordered=False).shape
        assert found == ("flat" if shape == "flat" else "differs")


def test_steps_and_differences_to_the_own_setting_agree_with_the_means():
    values = runs(KNOWN["one_turn"], 4)
    response = curve("posters_30d", values, 2, times=1.6)
    means = values.mean(axis=1)
    np.testing.assert_allclose(response.means, means)
    np.testing.assert_allclose([one.mean for one in response.against_own], means - means[2], atol=1e-9)
    np.testing.assert_allclose([step.mean for step in response.steps], np.diff(means))
    assert all(one.low <= one.mean <= one.high for one in (*response.against_own, *response.steps))
    assert response.most == pytest.approx(means.max() / means[2])
    assert response.most_at == int(means.argmax())


def test_growth_too_small_to_act_on_does_not_run_away_or_jump():
    """Clear but small: with a margin above the step, it is the one direction that it is."""
    away, jump = runs([100, 100.5, 101, 101.5, 110], 6), runs([100, 100.5, 110, 110.5, 111], 6)
    for values, shape in ((away, "runs_away"), (jump, "jumps")):
        assert curve("posters_30d", values, 0, margin=5.0).shape == shape
        assert curve("posters_30d", values, 0, margin=12.0).shape == "one_direction"
