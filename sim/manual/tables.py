"""The tables of the model's description: what is declared beside the code, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.manual.code import attributes, commented, purposes, readers, users
from sim.manual.doors import DOORS, levers
from sim.measures import BESIDE, GOAL_WEIGHTS, GOALS, MEASURES
from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.rules.people import DEFAULT_MIX, PRESETS, ROLES
from sim.words import say
from sim.world import programme
from sim.world.parameters import UNCERTAIN, Parameter
from sim.world.people import PERSON, TIE
from sim.world.posts import POST

BETTER = {1: "more", -1: "less", 0: "neither"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Docstring text as Markdown."""
    return text.replace("``", "`")


def files() -> list[str]:
    """The rule files that declare parameters, in the order of the registry."""
    return list(dict.fromkeys(parameter.rule for parameter in PARAMETERS.values()))


def kind(parameter: Parameter) -> str:
    """What kind of parameter it is; of what is uncertain under some policies only, under which."""
    policies = f" with {' or '.join(parameter.policies)}" if parameter.kind == UNCERTAIN and parameter.policy else ""
    return parameter.kind + policies


def parameters() -> str:
    """All parameters, one table for each rule file."""
    read = readers("p", "p")
    parts = []
    for file in files():
        rows = [
            (
                f"`{p.name}`",
                f"{p.default:g}",
                f"{p.believable[0]:g} to {p.believable[1]:g}",
                p.unit,
                p.text,
                p.source,
                p.grades,
                kind(p),
                p.enters,
                "" if p.off is None else f"{p.off:g}",
                ", ".join(read.get(p.name, ())) or "nothing",
            )
            for p in PARAMETERS.values()
            if p.rule == file
        ]
        head = ("name", "default", "range", "unit", "what", "source", "grade", "kind", "enters", "off", "read by")
        parts.append(f"#### `sim/rules/{file}.py`\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def roles() -> str:
    """The presets of the roles: share of the audience, and shift of each trait."""
    head = (
        "role",
        "share",
        "visiting",
        "reacting",
        "replying",
        "starting",
        "hesitation",
        "harshness",
        "learns",
        "spams",
    )
    rows = [
        (
            f"`{role}`",
            f"{DEFAULT_MIX[role]:g}",
            *(f"{x:+g}" for x in PRESETS[i, :6]),
            *("yes" if x else "no" for x in PRESETS[i, 6:]),
        )
        for i, role in enumerate(ROLES)
    ]
    return table(head, rows)


def _columns(file: str, start: str, dtype) -> str:
    rows = []
    for group, name, comment in commented(file, start):
        rows.append((f"`{name}`", str(dtype[name]), plain(comment) or name.replace("_", " "), group))
    if {row[0] for row in rows} != {f"`{name}`" for name in dtype.names}:
        raise ValueError(f"the columns of {file} were not all found")
    head = ("column", "type", "what", "group")
    return table(head, rows) if any(row[3] for row in rows) else table(head[:3], [row[:3] for row in rows])


def people() -> str:
    """Columns of the table of people."""
    return _columns("people.py", "PERSON = np.dtype(", PERSON)


def posts() -> str:
    """Columns of the table of posts."""
    return _columns("posts.py", "POST = np.dtype(", POST)


def ties() -> str:
    """Columns of the table of ties."""
    words = {"who": "row of the other person", "strength": "0..1, as it was on `day`", "day": "day of the last meeting"}
    return table(("column", "type", "what"), [(f"`{name}`", str(TIE[name]), words[name]) for name in TIE.names])


def columns() -> str:
    """Columns of the programme: value that means no policy, what it says, and which functions read it."""
    says = attributes(programme.__doc__)
    read = readers("prog", "today")
    rows = [
        (f"`{name}`", str(default), plain(says[name]), ", ".join(read.get(name, ())) or "nothing")
        for name, _, _, default in programme.COLUMNS
    ]
    return table(("column", "nothing is done at", "what", "read by"), rows)


def policies() -> str:
    """Levers x doors: every field of every policy, what it says, the columns it decides, the doors it acts through."""
    rows = []
    for kind in sorted(POLICIES):
        policy = POLICIES[kind]
        for field in levers(policy):
            declared = policy.levers[field]
            decides = ", ".join(f"`{column}`" for column in declared.columns) or "see the text"
            rows.append(
                (
                    kind,
                    f"`{field}`",
                    str(policy.model_fields[field].default),
                    plain(declared.told),
                    decides,
                    *("x" if door in declared.doors else "" for door in DOORS),
                )
            )
    return table(("policy", "lever", "default", "what", "columns", *DOORS.values()), rows)


def diary() -> str:
    """Series of the diary, by group."""
    groups: dict[str, list[str]] = {}
    for group, name, _ in commented("diary.py", "SERIES = ("):
        groups.setdefault(group, []).append(f"`{name}`")
    return "\n".join(f"- *{group}*: {', '.join(names)}." for group, names in groups.items())


def measures() -> str:
    """Every measure, with its words."""
    rows = [
        (
            f"`{m.name}`",
            say(f"measures.{m.name}.label"),
            say(f"measures.unit.{m.unit}"),
            m.source,
            BETTER[m.direction],
            f"{m.smallest_absolute:g}" if m.smallest_absolute is not None else f"{100 * m.smallest_relative:g}%",
            say(f"measures.{m.name}.definition"),
        )
        for m in MEASURES.values()
    ]
    return table(
        ("measure", "label", "unit", "counted from", "better", "smallest difference worth acting on", "definition"),
        rows,
    )


def goals() -> str:
    """Every goal: the measure that decides, and those read beside it; then the weights of scores, each with its reason."""
    decided = table(
        ("goal", "decided by", "read beside it", "why"),
        [
            (goal, f"`{main}`", ", ".join(f"`{name}`" for name in BESIDE[goal]), say(f"measures.goal.{goal}"))
            for goal, main in GOALS.items()
        ],
    )
    weights = table(
        ("goal", "measure", "weight", "why"),
        [
            (goal, f"`{name}`", f"{weight:g}", say(f"measures.goal.{goal}.{name}"))
            for goal, parts in GOAL_WEIGHTS.items()
            for name, weight in parts.items()
        ],
    )
    return f"{decided}\n\nWeights, all invented; a score has the goal's own currency:\n\n{weights}"


def draws() -> str:
    """Purposes of keyed draws and the functions that draw for them."""
    rows = [
        (str(number), name.lower().replace("_", " "), ", ".join(users(name, "sim.world.keys")) or "not drawn yet")
        for name, number in purposes().items()
    ]
    return table(("number", "purpose", "drawn in"), rows)
