"""The tables of a study file, each a strict model: what may stand in it, with units and ranges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.policies.base import FromList, Frozen

Value = bool | int | float | str
MOST_RUNS = 10_000_000
MOST_REPS = 100_000
MOST_ROWS = 16_384


class Head(Frozen):
    """`[study]`: what is asked, of which scenarios, how often.

    Attributes
    ----------
    scenarios : tuple of str
        Scenario files, from the study file's folder or the project's own library.
    primary : str or None
        The measure that answers the question; None: that of the first scenario's goal.
    beside : tuple of str or None
        Measures to be read beside it; None: those of the goal, and the hosts' hours.
    reps : int
        Replications of every point [1..100000]; replication r meets the same random numbers at every point.
    precision : str, float or None
        Stop adding replications when the 95 % interval of every point's mean of the primary measure is at most so wide either way: a
        number in the measure's unit, or a share such as "2%" of the mean of all points. It is looked at after 20 replications, 40, 80
        and so on; `reps` is then the most.
    seed : int or None
        Study seed for all scenarios [0..2**53]; None: their own, which must then be the same.
    series : str
        What is kept of the days of a run: ``all`` every day, ``summary`` means of months of 30 days, ``none``.
    measures : tuple of str
        Own measures, each ``module:function`` or ``file.py:function``, looked for beside the study file and on Python's path.
    budget : int
        Most runs the study may take [1..10000000]; a larger design is refused before it starts.
    assumptions : str
        Over what a parameter runs whose range the study does not give: ``worlds`` between the 10 and the 90 % quantile of the plausible
        worlds (where there are none, as ``ranges``, and it is told); ``ranges`` over its declared range.
    worlds : str or None
        File of the worlds, from the study file's folder; None: those that come with the project.
    ensemble : str or None
        Name of the worlds that gave ranges, in a study that is written out with all of them.
    """

    scenarios: Annotated[tuple[str, ...], FromList] = ()
    primary: str | None = None
    beside: Annotated[tuple[str, ...], FromList] | None = None
    reps: Annotated[int, Field(ge=1, le=MOST_REPS)] = 10
    precision: float | str | None = None
    seed: Annotated[int, Field(ge=0, le=2**53)] | None = None
    series: Literal["all", "summary", "none"] = "none"
    measures: Annotated[tuple[str, ...], FromList] = ()
    budget: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 100_000
    assumptions: Literal["worlds", "ranges"] = "worlds"
    worlds: str | None = None
    ensemble: str | None = None


class Lever(Frozen):
    """`[levers."policy.field"]`: a choice of the host to try several ways.

    Attributes
    ----------
    values : tuple or None
        The values to try.
    low, high : float or None
        Or the ends of a range.
    """

    values: Annotated[tuple[Value, ...], FromList] | None = None
    low: float | None = None
    high: float | None = None


class DesignTable(Frozen):
    """`[design]`: which values are tried together.

    Attributes
    ----------
    kind : str
        ``factorial`` all combinations; ``lhs`` a Latin hypercube; ``sobol`` a Sobol sequence; ``file`` the rows of a table.
    n : int or None
        Draws of ``lhs`` and ``sobol``; levels of each range in ``factorial`` [1..1000000].
    seed : int
        Of the draws [0..2**53].
    file : str or None
        A CSV file whose head names levers and parameters, from the study file's folder; for ``file``. The rows may also stand in the
        study as ``[[design.case]]`` tables.
    """

    kind: Literal["factorial", "lhs", "sobol", "file"] = "factorial"
    n: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0
    file: str | None = None


class SensitivityTable(Frozen):
    """`[sensitivity]`: which of the things that vary decide the answer; a first sieve over all, then indices of those that stay.

    The sizes are choices. 20 trajectories on 4 levels is what Morris's method is mostly used with (10 to 50; Campolongo et al. 2007);
    `keep` and `n` are invented: 64 rows of 6 factors are 512 points, which take minutes and leave intervals of some tenths.

    Attributes
    ----------
    trajectories : int
        Ways through the space in the first stage, on each of which every factor moves once [2..1000].
    levels : int
        Levels of a range in the first stage, even [2..64].
    keep : int
        How many factors go on to the second stage at most [1..20].
    n : int
        Rows of the second stage's base sample, a power of two [8..16384]; it grows by continuing.
    seed : int
        Of both samples [0..2**53].
    of : str or None
        ``mean`` each scenario or variant by itself; ``difference`` every other one against the first, within replications; None:
        ``difference`` where there are several.
    parameters : str or None
        ``all`` takes every uncertain parameter of the model over the range that ``study.assumptions`` says, beside those that are named; one that a
        scenario of the study sets stays as it is in all of them: it was set on purpose, or is what they compare; one of a policy that none of them
        has is left out.
    """

    trajectories: Annotated[int, Field(ge=2, le=1000)] = 20
    levels: Annotated[int, Field(ge=2, le=64)] = 4
    keep: Annotated[int, Field(ge=1, le=20)] = 6
    n: Annotated[int, Field(ge=8, le=MOST_ROWS)] = 64
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0
    of: Literal["mean", "difference"] | None = None
    parameters: Literal["all"] | None = None


class ComparisonTable(Frozen):
    """`[comparison]`: the scenarios as they are, pair by pair with the first; nothing varies beside them.

    Attributes
    ----------
    until : str or None
        A precision such as "posters_30d=2%" until which pairs are added; goes before `reps`.
    assumptions : str
        Whether the pairs are run again in plausible ``worlds``, at draws from the ``ranges``, or not at all (``none``).
    noise : bool
        Whether what a tiny irrelevant change does is measured too.
    """

    until: str | None = None
    assumptions: Literal["worlds", "ranges", "none"] = "worlds"
    noise: bool = True
