"""What the plan leaves unseen: reviews and reports that wait for a measure nobody keeps."""

from __future__ import annotations

from sim.policies import Policy
from sim.scenario.model import Scenario
from sim.words import say


def told(scenario: Scenario, policy: Policy, lang: str) -> str:
    """Return what a policy of this scenario says of itself, and that it is blind where it is."""
    sentence, unseen = policy.sentence(lang), blind_to(scenario, policy)
    if not unseen:
        return sentence
    what = say(f"policies.measure.{unseen}", lang)
    return f"{sentence} {say(f'policies.{policy.kind}.blind', lang, what=what)}"


def blind_to(scenario: Scenario, policy: Policy) -> str:
    """Return the measure that a review or a report waits for and that is measured on no day on which it holds; empty where it sees."""
    if policy.kind == "review" and policy.is_held:
        wanted = policy.when
    elif policy.kind == "support" and policy.every_days is not None and policy.reported != "nothing":
        wanted = policy.reported
    else:
        return ""
    days = scenario.community.days
    mine = policy.days(days)
    seen = (held.days(days) for held in scenario.policies if held.kind == "measurement" and wanted in held.measures)
    return "" if any(max(mine.start, other.start) < min(mine.stop, other.stop) for other in seen) else wanted
