"""Statistics of a log against scipy, pandas and networkx, and against each definition done by hand, to 1e-9."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy.optimize
import scipy.stats as stats

from sim.logs.activity import activity
from sim.logs.retention import AT, retention
from sim.logs.rhythm import rhythm, tenths
from sim.logs.statistics import measure_log
from sim.measures.counting.log import DAY, NOBODY, compose

EXACT = 1e-9
HOUR = 3600


def close(value, expected, tolerance=EXACT) -> bool:
    return value == pytest.approx(expected, rel=tolerance, abs=tolerance, nan_ok=True)


@pytest.fixture(params=range(8))
def events(request):
    """Members and seconds of a log of some months, in order of time; whole days and half days, so that bounds are met exactly."""
    rng = np.random.default_rng(50 + request.param)
    n = 400
    time = 1_000 * DAY + np.sort(
        np.where(rng.random(n) < 0.5, rng.integers(0, 600, n) * DAY // 2, rng.integers(0, 300 * DAY, n))
    )
    member = np.minimum(rng.zipf(1.4, n), 40) - 1
    _, member = np.unique(member, return_inverse=True)
    return member.astype(np.int64), time.astype(np.int64)


def frame(events) -> pd.DataFrame:
    return pd.DataFrame({"member": events[0], "time": events[1]})


# who stays


@pytest.mark.parametrize("burn_in", [0.0, 20.0])
def test_lifetimes_returns_and_silence(events, burn_in):
    table = frame(events)
    begin, end = int(table.time.iloc[0]), int(table.time.iloc[-1])
    figures = retention(*events, begin, end, burn_in)
    people = {
        who: times.tolist() for who, times in table.groupby("member").time if times.iloc[0] >= begin + burn_in * DAY
    }
    lives = [(times[-1] - times[0]) / DAY for times in people.values()]
    assert figures["members_counted"] == len(people) > 10
    assert close(figures["lifetime_days"]["median"], float(np.median(lives))) and close(
        figures["lifetime_days"]["mean"], sum(lives) / len(lives)
    )
    assert close(
        figures["lifetime_days"]["median_if_two_or_more_posts"],
        float(np.median([(t[-1] - t[0]) / DAY for t in people.values() if len(t) > 1])),
    )
    for window in (7, 30):
        seen = [times for times in people.values() if times[0] <= end - window * DAY]
        for suffix, after in (("", 0), ("_next_day_or_later", 1)):
            again = [any(after * DAY <= time - times[0] <= window * DAY for time in times[1:]) for times in seen]
            assert close(figures[f"again_within_{window}d{suffix}"], sum(again) / len(again))
    quiet = {
        who: next((a for a, b in zip(times, times[1:], strict=False) if b - a > 30 * DAY), None)
        for who, times in people.items()
    }
    gone = {who: end - times[-1] > 30 * DAY for who, times in people.items()}
    churned = [who for who in people if quiet[who] is not None or gone[who]]
    assert close(figures["share_churned_who_came_back"], sum(quiet[who] is not None for who in churned) / len(churned))
    first_gap = {
        who: ((quiet[who] if quiet[who] is not None else times[-1]) - times[0]) / DAY for who, times in people.items()
    }
    for name, spans, ended in (
        ("survival_last_post", dict(zip(people, lives, strict=True)), gone),
        ("survival_first_gap", first_gap, {who: quiet[who] is not None or gone[who] for who in people}),
    ):
        data = stats.CensoredData(
            uncensored=[spans[who] for who in people if ended[who]],
            right=[spans[who] for who in people if not ended[who]],
        )
        curve = stats.ecdf(data).sf
        for at in AT:
            expected = float(curve.evaluate(at)) if at <= (end - begin) / DAY else math.nan
            assert close(figures[name][str(at)], expected), (name, at)


def test_those_still_watched_leave_the_denominator_and_are_no_losses():
    """Gone after 10 days, watched for 40, gone after 50, watched for 100: S(10) = 3/4, S(50) = 3/4 * 1/2; counted as losses it would be 1/4."""
    day = {1: (60, 70), 2: (60, 100), 3: (10, 60), 4: (0, 100)}
    rows = sorted((when * DAY, who) for who, days in day.items() for when in days)
    figures = retention(np.array([who for _, who in rows]), np.array([when for when, _ in rows]), 0, 100 * DAY, 0.0)[
        "survival_last_post"
    ]
    # 1: silent for exactly 30 days at the end, which is not yet gone
    assert close(figures["30"], 1.0) and close(figures["90"], 1 / 2)


@pytest.mark.parametrize("at", AT)
def test_a_log_of_so_many_days_tells_survival_up_to_its_last_day_and_no_further(at):
    """One who still writes on the last day: known to live so long where the log is so long, to the second."""
    for end, expected in ((at * DAY, 1.0), (at * DAY - 1, math.nan)):
        found = retention(np.zeros(2, np.int64), np.array([0, end]), 0, end, 0.0)
        assert close(found["survival_last_post"][str(at)], expected)
        assert close(found["survival_first_gap"][str(at)], expected) or at > 30  # a silence of a month ends the first


# who writes how much


def test_counts_and_their_quantiles(events):
    counts = frame(events).member.value_counts().to_numpy()
    figures = activity(events[0])
    assert close(figures["gini"], np.abs(counts[:, None] - counts[None, :]).mean() / (2 * counts.mean()))
    assert close(figures["share_members_one_post"], (counts == 1).sum() / len(counts))
    told = figures["posts_per_member"]
    assert close(
        [told["mean"], told["median"], told["p90"], told["p99"], told["max"]],
        [counts.mean(), *np.quantile(counts, (0.5, 0.9, 0.99)), counts.max()],
    )


def test_laws_of_counts_are_the_likeliest(events):
    counts = np.bincount(events[0])
    figures = activity(events[0])
    alpha = scipy.optimize.minimize_scalar(
        lambda a: -stats.zipf.logpmf(counts, a).sum(), bounds=(1.01, 6.0), method="bounded", options={"xatol": 1e-8}
    ).x
    assert figures["power_law"]["alpha_all"] == pytest.approx(alpha, abs=2e-5)

    def loglik(mu, sigma):
        law = stats.lognorm(sigma, scale=math.exp(mu))
        return float(np.log((law.cdf(counts + 0.5) - law.cdf(counts - 0.5)) / law.sf(0.5)).sum())

    mu, sigma = figures["log_normal"]["mu"], figures["log_normal"]["sigma"]
    if abs(mu) < 15:  # else it slides to where it is no log-normal
        assert all(
            loglik(mu, sigma) >= loglik(mu + a, sigma * b) - 1e-6 for a in (-0.02, 0, 0.02) for b in (0.99, 1, 1.01)
        )
        gain = (loglik(mu, sigma) - stats.zipf.logpmf(counts, alpha).sum()) / len(counts)
        assert figures["log_normal_minus_power_law_loglik_per_member"] == pytest.approx(gain, abs=1e-6)


# the course


def test_days_weeks_and_months(events):
    table = frame(events)
    table["day"] = table.time // DAY
    days = range(table.day.iloc[0] + 1, table.day.iloc[-1])
    counts = table.day.value_counts().reindex(days, fill_value=0).sort_index()
    dates = pd.to_datetime(np.array(days) * DAY, unit="s")
    weekend = dates.day_of_week >= 5
    figures = rhythm(*events)
    told = figures["posts_per_day"]
    assert close(
        [told["mean"], told["median"], told["max"], told["variance_over_mean"]],
        [counts.mean(), counts.median(), counts.max(), counts.var(ddof=0) / counts.mean()],
    )
    assert close(figures["share_days_without_posts"], (counts == 0).mean())
    assert close(figures["weekday_over_weekend"], counts[~weekend].mean() / counts[weekend].mean())
    for lag in (1, 7):
        centred = (counts - counts.mean()).to_list()
        expected = sum(a * b for a, b in zip(centred[lag:], centred, strict=False)) / sum(a * a for a in centred)
        assert close(figures[f"acf_daily_lag{lag}"], expected)
    trend = pd.Series(counts.to_numpy(float)).to_list()
    means = [np.mean(trend[max(i - 14, 0) : i + 14]) for i in range(len(trend))]
    rest = np.array([x / m if m > 0 else 1.0 for x, m in zip(trend, means, strict=True)])
    rest -= rest.mean()
    assert close(figures["acf_daily_lag7_detrended"], float((rest[7:] * rest[:-7]).sum() / (rest**2).sum()))
    assert close(
        figures["members_per_day_mean"],
        table[table.day.isin(days)].groupby("day").member.nunique().reindex(days, fill_value=0).mean(),
    )
    block = (table.time - table.time.iloc[0]) // (30 * DAY)
    monthly = table.member.groupby(block).nunique()
    monthly = monthly[monthly.index < block.iloc[-1]]
    assert close(figures["members_per_30d_mean"], monthly.mean())
    assert close(figures["daily_over_monthly_members"], figures["members_per_day_mean"] / monthly.mean())


def test_tenths_of_the_time(events):
    table = frame(events)
    start, span = table.time.iloc[0], table.time.iloc[-1] - table.time.iloc[0]
    table["part"] = [min(9, int(10 * (when - start) // span)) for when in table.time]
    figures = tenths(*events)
    assert figures["posts"] == [int((table.part == k).sum()) for k in range(10)]
    assert figures["active_members"] == [table[table.part == k].member.nunique() for k in range(10)]
    assert figures["newcomers"] == [int((table.groupby("member").part.first() == k).sum()) for k in range(10)]


# threads and answers


def with_threads(seed: int):
    rng = np.random.default_rng(seed)
    n = 300
    time = np.sort(np.where(rng.random(n) < 0.5, rng.integers(0, 400, n) * DAY // 2, rng.integers(0, 200 * DAY, n)))
    member = np.where(rng.random(n) < 0.1, -1, rng.integers(0, 15, n))
    thread, to = np.sort(rng.integers(0, 90, n)), np.where(rng.random(n) < 0.6, rng.integers(-1, 15, n), NOBODY)
    none = (np.empty(0, np.int64), np.empty(0, np.int64))
    return compose(
        member, time, np.zeros(n), rng.permutation(thread), to, none, none, frozenset(("thread", "reply_to"))
    )[0]


@pytest.mark.parametrize("seed", range(6))
def test_threads_and_their_first_answers(seed):
    log = with_threads(seed)
    end = int(log.time[log.member >= 0][-1])
    rows: dict[int, list[tuple[int, int]]] = {}
    for member, time, thread in zip(log.member.tolist(), log.time.tolist(), log.thread.tolist(), strict=True):
        rows.setdefault(thread, []).append((member, time))
    own = [row for row in rows.values() if row[0][0] >= 0]
    waits = {
        i: next(((time - one[0][1]) / HOUR for member, time in one if member != one[0][0]), None)
        for i, one in enumerate(own)
    }
    old = [i for i, one in enumerate(own) if one[0][1] <= end - 30 * DAY]
    figures = measure_log(log)["threads"]
    sizes = [len(one) for one in own]
    assert figures["threads"] == len(own)
    told = figures["events_per_thread"]
    assert close(
        [told["mean"], told["median"], told["p90"], told["max"]],
        [np.mean(sizes), np.median(sizes), np.percentile(sizes, 90), max(sizes)],
    )
    assert close(figures["members_per_thread_mean"], np.mean([len({member for member, _ in one}) for one in own]))
    assert close(figures["share_threads_answered"], np.mean([waits[i] is not None for i in old]))
    answered = [wait for wait in waits.values() if wait is not None]
    assert close(
        [figures["hours_to_first_answer"]["median"], figures["hours_to_first_answer"]["p90"]],
        np.percentile(answered, [50, 90]).tolist(),
    )


@pytest.mark.parametrize("seed", range(6))
def test_answers_by_name_and_answers_back(seed):
    log = with_threads(seed)
    rows = list(zip(log.member.tolist(), log.time.tolist(), log.thread.tolist(), log.addressee.tolist(), strict=True))
    end, horizon = int(log.time[log.member >= 0][-1]), 30 * DAY
    answered: dict[int, int] = {}
    due, delays = 0, []
    for i, (member, time, thread, to) in enumerate(rows):
        if to >= 0 and to != member:
            before = [j for j in range(i) if rows[j][0] == to and rows[j][2] == thread]
            if before and time - rows[before[-1]][1] <= horizon:
                answered.setdefault(before[-1], time - rows[before[-1]][1])
        if member >= 0 and to >= -1 and to != member and time <= end - horizon:
            due += 1
            back = next(
                (when - time for who, when, where, whom in rows[i + 1 :] if (who, where, whom) == (to, thread, member)),
                None,
            )
            delays += [back] if back is not None and back <= horizon else []
    posts = [i for i, row in enumerate(rows) if row[0] >= 0]
    old = [i for i in posts if rows[i][1] <= end - horizon]
    figures = measure_log(log)["addressed"]
    assert close(figures["share_events_naming_someone"], np.mean([rows[i][3] >= -1 for i in posts]))
    assert close(figures["share_posts_answered"], np.mean([i in answered for i in old]))
    assert close(figures["hours_to_answer_median"], np.median(list(answered.values())) / HOUR)
    assert close(figures["share_addressed_returned"], len(delays) / due)
    assert close(figures["hours_to_return_median"], float(np.median(delays)) / HOUR if delays else math.nan)
