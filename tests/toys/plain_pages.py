"""What the pages of sweeps, sensitivity, doses and pairs must say, read off the data alone: for every number of every text its role.

Each `of_...` answers for a text and what was filled in: a list is the numbers that a parameter must show, in their order, a string the name it
must be. None says that nobody knows such a text, which is a fault of whoever wrote it without a line here.
"""

from __future__ import annotations

import math
import re

import numpy as np

from sim.measures import MEASURES
from sim.report.press.numbers import SHARE_UNITS
from sim.studies.doses.settings import MOST
from sim.studies.doses.study import MEASURES as DOSED
from sim.studies.sweep.table import axes_of, interaction, leaders, point_rows, variance

Wanted = dict[str, list[float] | str] | None


def scale(measure: str) -> float:
    return 100.0 if MEASURES[measure].unit in SHARE_UNITS else 1.0


# sweeps


class Swept:
    """A sweep of which more is better, looked at by its table, and by the numbers of `sim.studies.sweep.table`, which have oracles of their own."""

    def __init__(self, view) -> None:
        self.view, self.sweep = view, view.sweep
        self.rows = point_rows(self.sweep, self.sweep.primary, 1)
        self.known = [row for row in self.rows if row.is_compared]
        means = {row.index: row.mean for row in self.known}
        self.best, self.worst = max(means, key=means.get), min(means, key=means.get)
        self.near = [
            row.index
            for row in sorted(self.known, key=lambda row: -row.mean)
            if row.index != self.best and not row.sign
        ]
        self.axes = {axis.column: axis for axis in axes_of(self.sweep, self.sweep.primary)}
        self.missing = int(np.isnan(self.sweep.of(self.sweep.primary)).sum())
        self.n = int(
            np.isfinite(self.sweep.of(self.sweep.primary)[[row.index for row in self.known]]).all(axis=0).sum()
        )

    def name(self, index: int) -> str:
        return ", ".join(f"{self.view.axis(column)}: {value:g}" for column, value in self.sweep.setting(index).items())

    def axis(self, name: str):
        return next(axis for column, axis in self.axes.items() if self.view.axis(column) == name)


