"""Where scenario files live, and ``extends``: what a file takes over from its parent.

A file has at most one parent. Tables merge, key by key; lists replace. So a child's ``[[policy]]`` tables replace all of the
parent's; ``[[add_policy]]`` tables are added after them, and ``[change.<kind>]`` changes values of the one policy of that kind that
the parent has, ``[change."<kind>[1]"]`` of the second where it has several. The parent must lie inside the library: the folder of the file that was
asked for, or the project's own ``scenarios`` folder. It is looked for beside the child first, then in the project's folder.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Fault, ScenarioError, nearest
from sim.scenario.lines import Path as Key
from sim.scenario.naming import kinds_in, names_of, place_of, split
from sim.scenario.source import Source, library_folder, read

DEPTH_CAP = 8
CONSUMED = ("extends", "add_policy", "change")


@dataclass(frozen=True)
class Place:
    """File and line in which a value stands."""

    file: str
    line: int


@dataclass(frozen=True)
class Asked:
    """What is asked after all parents have been taken over.

    Attributes
    ----------
    name : str
        Stem of the file asked for.
    file : str
        The file asked for, as the user named it.
    data : dict
        Tables, merged; ``extends``, ``add_policy`` and ``change`` are gone.
    places : dict
        Key path -> place of the value.
    faults : tuple of Fault
        What was wrong with taking over; the rest can still be checked.
    first_line : int
        Where to point for what is missing altogether: 1 in a file, 0 where there is no file.
    dropped : tuple of str
        Kinds of policies that the parent has and the file does not take over, since its own ``[[policy]]`` tables replace them.
    """

    name: str
    file: str
    data: dict[str, Any]
    places: dict[Key, Place]
    faults: tuple[Fault, ...] = ()
    first_line: int = 0
    dropped: tuple[str, ...] = ()


def gather(path: str | os.PathLike[str]) -> Asked:
    """Read a scenario file and its parents, and merge them."""
    root = read(path)
    return _whole(root, root.path.stem)


def gather_tables(
    name: str, tables: dict[str, Any], file: str, folder: Path, lines: dict[Key, int], first_line: int
) -> Asked:
    """Take over what a scenario that is written out inside another file extends.

    Parameters
    ----------
    name : str
        What the scenario is called.
    tables : dict
        Its tables.
    file, folder, lines, first_line
        The file it stands in, where parents are looked for beside it, and the line of every key; 0 lines where there is no file.
    """
    known = defaultdict(lambda: first_line, lines)
    return _whole(Source(file, (folder / "inside.toml").resolve(), tables, known), name, first_line)


def _whole(root: Source, name: str, first_line: int = 1) -> Asked:
    """Merge a source with its parents."""
    chain = [root]
    faults: list[Fault] = []
    while True:
        child = chain[-1]
        parent = _parent(child, root, chain, faults)
        if parent is None:
            break
        chain.append(parent)
    data: dict[str, Any] = {}
    places: dict[Key, Place] = {}
    for source in reversed(chain):
        before = _kinds(data)
        _take(source, data, places, faults)
    dropped = tuple(dict.fromkeys(kind for kind in before if kind not in _kinds(data)))
    return Asked(name, root.name, data, places, tuple(faults), first_line, dropped)


def _kinds(data: dict[str, Any]) -> list[str]:
    policies = data.get("policy", [])
    kinds = [item.get("kind") for item in policies if isinstance(item, dict)] if isinstance(policies, list) else []
    return [kind for kind in kinds if isinstance(kind, str)]


def _parent(child: Source, root: Source, chain: list[Source], faults: list[Fault]) -> Source | None:
    if "extends" not in child.data:
        return None
    asked = child.data["extends"]
    line = child.lines[("extends",)]

    def wrong(what: str, allowed: str) -> None:
        faults.append(Fault(what, file=child.name, line=line, key="extends", allowed=allowed))

    if not isinstance(asked, str) or not asked.strip() or "\0" in asked:
        wrong("is not the name of a file", 'one parent, such as "baseline.toml"')
        return None
    parent = _inside(asked, child, root)
    if parent is None:
        wrong(
            f"{_short(asked)} leads outside the library",
            f"a file in {root.path.parent} or in the project's scenarios folder",
        )
        return None
    names = [source.path for source in chain]
    if parent in names:
        ring = [source.name for source in chain[names.index(parent) :]]
        wrong("goes round in a circle: " + " -> ".join([*ring, ring[0]]), "a parent that does not extend this file")
        return None
    if len(chain) > DEPTH_CAP:
        wrong(f"more than {DEPTH_CAP} files extend one another", f"at most {DEPTH_CAP} parents in a row")
        return None
    beside = os.path.normpath(os.path.join(os.path.dirname(child.name), asked))
    shown = beside if Path(beside).resolve() == parent else str(parent)
    try:
        return read(parent, shown)
    except ScenarioError as error:
        for fault in error.faults:
            if fault.line == 0:
                wrong(f"{_short(asked)}: {fault.wrong}", fault.allowed)
            else:
                faults.append(fault)
        return None


def _inside(asked: str, child: Source, root: Source) -> Path | None:
    """Return the parent's real path when it lies inside the library; beside the child first, then in the project's folder."""
    own, project = root.path.parent, library_folder()
    folders = [own] if project is None else [own, project]
    try:
        candidates = [(folder / asked).resolve() for folder in (child.path.parent, *folders[1:])]
    except (OSError, RuntimeError, ValueError):
        return None
    allowed = [path for path in candidates if any(path.is_relative_to(folder) for folder in folders)]
    return next(
        (path for path in allowed if is_file(path)), allowed[0] if allowed and candidates[0] in allowed else None
    )


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _take(source: Source, data: dict[str, Any], places: dict[Key, Place], faults: list[Fault]) -> None:
    replaced: set[Key] = set()
    _merge({key: value for key, value in source.data.items() if key not in CONSUMED}, data, replaced, ())
    _forget(places, replaced)
    for path, line in source.lines.items():
        if path[0] not in CONSUMED:
            places[path] = Place(source.name, line)
    _change(source, data, places, faults)
    _add(source, data, places, faults)


def _change(source: Source, data: dict[str, Any], places: dict[Key, Place], faults: list[Fault]) -> None:
    changes = source.data.get("change", {})
    if not isinstance(changes, dict) or not all(isinstance(item, dict) for item in changes.values()):
        faults.append(
            Fault(
                "is not a table for each kind of policy",
                file=source.name,
                line=source.lines[("change",)],
                key="change",
                allowed="[change.<kind>] tables, such as [change.team]",
            )
        )
        return
    policies = data.get("policy", [])
    kinds = kinds_in(policies) if isinstance(policies, list) else []
    for name, values in changes.items():
        kind, nth = split(name)
        index = place_of(kinds, kind, nth)
        if index is None:
            faults.append(_no_such(kinds, name, Place(source.name, source.lines[("change", name)])))
            continue
        for field, value in values.items():
            policies[index][field] = _copy(value)
        _forget(places, {("policy", index, field) for field in values})
        for path, line in source.lines.items():
            if path[:2] == ("change", name) and len(path) > 2:
                places[("policy", index, *path[2:])] = Place(source.name, line)


def _no_such(kinds: list[str | None], name: str, place: Place) -> Fault:
    """Return the fault of a change of a policy that the parent does not have, or has several of."""
    kind, nth = split(name)
    known = list(dict.fromkeys(policy for policy, of in zip(names_of(kinds), kinds, strict=True) if of is not None))
    own = [key for key in known if split(key)[0] == kind]
    if kind not in kinds:
        what = "the parent has no policy of this kind"
    elif nth is None:
        what = f"the parent has {kinds.count(kind)} policies of this kind"
    else:
        what = f"there is no {kind}[{nth}]"
    right = ", ".join(own or known) or "nothing: the parent decides nothing"
    return Fault(
        what,
        file=place.file,
        line=place.line,
        key=f"change.{name}",
        allowed=right,
        meant="" if own else nearest(kind, known),
    )


def _add(source: Source, data: dict[str, Any], places: dict[Key, Place], faults: list[Fault]) -> None:
    added = source.data.get("add_policy")
    if added is None:
        return
    if not isinstance(added, list) or not all(isinstance(item, dict) for item in added):
        faults.append(
            Fault(
                "is not a list of tables",
                file=source.name,
                line=source.lines[("add_policy",)],
                key="add_policy",
                allowed="[[add_policy]] tables, with two brackets",
            )
        )
        return
    policies = data.setdefault("policy", [])
    if not isinstance(policies, list):
        return
    start = len(policies)
    data["policy"] = [*policies, *_copy(added)]
    for path, line in source.lines.items():
        if path[0] == "add_policy" and len(path) > 1:
            places[("policy", start + int(path[1]), *path[2:])] = Place(source.name, line)


def _forget(places: dict[Key, Place], replaced: set[Key]) -> None:
    if replaced:
        for old in [p for p in places if any(p[:n] in replaced for n in range(1, len(p) + 1))]:
            del places[old]


def _merge(own: dict[str, Any], data: dict[str, Any], replaced: set[Key], above: Key) -> None:
    for key, value in own.items():
        path = (*above, key)
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            _merge(value, data[key], replaced, path)
            continue
        if key in data:
            replaced.add(path)
        data[key] = _copy(value)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
