"""The table lever x door: through which of the four doors each lever acts, and what carries its effect.

The table is made from what the policies declare, never written by hand: ``python -m sim.manual.doors`` prints it as the page
``docs/doors.md``. The tests show that it is true: with a policy's mediators at their off values its effect is gone, or at least halved.
"""

from __future__ import annotations

from sim.policies import POLICIES, Policy
from sim.policies.lever import Door
from sim.rules import PARAMETERS

DOORS: dict[Door, str] = {
    "who": "who is here",
    "seen": "what is seen",
    "worth": "what a thing seen or received is worth",
    "cost": "what an act costs",
}
"""The four doors, in the order of the table."""

COMMAND = "python -m sim.manual.doors > docs/doors.md"

HEAD = f"""# Levers and doors

Made by `{COMMAND}` from what the policies declare; do not edit by hand.

A policy acts on people through four doors only: {", ".join(DOORS.values())} (members' effort, the host's minutes).
No policy writes a person's worth, a hazard or an outcome. So whatever a policy brings about can be told as: they saw more of this, it
was worth that, so they did the other.

A *mediator* is a parameter of people's behaviour through which a policy's effect on them passes. With all mediators of a policy at
their off values, in both arms, its effect on what people feel and do is gone or at least halved; `tests/mechanisms/test_doors.py`
states for every policy which measure, in which setting, and which cut. Who is here has no such parameter: there membership itself
carries the effect, and with equal membership from the first day (everybody in, nobody comes or returns) it is exactly nothing.
"""


def levers(policy: type[Policy]) -> tuple[str, ...]:
    """Return the settings of a policy that act through a door, in the order in which they are declared."""
    return tuple(policy.doors)


def acts_by_membership(policy: type[Policy]) -> bool:
    """Whether any lever of the policy decides who is here."""
    return any("who" in doors for doors in policy.doors.values())


def doors_table() -> str:
    """Return the page: one row per lever with a mark under each of its doors, then the mediators of each policy."""
    rows = [
        HEAD,
        "## Through which door",
        "",
        "| policy | lever | " + " | ".join(DOORS.values()) + " |",
        "|---" * (2 + len(DOORS)) + "|",
    ]
    for kind in sorted(POLICIES):
        policy = POLICIES[kind]
        for field in levers(policy):
            marks = ["x" if door in policy.doors[field] else "" for door in DOORS]
            rows.append(f"| {kind} | `{field}` | " + " | ".join(marks) + " |")
    rows += ["", "## What carries the effect", ""]
    for kind in sorted(POLICIES):
        rows += [f"### {kind}", ""]
        if acts_by_membership(POLICIES[kind]):
            rows.append("- who is a member")
        rows += [
            f"- `{name}`: {PARAMETERS[name].text} (off at {PARAMETERS[name].off:g})"
            for name in POLICIES[kind].mediators
        ]
        rows.append("")
    return "\n".join(rows).rstrip() + "\n"


if __name__ == "__main__":
    print(doors_table(), end="")
