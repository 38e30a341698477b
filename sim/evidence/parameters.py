"""Where our parameters stand against the evidence: the few that a published figure fixes in their own unit.

Most parameters have no such figure: they were judged, or fitted to a pattern; their source says so. Effects that a
study measured (a reply, a welcome) are also what emulated experiments must reproduce; here only the number that was
put in is held against the number that was published.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """What the literature says about one parameter, in the parameter's own unit.

    Attributes
    ----------
    value : the default the evidence suggests.
    low, high : the range it leaves.
    source : who measured it, and how it was turned into the parameter's unit.
    """

    value: float
    low: float
    high: float
    source: str


def doubling(multiplier: float) -> float:
    """Logits per doubling of (1 + reactions) that multiply the odds of a second reaction."""
    return math.log(multiplier) / math.log(2.0)


EVIDENCE: dict[str, Evidence] = {
    "stop_first": Evidence(0.40, 0.10, 0.65, "six real logs .15-.46; Slashdot 55 %; newsgroups 44-56 %"),
    "welcome_ease": Evidence(0.20, 0.05, 0.40, "Teahouse experiment (Morgan & Halfaker 2018), size judged"),
    "welcome_auto_ease": Evidence(0.0, -0.05, 0.10, "null experiments (Narayan et al. 2017)"),
    "rules_courage": Evidence(
        math.log(1.2), 0.0, math.log(1.7), "x 1.2 (1.0-1.7) newcomers' comments (Matias 2019, shrunk), as a logit"
    ),
    "react_herd": Evidence(
        doubling(1.20),
        doubling(1.05),
        doubling(1.32),
        "x 1.20 (1.05-1.32) for a first vote (Muchnik et al. 2013; Glenski & Weninger 2016), per ln 2",
    ),
    "norm_profile": Evidence(1.5, 0.5, 2.5, "conformity experiments, magnitude assumed"),
    "trust_ratio": Evidence(4.0, 2.0, 8.0, "Slovic 1993, direction only"),
    "notice_delay_sd": Evidence(1.9, 1.5, 2.2, "log-normal reply delays (Kaltenbrunner et al. 2007)"),
    "digest": Evidence(
        0.029 / 7.0, 0.015 / 7.0, 0.05 / 7.0, "association e-mail: click 2.9 % a mailing, weekly (NationBuilder 2016)"
    ),
}


@dataclass(frozen=True)
class Moved:
    """A parameter that is not where the evidence puts it, or lies outside its range.

    Attributes
    ----------
    name : of the parameter.
    where : settings in which it has this value; empty for all of them.
    evidence : where the evidence puts it; None when it has no figure and only the declared range counts.
    value : what the model uses.
    low, high : what is believable of it, as declared beside the rule.
    source : of the evidence, or of the declared default.
    """

    name: str
    where: tuple[str, ...]
    evidence: float | None
    value: float
    low: float
    high: float
    source: str

    @property
    def outside(self) -> bool:
        """Whether the value lies outside the range declared for it."""
        return not self.low <= self.value <= self.high


def moved_parameters(behaviours: Mapping[str, Mapping[str, float]], tolerance: float = 0.05) -> list[Moved]:
    """Return every parameter that was moved from its evidence default, or from its default by a setting, or lies outside its range.

    Parameters
    ----------
    behaviours : mapping
        Setting -> parameters that its file changes.
    tolerance : float
        Rounding: closer to the evidence default than this share of the evidence's range is not a move.
    """
    from sim.rules import PARAMETERS

    rows = []
    for name, parameter in PARAMETERS.items():
        known = EVIDENCE.get(name)
        changed: dict[float, list[str]] = {parameter.default: []}
        for setting, values in behaviours.items():
            if name in values and values[name] != parameter.default:
                changed.setdefault(values[name], []).append(setting)
        for value, where in changed.items():
            row = Moved(
                name,
                tuple(where),
                known.value if known else (parameter.default if where else None),
                value,
                *parameter.believable,
                known.source if known else parameter.source,
            )
            far = known is not None and abs(value - known.value) > tolerance * (known.high - known.low)
            if where or row.outside or far:
                rows.append(row)
    return rows
