"""A developer's view of the Mesa face: one community stepped through in the browser, with Mesa's own SolaraViz.

It shows one run and no comparison, and moving a slider changes nothing until the run is reset: that is what it is for, looking at a mechanism
while writing it. A click on Step passes a week, since plots are what takes time. A room gets the page (`sim.page`). Needs the extra ``ui``; a file of two lines makes an app of it::

    from sim.mesa_view import show
    page = show("scenarios/in-batches.toml")

Then ``solara run`` that file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.community import Community
from sim.errors import Fault, InputError
from sim.scenario import Scenario, load
from sim.world.diary import SERIES

SERIES_SHOWN = ("members", "awake", "posters_30d", "posts_own", "visits", "trust")
"""Diary series drawn over time when none are named."""
SLIDERS = {
    "team.hours_per_week": (0.0, 40.0, 1.0),
    "ambassadors.number": (0, 30, 1),
    "admission.batch_size": (0, 200, 5),
}
"""Levers with a slider when none are named: from, to, step."""
MOST_REPLICATIONS = 99


class Viewed(Community):
    """A community as SolaraViz makes it anew: Mesa takes whatever is named only where the rest is called `kwargs`."""

    def __init__(self, scenario: Scenario | None = None, *, replication: int = 0, **kwargs: Any) -> None:
        super().__init__(scenario, replication=replication, **kwargs)


def parameters(scenario: Scenario, levers: dict[str, tuple[float, float, float]]) -> dict[str, Any]:
    """Return what SolaraViz makes a model of: the scenario, which replication, and a slider for each lever, as Mesa writes them down.

    Raises
    ------
    InputError
        When a name is no lever of one policy.
    """
    sliders: dict[str, Any] = {"scenario": scenario}
    sliders["replication"] = _slider("replication", 0, 0, MOST_REPLICATIONS, 1)
    for name, (low, high, step) in levers.items():
        sliders[name] = _slider(name, _standing(scenario, name), low, high, step)
    return sliders


def _slider(label: str, value: float, low: float, high: float, step: float) -> dict[str, Any]:
    kind = "SliderFloat" if isinstance(step, float) else "SliderInt"
    return {"type": kind, "value": min(high, max(low, value)), "label": label, "min": low, "max": high, "step": step}


def _standing(scenario: Scenario, name: str) -> float:
    """What a lever stands at in a scenario: of its first policy of the kind, or what the kind does when it is not there."""
    from sim.policies import POLICIES

    kind, _, field = name.partition(".")
    if kind not in POLICIES or field not in POLICIES[kind].model_fields:
        raise InputError(Fault(f"{name!r} is not a lever", file="levers", allowed="such as team.hours_per_week"))
    mine = next((policy for policy in scenario.policies if policy.kind == kind), None)
    return getattr(mine, field) if mine is not None else POLICIES[kind].model_fields[field].default


def show(
    scenario: str | Path | Scenario = "scenarios/baseline.toml",
    *,
    series: tuple[str, ...] = SERIES_SHOWN,
    levers: dict[str, tuple[float, float, float]] | None = None,
    lang: str = "en",
) -> Any:
    """Return a page that steps a community day by day.

    Parameters
    ----------
    scenario : path or Scenario
        What is simulated.
    series : tuple of str
        Diary series drawn over time.
    levers : mapping, optional
        Which levers get a slider: name -> from, to, step; a step with a point makes the slider one of fractions.
    lang : str
        Language of the title.

    Raises
    ------
    ModuleNotFoundError
        When the extra ``ui`` is not installed.
    InputError
        When a name is no series or no lever.
    """
    from mesa.visualization import SolaraViz, make_plot_component

    for name in series:
        if name not in SERIES:
            raise InputError(
                Fault(f"{name!r} is not a series of the diary", file="series", allowed=f"one of {len(SERIES)}")
            )
    settled = scenario if isinstance(scenario, Scenario) else load(scenario)
    model = Viewed(settled)
    return SolaraViz(
        model,
        components=[make_plot_component(name) for name in series],
        model_params=parameters(settled, SLIDERS if levers is None else levers),
        name=settled.title[lang],
        render_interval=7,
        play_interval=1,
    )
