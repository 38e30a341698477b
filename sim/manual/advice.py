"""The page of advice: for every piece of practitioners' advice which levers there are, how they act, what shows it, and what is missing.

Declared here is only what stands nowhere else: which levers, numbers, measures and test belong to a piece. Rule files and grades come from
the declared numbers, doors from the policies, pairs from the tables of ``scenarios/README.md``, and what is missing from the word catalogue.
``python -m sim.manual.advice`` prints the page, ``--lang nl`` in Dutch.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import cache

from sim.manual.doors import DOORS
from sim.manual.pieces import PIECES, Piece
from sim.policies import POLICIES
from sim.policies.lever import Door
from sim.rules import PARAMETERS
from sim.scenario.community import Community
from sim.studies.pairs.pair import JUDGED, Pair, read_pairs
from sim.words import LANGUAGES, catalogue, listing, say

COMMAND = "python -m sim.manual.advice{lang} > docs/advice{ending}.md"
COMMUNITY = "community"
"""What stands before a setting of the community, which is no policy's."""
ALONE = "in_part", "missing"
STATES = ("works", *ALONE)
COLUMNS = ("piece", "state", "levers", "doors", "rules", "sign", "size", "pairs")


@dataclass(frozen=True)
class Told:
    """A piece of advice with all that follows from what is declared elsewhere.

    Attributes
    ----------
    name : "C01" and so on.
    piece : what is declared of it.
    levers : its settings, "policy.field", whole policies written out.
    doors : through which any of them acts.
    rules : the rule files that declare its numbers.
    pairs : pairs of scenarios that ask about it.
    lacking : what is missing; empty where nothing is, in the language of the page.
    """

    name: str
    piece: Piece
    levers: tuple[str, ...]
    doors: tuple[Door, ...]
    rules: tuple[str, ...]
    pairs: tuple[Pair, ...]
    lacking: str

    @property
    def state(self) -> str:
        """``works``, ``in_part`` where something is missing, ``missing`` where no lever moves it."""
        return "missing" if not self.levers else "in_part" if self.lacking else "works"

    @property
    def measures(self) -> tuple[str, ...]:
        """The declared measures, and those by which its pairs are judged beside the one of the goal."""
        return tuple(dict.fromkeys((*self.piece.measures, *(name for pair in self.pairs for name in pair.measures))))

    def grades(self, of: str) -> str:
        """Return the best and the weakest grade of its numbers, for the ``sign`` or the ``size``: the whole rests on the weakest."""
        grades = sorted({getattr(PARAMETERS[name], of) for name in self.piece.numbers})
        return "–".join(dict.fromkeys((grades[0], grades[-1]))) if grades else "–"


def settings(declared: str) -> tuple[str, ...]:
    """Return the settings that a name stands for: itself, or all levers of a policy that act through a door."""
    return (declared,) if "." in declared else tuple(f"{declared}.{field}" for field in POLICIES[declared].doors)


def doors_of(lever: str) -> tuple[Door, ...]:
    """Return the doors through which a setting acts; a community's has none of its own: it is where the policies begin."""
    kind, _, field = lever.partition(".")
    return () if kind == COMMUNITY else POLICIES[kind].doors.get(field, ())


def exists(lever: str) -> bool:
    """Whether there is such a setting."""
    kind, _, field = lever.partition(".")
    model = Community if kind == COMMUNITY else POLICIES.get(kind)
    return model is not None and field in model.model_fields and field != "kind"


@cache
def advice(lang: str) -> tuple[Told, ...]:
    """Return all pieces in their order, told in a language."""
    words, pairs = catalogue("advice", lang), read_pairs()
    rows = []
    for name, piece in PIECES.items():
        levers = tuple(dict.fromkeys(setting for declared in piece.levers for setting in settings(declared)))
        acts = {door for lever in levers for door in doors_of(lever)}
        rows.append(
            Told(
                name,
                piece,
                levers,
                tuple(door for door in DOORS if door in acts),
                tuple(sorted({PARAMETERS[number].rule for number in piece.numbers} | set(piece.rules))),
                tuple(pair for pair in pairs if name in pair.advice),
                words.get(f"advice.{name}.lacking", ""),
            )
        )
    return tuple(rows)


def page(lang: str) -> str:
    """Return the page in a language."""
    rows = advice(lang)
    command = COMMAND.format(lang="" if lang == "en" else f" --lang {lang}", ending="" if lang == "en" else f".{lang}")
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    lines = [
        f"# {say('advice.title', lang)}",
        "",
        say("advice.made", lang, command=command),
        "",
        say("advice.intro", lang),
        "",
        say("advice.states", lang, n=len(rows), **counts),
        "",
        say("advice.grades", lang),
        "",
        "| " + " | ".join(say(f"advice.col.{name}", lang) for name in COLUMNS) + " |",
        "|---" * len(COLUMNS) + "|",
        *(_row(row, lang) for row in rows),
    ]
    for row in rows:
        lines += ["", *_section(row, lang)]
    return "\n".join(lines) + "\n"


def _row(row: Told, lang: str) -> str:
    cells = (
        f"[{row.name}](#{row.name.lower()}) {say(f'advice.{row.name}', lang)}",
        say(f"advice.state.{row.state}", lang),
        _codes(row.piece.levers),
        _doors(row, lang),
        _codes(row.rules),
        row.grades("sign"),
        row.grades("size"),
        str(len(row.pairs)) if row.pairs else "–",
    )
    return "| " + " | ".join(cells) + " |"


def _section(row: Told, lang: str) -> list[str]:
    numbers = (f"`{name}` ({PARAMETERS[name].sign}/{PARAMETERS[name].size})" for name in row.piece.numbers)
    columns = {
        "levers": _codes(row.levers),
        "doors": _doors(row, lang),
        "rules": ", ".join(f"`sim/rules/{name}.py`" for name in row.rules) or "–",
        "numbers": ", ".join(numbers) or "–",
        "measures": ", ".join(f"{say(f'measures.{name}.label', lang)} (`{name}`)" for name in row.measures) or "–",
        "test": f"`tests/{row.piece.test}`" if row.piece.test else "–",
    }
    lines = [
        f"## {row.name}",
        "",
        f"{say(f'advice.{row.name}', lang)} **{say(f'advice.state.{row.state}', lang)}**"
        + (f": {row.lacking}" if row.lacking else "."),
        "",
        *(f"- {say(f'advice.col.{name}', lang)}: {text}" for name, text in columns.items()),
    ]
    return lines + (
        [f"- {say('advice.col.pairs', lang)}:", *(f"  - {_pair(pair, lang)}" for pair in row.pairs)]
        if row.pairs
        else [f"- {say('advice.col.pairs', lang)}: –"]
    )


def _pair(pair: Pair, lang: str) -> str:
    """Name a pair; what it asks is told in the language of the tables, elsewhere by the titles of its scenarios."""
    names = say("pairs.against", lang, first=pair.first, second=pair.second)
    if lang == LANGUAGES[0]:
        return f"{names}: {pair.asks.partition(JUDGED)[0].strip()}"
    return f"{names}: {say('advice.differs', lang, keys=_codes(pair.keys))}"


def _doors(row: Told, lang: str) -> str:
    return listing([say(f"levers.door.{door}", lang) for door in row.doors], lang) if row.doors else "–"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _asked() -> str:
    parser = argparse.ArgumentParser(description="Print the page of advice.")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    return parser.parse_args().lang


if __name__ == "__main__":
    print(page(_asked()), end="")
