"""The house rules: which room may import which, how long a file may be, what stays unloaded, what is never named."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "sim"
SOURCES = sorted(SIM.rglob("*.py"))
LONGEST_FILE = 500
"""Lines, as the formatter lays them out at 120 columns."""

LARGEST_SHARE = 0.25
"""Of all lines, that one room may have."""

LOWEST = {"errors", "words"}
BELOW_STUDIES = {"checks", "day", "laboratory", "logs", "measures", "policies", "rules", "scenario", "world"}
MAY_IMPORT = {
    "errors": {"words"},
    "words": set(),
    "world": {"errors"},
    "rules": {"world"} | LOWEST,
    "engine": {"world"} | LOWEST,
    "day": {"engine", "rules", "world"} | LOWEST,
    "checks": {"day", "rules", "world"} | LOWEST,
    "policies": {"world.programme", "world.reviews"} | LOWEST,
    "measures": {"engine", "world"} | LOWEST,
    "scenario": {"policies", "rules", "world"} | LOWEST,
    "community": {"checks", "day", "laboratory", "rules", "scenario", "world"} | LOWEST,
    "mesa_view": {"community", "policies", "scenario", "world"} | LOWEST,
    "laboratory": {"checks", "day", "measures", "policies", "rules", "scenario", "world"} | LOWEST,
    "logs": {"day", "laboratory", "measures", "scenario", "world"} | LOWEST,
    "studies": BELOW_STUDIES | LOWEST,
    "evidence": BELOW_STUDIES | LOWEST,
    "speed": {"engine"} | BELOW_STUDIES | LOWEST,
    "manual": {"engine", "evidence", "studies"} | BELOW_STUDIES | LOWEST,
    "report": {"evidence", "speed", "studies"} | BELOW_STUDIES | LOWEST,
    "page": {"engine", "evidence", "report", "speed", "studies"} | BELOW_STUDIES | LOWEST,
    "command": {"evidence", "manual", "page", "report", "speed", "studies"} | BELOW_STUDIES | LOWEST,
}
"""Room -> the rooms below it. Nothing may import `command` and `community`, the faces of the house, but `mesa_view`, the view of the latter; `sim` itself names what is promised."""
CORE_ROOMS = ("world", "rules", "day")
CORE_MAY_LOAD = {"numpy", "numba", "llvmlite"}


def module_name(path: Path) -> str:
    """``sim/day/run.py`` -> ``day.run``; ``sim/day/__init__.py`` -> ``day``."""
    parts = path.relative_to(SIM).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> set[str]:
    """Every module a file imports, anywhere in it, with full names; type-checking imports are left out.

    What a package loads when it is first asked for (`_WHERE`, `_HOME`: name -> module) is imported too.
    """
    own = ["sim", *path.relative_to(SIM).parts[:-1]]
    skipped = {
        id(inner)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    modules: set[str] = set()
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = own[: len(own) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            modules |= {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("_WHERE", "_HOME"):
            modules |= {f"{module}.{name}" for name, module in ast.literal_eval(node.value).items()}
    return modules


def files_imported(path: Path) -> set[str]:
    """The files of the package that a file imports from, by module; itself left out."""
    files = set()
    for name in imports(path):
        if is_inside(name, "sim"):
            inner = name.removeprefix("sim").lstrip(".")
            files.add(next(part for part in (inner, inner.rpartition(".")[0]) if part in MODULES))
    return files - {module_name(path)}


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """Return the nodes that stand in a circle or lean on one; none where there is none."""
    left = dict(arrows)
    while ends := [node for node in left if not left[node] & set(left)]:
        for node in ends:
            del left[node]
    return sorted(left)


def is_inside(name: str, allowed: str) -> bool:
    return name == allowed or name.startswith(allowed + ".")


MODULES = {module_name(path) for path in SOURCES}


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_imports_point_one_way(path):
    module = module_name(path)
    if not module:
        return
    room = module.split(".")[0]
    allowed = MAY_IMPORT[room] | {room}
    for name in imports(path):
        if not is_inside(name, "sim"):
            continue
        inner = name.removeprefix("sim").lstrip(".")
        if inner in ("", "__version__"):
            continue
        assert any(is_inside(inner, ok) for ok in allowed), f"{module} imports {inner}; it may import {sorted(allowed)}"


def test_the_rooms_form_no_circle():
    assert not circle({room: {name.split(".")[0] for name in names} for room, names in MAY_IMPORT.items()})
    assert {module.split(".")[0] for module in MODULES} - {""} <= set(MAY_IMPORT)


def test_no_files_import_one_another_in_a_circle():
    """Inside rooms too, and imports inside functions count: what is loaded late is no less leaned on."""
    assert not circle({module_name(path): files_imported(path) for path in SOURCES})


def test_no_folders_inside_a_room_import_one_another_in_a_circle():
    """A folder inside a room is one node, a file of a room another: `laboratory.plan` does not lean on what leans on it."""

    def place(module: str) -> str:
        parts = module.split(".")
        return ".".join(parts[:2])

    arrows: dict[str, set[str]] = {}
    for path in SOURCES:
        here = place(module_name(path))
        arrows.setdefault(here, set()).update({place(module) for module in files_imported(path)} - {here})
    assert not circle(arrows)


def test_circles_are_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]
    assert circle({"a": {"b"}, "b": set()}) == []


def test_no_room_is_half_the_house():
    lines: dict[str, int] = {}
    for path in SOURCES:
        room = module_name(path).split(".")[0]
        lines[room] = lines.get(room, 0) + len(path.read_text(encoding="utf-8").splitlines())
    largest = max(lines, key=lambda room: lines[room])
    assert lines[largest] <= LARGEST_SHARE * sum(lines.values()), (
        f"{largest} has {lines[largest]:,} of {sum(lines.values()):,} lines"
    )


def test_no_loose_files():
    assert {path.stem for path in SIM.glob("*.py")} == {"__init__", "errors", "community", "mesa_view"}


def test_the_core_imports_numpy_and_numba_only():
    for room in CORE_ROOMS:
        for path in sorted((SIM / room).rglob("*.py")):
            foreign = {name.split(".")[0] for name in imports(path)} - set(sys.stdlib_module_names) - {"sim"}
            assert foreign <= CORE_MAY_LOAD, f"{module_name(path)} imports {sorted(foreign - CORE_MAY_LOAD)}"


def modules_after(statement: str) -> set[str]:
    """The modules that are loaded in a fresh Python once the statement has run."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_import_sim_loads_nothing_heavy():
    heavy = {
        "numpy",
        "numba",
        "mesa",
        "pandas",
        "matplotlib",
        "scipy",
        "pydantic",
        "pyarrow",
        "rich",
        "typer",
        "jinja2",
    }
    assert not heavy & modules_after("import sim")


