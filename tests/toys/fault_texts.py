"""Every text of a fault that the sources can raise, found by reading them: literals followed through names, choices, joins and functions.

A text is what is wrong or what would have been right, with an X for every blank. What cannot be followed to a literal is given too, so that
somebody looks at it and says why.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.words.faults import _patterns

SIM = Path(__file__).resolve().parents[2] / "sim"
TAKES = {
    "Fault": (0, 4),
    "InputError": (0,),
    "ScenarioError": (0,),
    "WorkError": (0,),
    "SimError": (0,),
    "wrong": (1, 2),
    "_wrong": (1, 2),
    "_refuse": (0, 1),
    "fault": (1, 2),
    "no_study": (1,),
    "LockTaken": (1,),
    "RunsAway": (0,),
    "_OtherForm": (0,),
}
"""Name of what is called -> places of the texts among what it is given."""
INSIDE = {
    ("library.py", "wrong"): (0, 1),
    ("overrides.py", "wrong"): (0, 1),
    ("errors.py", "__init__"): (0,),
    ("checked.py", "__init__"): (0,),
}
"""Where a helper of that name takes what is wrong first, or an error is given its text as it is made."""
NAMED = ("wrong", "allowed", "what")
BLANK = "X"
AS_TYPED = re.compile(r"[X\W\d]*|--.*|community-sim [\w -]*|\[.*\]|\w+ = \S+|\"\w+\"|values = .*|policy\.X")
"""What is the same in every language: blanks, signs and figures, options, commands, lines of a file."""


@dataclass(frozen=True)
class Found:
    """A text, or an expression that leads to none, and where it stands."""

    file: str
    line: int
    text: str
    followed: bool


def is_known(text: str) -> bool:
    """Whether the catalogue has all the words of a text, also those of the texts inside it."""
    if AS_TYPED.fullmatch(text):
        return True
    for pattern, _ in _patterns():
        match = pattern.fullmatch(text)
        if match:
            return all(is_known(part) for name, part in match.groupdict().items() if name.startswith("said"))
    return False


class Reader:
    """The functions of the package by name, and expressions followed to the texts they may be."""

    def __init__(self, room: Path = SIM) -> None:
        self.trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(room.rglob("*.py"))}
        self.room = room
        nodes = {
            path: [
                scope for scope in ast.walk(tree) if isinstance(scope, ast.FunctionDef | ast.Module | ast.ImportFrom)
            ]
            for path, tree in self.trees.items()
        }
        self.functions = {
            path: {node.name: node for node in here if isinstance(node, ast.FunctionDef)}
            for path, here in nodes.items()
        }
        self.imported = {path: dict(self._imports(here)) for path, here in nodes.items()}
        self.home = {
            node: path for path, here in nodes.items() for node in here if not isinstance(node, ast.ImportFrom)
        }

        self.constants: dict[str, list[ast.AST]] = {}
        for tree in self.trees.values():
            for node in tree.body:
                for target in node.targets if isinstance(node, ast.Assign) else ():
                    if isinstance(target, ast.Name) and target.id.isupper():
                        self.constants.setdefault(target.id, []).append(node.value)

    def _imports(self, nodes: list[ast.AST]):
        """Names that a module takes from others of the package, and the file each comes from."""
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
                above = self.room.joinpath(*node.module.split(".")[1:])
                for name in node.names:
                    own = above / f"{name.name}.py"
                    yield name.asname or name.name, own if own.exists() else above.with_suffix(".py")

    def _function(self, call: ast.Call, around: ast.AST) -> ast.FunctionDef | None:
        """The function of the package that is called, as far as its name tells."""
        here, name = self.home[around], _called(call)
        owner = (
            call.func.value.id
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
            else name
        )
        place = self.imported[here].get(owner, here)
        return self.functions.get(place, {}).get(name)

    def texts(self, node: ast.AST, around: ast.AST, depth: int = 0) -> list[str]:
        """The texts an expression may be; none where it leads to no literal."""
        if depth > 6:
            return []
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr):
            made = [""]
            for part in node.values:
                said = [part.value] if isinstance(part, ast.Constant) else self._blank(part.value, around, depth)
                made = [a + b for a in made for b in said]
            return made
        if isinstance(node, ast.IfExp):
            return self.texts(node.body, around, depth + 1) + self.texts(node.orelse, around, depth + 1)
        if isinstance(node, ast.BoolOp):
            return [text for value in node.values for text in self.texts(value, around, depth + 1)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = (self.texts(side, around, depth + 1) or [BLANK] for side in (node.left, node.right))
            return [a + b for a in left for b in right]
        if isinstance(node, ast.Name):
            given = _assigned(node.id, around) or self.constants.get(node.id, [])
            return [text for value in given for text in self.texts(value, around, depth + 1)]
        if isinstance(node, ast.Subscript):
            return self.texts(node.value, around, depth + 1)
        if isinstance(node, ast.Dict):
            return [text for value in node.values for text in self.texts(value, around, depth + 1)]
        if isinstance(node, ast.Call):
            name = _called(node)
            if name in TAKES:
                return [BLANK]
            if name == "get" and isinstance(node.func, ast.Attribute):
                return self.texts(node.func.value, around, depth + 1) + [
                    t for argument in node.args[1:] for t in self.texts(argument, around, depth + 1)
                ]
            if name == "join":
                return [BLANK]
            if name in ("list", "sorted") and node.args:
                return self.texts(node.args[0], around, depth + 1)
            function = self._function(node, around)
            return (
                []
                if function is None
                else [text for value in _returned(function) for text in self.texts(value, function, depth + 1)]
            )
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [text for value in node.elts for text in self.texts(value, around, depth + 1)]
        if isinstance(node, ast.ListComp):
            return self.texts(node.elt, around, depth + 1)
        if isinstance(node, ast.Attribute):
            return [
                text for value in self.constants.get(node.attr, ()) for text in self.texts(value, around, depth + 1)
            ]
        return []

    def _blank(self, node: ast.AST, around: ast.AST, depth: int) -> list[str]:
        """What may stand in a blank: the literals it chooses between, else an X."""
        if isinstance(node, ast.IfExp | ast.Name | ast.Subscript):
            return self.texts(node, around, depth + 1) or [BLANK]
        return [BLANK]

    def found(self) -> list[Found]:
        """Every text, in the order of files and lines."""
        faults = []
        for path, tree in self.trees.items():
            file = path.relative_to(self.room).as_posix()
            for node, around in _with_function(tree):
                if isinstance(node, ast.Call):
                    name = _called(node)
                    places = INSIDE.get((path.name, name), TAKES.get(name, ()))
                    given = [node.args[place] for place in places if place < len(node.args)]
                    given += [keyword.value for keyword in node.keywords if name in TAKES and keyword.arg in NAMED]
                elif (
                    isinstance(node, ast.Yield)
                    and isinstance(node.value, ast.Tuple)
                    and len(node.value.elts) == 3
                    and file.startswith("policies")
                ):
                    given = node.value.elts[1:]
                elif (
                    isinstance(node, ast.Return)
                    and isinstance(node.value, ast.Tuple)
                    and getattr(around, "name", "") == "wrong"
                ):
                    given = node.value.elts[:2]
                else:
                    continue
                for argument in given:
                    if isinstance(argument, ast.Call) and _called(argument) in TAKES or _is_handed_on(argument, around):
                        continue
                    texts = self.texts(argument, around)
                    faults += [Found(file, argument.lineno, text, True) for text in texts] or [
                        Found(file, argument.lineno, ast.unparse(argument), False)
                    ]
        return faults


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _is_handed_on(node: ast.AST, around: ast.AST) -> bool:
    """Whether a helper only hands on what it was given, where it is called is looked at."""
    if not (isinstance(node, ast.Name) and isinstance(around, ast.FunctionDef) and around.name in TAKES):
        return False
    return node.id in {argument.arg for argument in (*around.args.args, *around.args.kwonlyargs)}


def _with_function(tree: ast.AST, around: ast.AST | None = None):
    for child in ast.iter_child_nodes(tree):
        inside = child if isinstance(child, ast.FunctionDef) else around
        yield child, inside or tree
        yield from _with_function(child, inside)


@cache
def _giving(around: ast.AST) -> tuple[ast.AST, ...]:
    """Whatever gives a name something in a function or module."""
    return tuple(
        node
        for node in ast.walk(around)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For | ast.comprehension | ast.Call)
    )


def _assigned(name: str, around: ast.AST) -> list[ast.AST]:
    """What a name is given in a function or module."""
    values: list[ast.AST] = []
    for node in _giving(around):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    values.append(node.value)
                elif (
                    isinstance(target, ast.Tuple)
                    and isinstance(node.value, ast.Tuple)
                    and len(target.elts) == len(node.value.elts)
                ):
                    values += [
                        value
                        for part, value in zip(target.elts, node.value.elts, strict=True)
                        if isinstance(part, ast.Name) and part.id == name
                    ]
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.IfExp):
                    for side in (node.value.body, node.value.orelse):
                        if isinstance(side, ast.Tuple):
                            values += [
                                value
                                for part, value in zip(target.elts, side.elts, strict=False)
                                if isinstance(part, ast.Name) and part.id == name
                            ]
        elif (
            isinstance(node, ast.AugAssign | ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
            and node.value is not None
        ):
            values.append(node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            values += _taken(name, node.target, node.iter)
        elif (
            isinstance(node, ast.Call)
            and _called(node) == "append"
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == name
        ):
            values += node.args
    return values


def _taken(name: str, target: ast.AST, source: ast.AST) -> list[ast.AST]:
    """What a name is given as somebody goes through something."""
    if isinstance(target, ast.Name):
        return [source] if target.id == name else []
    places = (
        [i for i, part in enumerate(target.elts) if isinstance(part, ast.Name) and part.id == name]
        if isinstance(target, ast.Tuple)
        else []
    )
    if isinstance(source, ast.Call) and _called(source) == "items" and places == [1]:
        return [source.func.value]
    rows = source.elts if isinstance(source, ast.Tuple | ast.List) else ()
    return [row.elts[place] for row in rows if isinstance(row, ast.Tuple) for place in places if place < len(row.elts)]


def _returned(function: ast.FunctionDef) -> list[ast.AST]:
    return [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