def of_sweep(d: Swept, key: str, values: dict) -> Wanted:
    rows = {row.index: row for row in d.rows}
    best, worst, others = rows[d.best], rows[d.worst], len(d.known) - 1
    names = [f"“{d.name(i)}”" for i in d.near]
    both = d.view.crossed[:2] if d.view.crossed else ()
    crossed = {name: d.view.axis(axis.column) for name, axis in zip(("across", "along"), both, strict=False)}
    axes = [name for name in map(d.view.axis, d.axes) if name == values.get("axis")]
    one_axis = {"axis": axes[0] if axes else "the name of an axis"}
    if key == "headline.turns":
        return next(
            {"along": d.view.axis(axis.column), "across": d.view.axis(other.column)}
            for axis, other, leads in leaders(d.sweep, d.sweep.primary, 1)
            if len({lead.best for lead in leads if lead.is_clear}) > 1
        )
    if key.startswith("headline."):
        return one_axis | {"point": d.name(d.best), "n": [len(d.near)], "all": [others]}
    if key in ("answer.turns", "answer.no_turn"):  # what is quoted as best is a value of the axis looked at
        best = float(re.search(r"[“‘]([\d.,]+)[”’]", values["parts"])[1].replace(",", "."))
        names = sorted(d.axes.values(), key=lambda axis: best not in {level.value for level in axis.levels})
        return dict(zip(("along", "across"), (d.view.axis(axis.column) for axis in names), strict=True))
    if key == "answer.best":
        return {
            "mean": [best.mean],
            "interval": [best.low, best.high],
            "point": d.name(d.best),
            "worst": d.name(d.worst),
            "least": [worst.mean],
            "n": [d.n],
        }
    if key in ("answer.near", "answer.near_named", "answer.clear", "answer.clear_one"):
        named = {"names": d.view.join(names)} if key == "answer.near_named" else {}
        return {"n": [len(d.near)], "all": [others]} | named
    if key == "answer.missing":
        return {"n": [d.missing], "all": [d.sweep.of(d.sweep.primary).size], "over": [d.n], "reps": [d.sweep.n_reps]}
    if key == "answer.set_apart":
        apart = [row for row in d.rows if not row.is_compared]
        return {
            "n": [len(apart)],
            "names": d.view.join([f"“{d.name(row.index)}” ({row.n} / {d.sweep.n_reps})" for row in apart]),
        }
    if key in ("answer.together", "answer.apart"):
        across, along = d.axis(values["across"]), d.axis(values["along"])
        at = interaction(d.sweep, d.sweep.primary)
        table = d.sweep.of(d.sweep.primary)
        table = table[:, np.isfinite(table[[row.index for row in d.known]]).all(axis=0)]
        ends = [[axis.levels[0].value, axis.levels[-1].value] for axis in (across, along)]
        mean = {
            (x, y): np.nanmean(
                [
                    table[i]
                    for i in range(len(table))
                    if (d.sweep.setting(i)[across.column], d.sweep.setting(i)[along.column]) == (x, y)
                ]
            )
            for x in ends[0]
            for y in ends[1]
        }
        at_a, at_b = (mean[ends[0][1], y] - mean[ends[0][0], y] for y in ends[1])
        return {
            "first": [ends[0][0]],
            "last": [ends[0][1]],
            "a": [ends[1][0]],
            "b": [ends[1][1]],
            "at_a": [at_a],
            "at_b": [at_b],
            "difference": [at_b - at_a],
            "interval": [at[2].low, at[2].high],
        }
    if key in ("answer.leads", "answer.leads_unclear"):
        for of_lead, _, by_level in leaders(d.sweep, d.sweep.primary, 1):
            at = [
                lead.at
                for lead in by_level
                if f"{lead.best:g}" == values["best"] and lead.is_clear == (key == "answer.leads")
            ]
            if values["best"] in {f"{level.value:g}" for level in of_lead.levels}:
                return {"best": [float(values["best"])], "levels": at}
    if key == "answer.chance":
        parts = variance(d.sweep, d.sweep.primary)
        return {
            "share": [100 * parts.chance / (parts.chance + parts.design)],
            "sd": [math.sqrt(parts.chance)],
            "low": [worst.mean],
            "high": [best.mean],
        }
    if key in ("effects.line", "effects.line_unclear", "figure.effect_alt"):
        first, last = (d.axis(values["axis"]).levels[i] for i in (0, -1))
        return one_axis | {
            "first": [first.value],
            "last": [last.value],
            "a": [first.mean],
            "b": [last.mean],
            "difference": [last.mean - first.mean],
            "interval": [last.difference_low, last.difference_high],
        }
    if key == "effects.bent":
        bent = next(axis for axis in d.axes.values() if len(axis.levels) > 2)
        top, bottom = (how(bent.levels, key=lambda level: level.mean) for how in (max, min))
        return {"top": [top.value], "a": [top.mean], "bottom": [bottom.value], "b": [bottom.mean]}
    if key == "figure.points_alt":
        return {"n": [len(d.rows)], "best": d.name(d.best), "mean": [best.mean]}
    if key == "figure.crossing_alt":
        return crossed | {"low": [worst.mean], "high": [best.mean]}
    if key in ("figure.crossing", "effects.leader"):
        return crossed
    if key == "table.what":
        return {"n": [d.n]}
    if key in ("how.factorial", "how.factorial.arms"):
        return {"n": [len(d.rows) // d.sweep.n_arms], "arms": [d.sweep.n_arms], "seed": [0]}
    if key == "how.runs":
        return {
            "points": [len(d.rows)],
            "reps": [d.sweep.n_reps],
            "runs": [len(d.rows) * d.sweep.n_reps],
            "seed": [d.sweep.points[0].scenario.community.seed],
        }
    return None


# sensitivity


def of_sensitivity(view, answer, key: str, values: dict) -> Wanted:
    effects, factors = answer.effects, view.sweep.factors
    by_name = {view.axis(factor.column): effects[i] for i, factor in enumerate(factors)}
    ranked = sorted((effect for effect in effects if math.isfinite(effect.mu_star)), key=lambda effect: -effect.mu_star)
    out = [effect for effect in ranked if effect.stands_out]
    unclear = [effect for effect in effects if not effect.stands_out and not effect.is_zero and effect.n_steps]
    levers = [effect for effect in effects if factors[effect.factor].kind == "lever"]
    lost = [effect.n_missing for effect in effects if effect.n_missing]
    grades = [view.grade(effect.factor) for effect in out if factors[effect.factor].kind != "lever"]
    everything = {"all": [len(effects)]}
    if key == "against":
        return {"b": view.arm(1), "a": view.arm(0)}
    if key.startswith("headline."):
        return everything | {"n": [grades.count("E")] if "invented" in key else [len(out)]}
    if key in ("told.place_difference", "told.place_mean"):
        is_it = answer.as_it_is
        return everything | {
            "x": [is_it.mean],
            "interval": [is_it.low, is_it.high],
            "n": [is_it.n],
            "low": [answer.spread[0]],
            "high": [answer.spread[2]],
            "share": [100 * answer.share_above],
            "ways": [view.sweep.n_screen],
        }
    if key in ("told.out", "told.out_one", "told.none"):
        return everything | {
            "n": [len(out)],
            "names": [x for effect in out for x in (effect.mu_star, effect.low, effect.high)],
        }
    if key in ("told.one", "told.choice"):
        driver = by_name[values["name"]]
        return {"x": [driver.mu_star], "interval": [driver.low, driver.high], "place": [1 + ranked.index(driver)]}
    if key.startswith(("told.invented", "told.none_invented")):
        return {"n": [grades.count("E")], "of": [len(grades)]}
    if key == "told.missing":
        return {
            "n": [sum(lost)],
            "all": [len(effects) * view.sweep.n_screen * view.sweep.n_reps],
            "factors": [len(lost)],
        }
    if key in ("told.choices", "told.choices_one", "told.no_choices"):
        return {
            "all": [len(levers)],
            "n": [sum(effect.stands_out for effect in levers)],
            "of": [len(effects)],
            "names": [x for effect in levers if effect.stands_out for x in (effect.mu_star, 1 + ranked.index(effect))],
        }
    if key == "told.choices_in":
        return {"most": [max(effect.high for effect in levers if not effect.stands_out)]}
    if key == "told.unclear":
        return everything | {"n": [len(unclear)], "most": [max(effect.high for effect in unclear)]}
    if key == "told.zero":
        return everything | {"n": [sum(effect.is_zero for effect in effects)]}
    if key == "told.empty":
        return everything | {"n": [sum(not effect.n_steps for effect in effects)]}
    if key in ("told.indices", "told.indices_unclear", "figure.indices_alt"):
        top = max(answer.indices, key=lambda index: index.total)
        return {
            "n": [len(answer.indices)],
            "name": view.axis(factors[top.factor].column),
            "top": view.axis(factors[top.factor].column),
            "first": [100 * top.first],
            "total": [100 * top.total],
            "interval": [100 * top.total_low, 100 * top.total_high],
        }
    if key in ("told.chance", "chance.alt"):
        part = answer.chance
        return {
            "share": [100 * part.of_runs],
            "runs": [100 * part.of_runs],
            "interval": [100 * part.runs_low, 100 * part.runs_high],
            "means": [100 * part.of_means],
            "n": [view.sweep.n_reps],
        }
    if key in ("chance.what", "chance.means"):
        return {"n": [view.sweep.n_reps]}
    if key in ("dummy.in", "dummy.out"):
        return {"x": [answer.dummy.mu_star], "reach": [answer.dummy.reach]}
    if key == "figure.screen_alt":
        return everything | {
            "n": [len(out)],
            "top": view.axis(factors[ranked[0].factor].column),
            "mu": [ranked[0].mu_star],
        }
    if key == "screen.what":
        return {"n": [view.sweep.n_screen]}
    if key == "screen.no_value":
        return {"n": [sum(not effect.n_steps for effect in effects)]}
    if key == "indices.behind":
        return {"n": [sum(effect.factor not in view.sweep.kept for effect in out)], "keep": [len(view.sweep.kept)]}
    if key == "indices.rows":
        return {"n": [answer.chance.n_left_out], "all": [view.sweep.n_rows]}
    if key == "told.failed":
        return {"n": [len(view.sweep.failures)], "error": "it broke"}
    asked = view.sweep.plan.sensitivity
    if key in ("how.factors", "how.all", "how.reach"):
        return everything | {
            "n": [len(factors)],
            "names": "; ".join(
                f"`{factor.key}`: {view.axis(factor.column)}, "
                + (
                    ", ".join(f"{x:g}" for x in factor.values)
                    if factor.dist == "values"
                    else f"{factor.low:g} – {factor.high:g}"
                )
                for factor in factors
            ),
        }
    if key == "how.screen":
        return {"n": [view.sweep.n_screen], "levels": [asked.levels], "seed": [asked.seed]}
    if key == "how.indices":
        return {"n": [view.sweep.n_rows]}
    if key == "how.runs":
        return {
            "runs": [view.sweep.n_runs],
            "reps": [view.sweep.n_reps],
            "seed": [view.sweep.points[0].scenario.community.seed],
        }
    return None


# doses


def of_doses(view, key: str, values: dict) -> Wanted:
    rows, lang = view.doses.rows, view.lang
    label = {name: view.label(name) for name in DOSED}
    measure = next((name for name in DOSED if label[name] == values.get("measure")), "")
    if key.startswith("headline."):
        far = [
            row for row in rows if not row.may_exceed and any(curve.limit == "beyond" for curve in row.curves.values())
        ]
        wrong = [row for row in rows if any(not curve.is_sound for curve in row.curves.values())]
        return {
            "n": [len(rows)],
            "far": [len(far)],
            "shapes": [len(wrong)],
            "known": [sum(row.understood != "" for row in wrong)],
        }
    if key == "answer.what":
        return {"reps": [view.doses.n_reps]}
    if key == "answer.moves":

        def ends(sign: int) -> list[tuple[float, str]]:
            gaps = [
                (
                    max(
                        (
                            sign * gap.mean
                            for gap in row.curves[measure].against_own
                            if sign * (gap.low if sign > 0 else gap.high) > 0
                        ),
                        default=0.0,
                    ),
                    row.lever.key,
                )
                for row in rows
                if row.curves[measure].shape != "flat"
            ]
            return sorted((gap for gap in gaps if gap[0] > 0), reverse=True)[:5]

        listed = {
            name: [sign * scale(measure) * size for size, _ in ends(sign)] for name, sign in (("up", 1), ("down", -1))
        }
        assert all(
            re.findall(r"`(.+?)`", values[name]) == [key for _, key in ends(sign)]
            for name, sign in (("up", 1), ("down", -1))
        )
        return listed | {"n": [sum(row.curves[measure].shape != "flat" for row in rows)], "all": [len(rows)]}
    part = re.fullmatch(r"answer\.(runs_away|jumps|zigzag|flat)\.\w+", key)
    if part:
        return {
            "n": [
                sum(
                    all(curve.shape == "flat" for curve in row.curves.values())
                    if part[1] == "flat"
                    else any(curve.shape == part[1] for curve in row.curves.values())
                    for row in rows
                )
            ]
        }
    part = re.fullmatch(r"answer\.limit_(beyond|allowed|open)\.\w+", key)
    if part:
        held = [
            row
            for row in rows
            if row.curves[measure].limit == ("open" if part[1] == "open" else "beyond")
            and bool(row.may_exceed) == (part[1] == "allowed")
        ]
        assert re.findall(r"`(.+?)`", str(values.get("names", ""))) == [row.lever.key for row in held]
        return {"n": [len(held)], "times": [MOST[measure]], "names": [row.curves[measure].most for row in held]}
    if key in ("lever.tried", "lever.beside"):
        row = next(row for row in rows if row.lever.key == values["lever"])
        return {
            "own": view.dose(row.lever.doses[row.lever.own]),
            "scenario": row.base.title[lang],
            "base": row.lever.setting.base,
            "beside": view.join([f"`{name} = {view.dose(value)}`" for name, value in row.lever.setting.beside.items()]),
        }
    if key == "how.runs":
        provenance = view.doses.provenance
        return {
            "levers": [provenance["levers"]],
            "doses": [provenance["doses"]],
            "reps": [view.doses.n_reps],
            "runs": [provenance["planned"]],
        }
    if key in ("figure.alt", "figure.alt_lever"):
        known = {"lever": {row.lever.field for row in rows}, "policy": {view.policy(row.lever.kind) for row in rows}}
        parts = {name: value for name, value in values.items() if name in ("levers", "shapes")}
        return parts | {
            name: value if value in known[name] else f"the name of a {name}"
            for name, value in values.items()
            if name in known
        }
    if key.startswith("limit."):
        return (
            {"times": [1.6]} if values["times"].startswith("1") and values["times"].endswith("6") else {"times": [1.4]}
        )
    return None


# pairs


def of_pairs(view, key: str, values: dict) -> Wanted:
    rows = view.answers.rows
    verdicts = [row.primary.verdict for row in rows]
    if key == "headline":
        return {
            "n": [len(rows)],
            "better": [verdicts.count("better")],
            "worse": [verdicts.count("worse")],
            "open": [verdicts.count("undecided")],
            "rest": [verdicts.count("no_difference") + verdicts.count("identical")],
        }
    if key == "against":
        named = [row.pair for row in rows if row.pair.second == values["second"]]
        return {"second": named[0].second, "first": named[0].first} if named else {"second": "the second of a pair"}
    if key == "how.beside":
        return {"stays": view.label("retention_180"), "hours": view.label("host_hours")}
    if key == "answer.alarms":
        return {"n": [len(rows)], "expected": [0.05 * len(rows)]}
    if key == "answer.before":
        return {"n": [len(view.before.rows)]}
    part = re.fullmatch(r"answer\.(\w+)\.\w+", key)
    if part and part[1] in ("better", "worse", "no_difference", "undecided", "identical"):
        held = [row for row in rows if row.primary.verdict == part[1]]
    elif part:
        was = {row.name: row.primary.verdict for row in view.before.rows}

        def became(row) -> str:
            pair = was.get(row.name), row.primary.verdict
            return (
                "new"
                if pair[0] is None
                else "same"
                if pair[0] == pair[1]
                else "turned"
                if set(pair) == {"better", "worse"}
                else "decided"
                if pair[0] == "undecided"
                else "opened"
                if pair[1] == "undecided"
                else "other"
            )

        held = [row for row in rows if became(row) == part[1]]
    else:
        provenance = view.answers.provenance
        return (
            {"n": [len(rows)], **{name: [provenance[name]] for name in ("scenarios", "first", "most", "again")}}
            if key == "how.runs"
            else None
        )
    named = [f"`{row.pair.second}` ({', '.join(row.pair.advice)})" for row in held]
    return {"n": [len(held)], "names": "" if part[1] == "same" else view.join(named)}