def test_a_worker_loads_the_engine_only():
    loaded = modules_after("import sim.day")
    assert not {"mesa", "pandas", "matplotlib", "matplotlib.pyplot", "scipy.stats", "rich", "typer"} & loaded


def test_every_promised_name_is_there():
    import sim

    for name in sim.__all__:
        assert getattr(sim, name) is not None
        assert name in dir(sim)
    with pytest.raises(AttributeError):
        _ = sim.no_such_name


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_no_file_is_too_long(path):
    n_lines = len(path.read_text(encoding="utf-8").splitlines())
    assert n_lines <= LONGEST_FILE, f"{n_lines} lines: make two files of it"


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_nothing_is_swallowed_or_left_unfinished(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            assert caught, f"line {node.lineno}: a bare except"
            is_broad = caught in ("Exception", "BaseException")
            passes_on = isinstance(node.body[-1], ast.Raise)
            assert node.name or passes_on or not is_broad, f"line {node.lineno}: catches everything and tells nobody"
    unfinished = re.search(r"\b(TO" "DO|FIX" "ME|XX" r"X|NotImpl" r"ementedError)\b", path.read_text(encoding="utf-8"))
    assert unfinished is None, unfinished


def test_version_is_told_once():
    import sim

    stated = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert stated is not None
    assert stated[1] == sim.__version__
    assert f"## {sim.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# Written in pieces, so that this file does not name what it forbids.
FORBIDDEN = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),
        ("/fa", "rm/"),
        (r"\bfa", r"rm-[a-z]"),
        ("/tmp/", "(?!\\W)"),
        (r"\.\./", "shared"),
        (r"\bsub", "agent"),
        (r"before-", "stop"),
        (r"\biss", r"ues? #?\d"),
        (r"\bhelp", r"er (?-i:[A-Z])\b"),
        (r"\b(this|another|previous|next|my|our) ", r"sess", r"ion\b"),
        (r"pypi", r"\.org"),
        (r"python", r"hosted"),
        (r"--(extra-)?ind", r"ex-url\b"),
        (r"--find", r"-links\b"),
        (r"file:", r"///"),
    )
)


def tracked_files() -> list[Path]:
    """The files of the project: what git would commit, or everything when there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part.startswith((".venv", ".git", "__pycache__")) for part in path.parts)
    ]


def own_index_hosts() -> set[str]:
    """Hosts from which this machine happens to install packages."""
    settings = [value for name, value in os.environ.items() if name.upper().startswith(("PIP_", "UV_"))]
    config = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
    hosts = re.findall(r"https?://(?:[^@/\s]*@)?([^/:\s'\"]+)", "\n".join([*settings, config.stdout]))
    return set(hosts) - {"localhost"}


def lines_to_read() -> list[tuple[str, str]]:
    """Every line of every text file and of every commit message, with its place."""
    places: list[tuple[str, str]] = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT).as_posix()
        places += [(f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    history = subprocess.run(["git", "log", "--format=%h %s%n%b"], cwd=ROOT, capture_output=True, text=True)
    places += [("commit message", line) for line in history.stdout.splitlines()]
    return places


def test_nothing_names_the_place_it_was_made_in():
    pattern = re.compile("|".join([*FORBIDDEN, *map(re.escape, sorted(own_index_hosts()))]), re.IGNORECASE)
    exempt = re.compile(r"^requirements\.lock:")
    places = [
        f"{place}: {line.strip()[:120]}"
        for place, line in lines_to_read()
        if not exempt.match(place) and pattern.search(line)
    ]
    assert not places, "\n".join(places[:20])


def test_the_lock_holds_pins_and_hashes_only():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pin = re.compile(r"[a-z0-9._-]+==[^\s;]+( ; [\w\s.'=<>!()]+)? \\")
    for line in text.splitlines():
        assert pin.fullmatch(line) or re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line), line


def test_the_suite_does_not_shrink(n_collected):
    stored = int((ROOT / "tests" / "collected_tests.txt").read_text(encoding="utf-8"))
    if not n_collected:
        listing = subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        n_collected = sum("::" in line for line in listing.stdout.splitlines())
    assert n_collected >= stored, (
        f"{n_collected} tests are collected, {stored} once were; `make count-tests` stores a new number if that is meant"
    )


def test_links_in_the_readme_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = {target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target}
    folders = set(re.findall(r"^\| `([^`]+/)` \|", text, re.MULTILINE))
    assert targets
    assert folders
    assert not [target for target in sorted(targets | folders) if not (ROOT / target).exists()]
