"""Checking a whole scenario before day 0: every fault in one go, each with file, line, key and what would be right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import Fault, ScenarioError, nearest
from sim.policies import POLICIES, Policy
from sim.scenario.bounds import allowed, choices, shown, span
from sim.scenario.community import ROLES, Community, is_yours
from sim.scenario.library import Asked, Place
from sim.scenario.lines import Path as Key
from sim.scenario.uncertain import KEYS, Uncertain, faults_of, readable
from sim.words import LANGUAGES
from sim.world.programme import MAX_CHANNELS
from sim.world.reviews import MAX_REVIEWS

ROOT_KEYS = ("extends", "title", "about", "community", "behaviour", "uncertain", "policy", "add_policy", "change")
MAX_POLICIES = 100
MAX_SUGGESTIONS = 200
TITLE = 'text, or { en = "...", nl = "..." }'


class Check:
    """One look at what is asked; `fields` tells what it found, or every fault."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.faults: list[Fault] = list(asked.faults)
        self.suggested = 0
        policies = asked.data.get("policy", [])
        self.raw_policies: list[Any] = policies if isinstance(policies, list) else []

    def fields(self) -> dict[str, Any]:
        """Return the fields of the scenario that is asked.

        Raises
        ------
        ScenarioError
            With every fault, in the order of the file.
        """
        data = self.asked.data
        for key in data:
            if key not in ROOT_KEYS:
                self._unknown((key,), ROOT_KEYS, self._homes(key))
        title = self._words("title")
        about = self._words("about")
        community = self._community()
        behaviour = self._behaviour()
        uncertain = self._unsure()
        policies = self._policies()
        self._fit(policies)
        self._twice(policies)
        if self.faults or community is None:
            raise ScenarioError(self._in_order())
        return {
            "name": self.asked.name,
            "title": title or dict.fromkeys(LANGUAGES, self.asked.name),
            "about": about,
            "community": community,
            "behaviour": behaviour,
            "uncertain": uncertain,
            "policies": tuple(policy for _, policy in policies),
        }

    # -- the parts of a file -----------------------------------------------------------------------------------------------

    def _words(self, key: str) -> dict[str, str] | None:
        value = self.asked.data.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            if not value.strip():
                self._wrong((key,), "is empty", TITLE)
            return dict.fromkeys(LANGUAGES, value)
        if not isinstance(value, Mapping):
            self._wrong((key,), f"{shown(value)} is not text", TITLE)
            return None
        for lang in LANGUAGES:
            if lang not in value:
                self._wrong((key, lang), "missing", TITLE)
        for lang, text in value.items():
            if lang not in LANGUAGES:
                self._unknown((key, lang), LANGUAGES)
            elif not isinstance(text, str) or not text.strip():
                self._wrong((key, lang), f"{shown(text)} is not text", "text")
        return dict(value)

    def _community(self) -> Community | None:
        table = self.asked.data.get("community", {})
        if not isinstance(table, Mapping):
            self._wrong(("community",), f"{shown(table)} is not a table", "a [community] table")
            return None
        rest = {key: value for key, value in table.items() if key != "mix"}
        mix = self._mix(table.get("mix", {}))
        made = self._model(Community, rest, ("community",))
        audience, founders = self._number("audience"), self._number("founders")
        if audience is not None and founders is not None and founders > audience:
            self._wrong(
                ("community", "founders"),
                f"{founders} founders cannot come from an audience of {audience}",
                span(0, audience),
            )
        return None if made is None or mix is None else made.model_copy(update={"mix": mix})

    def _mix(self, mix: Any) -> dict[str, float] | None:
        at: Key = ("community", "mix")
        if not isinstance(mix, Mapping):
            self._wrong(at, f"{shown(mix)} is not a table", "a share for each of " + ", ".join(ROLES))
            return None
        before = len(self.faults)
        for role, share in mix.items():
            if role not in ROLES:
                self._unknown((*at, role), ROLES)
            else:
                self._real((*at, role), share, 0.0, 1.0, "a share")
        if len(self.faults) > before:
            return None
        total = math.fsum(mix.values())
        if mix and abs(total - 1.0) > 1e-9:
            self._wrong(at, f"the shares sum to {total:.10g}", "shares that sum to 1")
            return None
        return {role: float(share) for role, share in mix.items()}

    def _behaviour(self) -> dict[str, float]:
        from sim.rules import PARAMETERS

        table = self.asked.data.get("behaviour", {})
        if not isinstance(table, Mapping):
            self._wrong(("behaviour",), f"{shown(table)} is not a table", "a [behaviour] table")
            return {}
        for name, value in table.items():
            parameter = PARAMETERS.get(name)
            if parameter is None:
                self._unknown(("behaviour", name), PARAMETERS, listed=False)
            else:
                self._real(("behaviour", name), value, parameter.hard_low, parameter.hard_high, parameter.unit)
        return {name: float(value) for name, value in table.items()} if not self.faults else {}

    def _unsure(self) -> dict[str, Uncertain]:
        table = self.asked.data.get("uncertain", {})
        if not isinstance(table, Mapping):
            self._wrong(("uncertain",), f"{shown(table)} is not a table", "an [uncertain] table")
            return {}
        unsure: dict[str, Uncertain] = {}
        for key, entry in table.items():
            at: Key = ("uncertain", key)
            meant = key if key in KEYS else nearest(key[:60], KEYS)
            if key not in KEYS:
                self._unknown(at, KEYS)
            if meant.startswith("reach.") and "reach" not in [
                policy.get("kind") for policy in self.raw_policies if isinstance(policy, Mapping)
            ]:
                self._wrong(at, "the scenario has no policy of kind reach", "a scenario with a policy of this kind")
            if not isinstance(entry, Mapping):
                self._wrong(at, f"{shown(entry)} is not a table", f'an [uncertain."{meant or key}"] table')
                continue
            given, unread = self._model(Uncertain, entry, at), frozenset[str]()
            if given is None:
                given, unread = readable(entry)
            for field, what, right in faults_of(meant, given, unread):
                self._wrong((*at, field), what, right)
            if key == meant or meant not in table:
                unsure[meant] = given
        most = math.fsum(uncertain.most for key, uncertain in unsure.items() if key.startswith("mix."))
        if most > 1.0:
            self._wrong(("uncertain",), f"shares of roles that can sum to {most:.10g}", "ranges that end at 1 together")
        return unsure

    def _policies(self) -> list[tuple[int, Policy]]:
        if not isinstance(self.asked.data.get("policy", []), list):
            self._wrong(("policy",), "is not a list of tables", "[[policy]] tables, with two brackets")
        if len(self.raw_policies) > MAX_POLICIES:
            self._wrong(("policy", MAX_POLICIES), f"{len(self.raw_policies)} policies", f"at most {MAX_POLICIES}")
            return []
        policies = []
        for index, table in enumerate(self.raw_policies):
            at: Key = ("policy", index)
            if not isinstance(table, Mapping):
                self._wrong(at, f"{shown(table)} is not a table", "[[policy]] tables")
            elif "kind" not in table:
                self._wrong((*at, "kind"), "missing", "one of " + ", ".join(POLICIES))
                known = ["kind", *{field: None for policy in POLICIES.values() for field in policy.model_fields}]
                for key in table:
                    if key not in known:
                        self._unknown((*at, key), known, listed=False)
            elif not isinstance(table["kind"], str) or table["kind"] not in POLICIES:
                self._wrong(
                    (*at, "kind"),
                    f"{shown(table['kind'])} is not a kind of policy",
                    "one of " + ", ".join(POLICIES),
                    self._near(str(table["kind"]), POLICIES),
                )
            else:
                policy = self._model(POLICIES[table["kind"]], table, at)
                if policy is not None:
                    policies.append((index, policy))
        return policies

    # -- what must fit together --------------------------------------------------------------------------------------------

    def _fit(self, policies: list[tuple[int, Policy]]) -> None:
        days = self._number("days") or 3650
        audience = self._number("audience") or 2_000_000
        table = self.asked.data.get("community", {})
        venue = table.get("venue") if isinstance(table, Mapping) else None
        for index, policy in policies:
            wrong = [*policy.contradictions(), *policy.misfits(days, audience)]
            for field, what, right, *meant in wrong:
                self._wrong(("policy", index, field), what, right, *meant)
            if venue == "join":
                for field in policy.decides():
                    if not is_yours(policy.kind, field):
                        self._wrong(
                            ("policy", index, field),
                            "is not yours to set in a community that you join",
                            "what its host leaves to you, or venue own under community",
                        )
        channels = [index for index, policy in policies if getattr(policy, "opens_channel", False)]
        if len(channels) > MAX_CHANNELS:
            self._wrong(
                ("policy", channels[MAX_CHANNELS]),
                f"{len(channels)} policies open a channel",
                f"at most {MAX_CHANNELS}",
            )
        reviews = [index for index, policy in policies if getattr(policy, "is_held", False)]
        if len(reviews) > MAX_REVIEWS:
            self._wrong(
                ("policy", reviews[MAX_REVIEWS]), f"{len(reviews)} policies hold a review", f"at most {MAX_REVIEWS}"
            )

    def _twice(self, policies: list[tuple[int, Policy]]) -> None:
        days = self._number("days") or 3650
        for n, (later, second) in enumerate(policies):
            for earlier, first in policies[:n]:
                overlap = range(
                    max(first.from_day, second.from_day), min(first.days(days).stop, second.days(days).stop)
                )
                if type(first) is not type(second) or not overlap:
                    continue
                for field in second.decides():
                    if field in first.decides():
                        place = self._place(("policy", earlier, field))
                        other = f"policy[{earlier}] ({first.kind}) at {place.file}:{place.line}"
                        self._wrong(
                            ("policy", later, field),
                            f"decided twice on days {overlap.start} to {overlap.stop - 1}, here and by {other}",
                            "one policy for a lever on a day",
                        )

    # -- faults ------------------------------------------------------------------------------------------------------------

    def _model(self, model: type[BaseModel], table: Mapping[str, Any], at: Key) -> Any:
        try:
            return model.model_validate(dict(table), context={"contradictions_later": True})
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=False)
            for problem in problems:
                self._from_pydantic(model, at, problem["type"], problem["loc"], problem.get("input"))
            if issubclass(model, Policy):
                faulty = {str(problem["loc"][0]) for problem in problems}
                self._slips(model, {field: value for field, value in table.items() if field not in faulty}, at)
            return None

    def _slips(self, model: type[Policy], sound: Mapping[str, Any], at: Key) -> None:
        """Tell what is wrong in itself among the fields of a policy that has other faults."""
        policy = model.model_validate(dict(sound), context={"contradictions_later": True})
        for field, what, right, *meant in policy.slips():
            self._wrong((*at, field), what, right, *meant)

    def _from_pydantic(self, model: type[BaseModel], at: Key, problem: str, loc: tuple[Any, ...], value: Any) -> None:
        field = str(loc[0])
        path: Key = (*at, *loc)
        if problem == "extra_forbidden":
            homes = self._homes(field) if at == ("community",) else ""
            self._unknown(
                path, [f for f in model.model_fields if f != "kind"] if at[0] == "policy" else model.model_fields, homes
            )
        elif problem == "missing":
            if not any(
                fault.key == "extends" for fault in self.asked.faults
            ):  # it may stand in the parent that was not found
                self._wrong(path, "missing", allowed(model, field))
        else:
            words = choices(model, field)
            meant = self._near(value, words) if isinstance(value, str) and words else ""
            self._wrong(path, self._problem(problem, value, words), allowed(model, field), meant)

    @staticmethod
    def _problem(problem: str, value: Any, words: tuple[str, ...]) -> str:
        if isinstance(value, float) and not math.isfinite(value):
            return f"{value} is not a finite number"
        if problem.startswith(("greater_than", "less_than", "string_too", "too_")):
            return f"{shown(value)} is out of range"
        if problem == "int_type" and isinstance(value, float):
            return f"{shown(value)} is not written as a whole number"
        if problem == "literal_error" or words:
            return f"{shown(value)} is not allowed here"
        names = {
            "int_type": "a whole number",
            "float_type": "a number",
            "bool_type": "true or false",
            "string_type": "text",
        }
        return f"{shown(value)} is not {names.get(problem, 'what belongs here')}"

    def _real(self, path: Key, value: Any, low: float, high: float, unit: str) -> None:
        right = f"{span(low, high)} ({unit})"
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self._wrong(path, f"{shown(value)} is not a number", right)
        elif isinstance(value, float) and not math.isfinite(value):
            self._wrong(path, f"{value} is not a finite number", right)
        elif not low <= value <= high:
            self._wrong(path, f"{shown(value)} is out of range", right)

    def _unknown(self, path: Key, known: Iterable[str], home: str = "", listed: bool = True) -> None:
        known = list(known)
        right = ", ".join(known) if listed else f"one of {len(known)} known names"
        self._wrong(path, "unknown key", right, home or self._near(str(path[-1]), known))

    def _homes(self, key: str) -> str:
        """Return where a misplaced key belongs: ``days`` at the top of the file is ``community.days``."""
        from sim.rules import PARAMETERS

        if key in Community.model_fields:
            return f"community.{key}"
        return f"behaviour.{key}" if key in PARAMETERS else ""

    def _near(self, word: str, words: Iterable[str]) -> str:
        self.suggested += 1
        return nearest(word[:60], words) if self.suggested <= MAX_SUGGESTIONS else ""

    def _number(self, key: str) -> int | None:
        table = self.asked.data.get("community", {})
        value = table.get(key) if isinstance(table, Mapping) else None
        if value is None and key in ("days", "founders"):
            return Community.model_fields[key].default
        low, high = {"audience": (1, 2_000_000), "days": (1, 3650)}.get(key, (0, 2_000_000))
        return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None

    def _wrong(self, path: Key, wrong: str, right: str = "", meant: str = "") -> None:
        place = self._place(path)
        self.faults.append(
            Fault(wrong, file=place.file, line=place.line, key=self._named(path), allowed=right, meant=meant)
        )

    def _place(self, path: Key) -> Place:
        for n in range(len(path), 0, -1):
            if path[:n] in self.asked.places:
                return self.asked.places[path[:n]]
        return Place(self.asked.file, self.asked.first_line)

    def _named(self, path: Key) -> str:
        text = ""
        for n, part in enumerate(path):
            text += f"[{part}]" if isinstance(part, int) else ("." if text else "") + _plain(part)
            if n == 1 and path[0] == "policy" and isinstance(part, int):
                table = self.raw_policies[part] if part < len(self.raw_policies) else None
                kind = table.get("kind") if isinstance(table, Mapping) else None
                text += f" ({kind})" if isinstance(kind, str) and kind in POLICIES else ""
        return text

    def _in_order(self) -> list[Fault]:
        files = list(dict.fromkeys([self.asked.file, *(fault.file for fault in self.faults)]))
        return sorted(self.faults, key=lambda fault: (files.index(fault.file), fault.line))


def _plain(key: str) -> str:
    key = "".join(c if c.isprintable() else "?" for c in key)
    return key if len(key) <= 60 else key[:57] + "..."
