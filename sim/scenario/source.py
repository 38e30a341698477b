"""Reading one scenario file: text in, tables and lines out, or a fault that says what to mend."""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Fault, ScenarioError, nearest
from sim.scenario.lines import Path as Key
from sim.scenario.lines import TooDeep, locate, refuse_deep

EXISTING = "an existing scenario file (.toml): community-sim scenarios lists the library"
SIZE_CAP = 1_000_000
NESTING_CAP = 32
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Source:
    """What one file says.

    Attributes
    ----------
    name : str
        The file as the user would name it.
    path : Path
        Where it really is, symbolic links resolved.
    data : dict
        Its tables.
    lines : dict
        Key path -> line.
    """

    name: str
    path: Path
    data: dict[str, Any]
    lines: dict[Key, int]


def read(path: str | os.PathLike[str], name: str | None = None) -> Source:
    """Read a scenario file.

    Raises
    ------
    ScenarioError
        When there is no such file, or it is not a readable TOML file of reasonable size.
    """
    given = Path(path)
    name = str(path) if name is None else name
    text = _text(given, name)
    data = _parsed(text, name)
    try:
        lines = locate(text)
    except TooDeep as deep:
        raise ScenarioError(_deep(name, deep.line)) from None
    return Source(name=name, path=given.resolve(), data=data, lines=lines)


def _text(path: Path, name: str) -> str:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise ScenarioError(Fault("this is a folder", file=name, allowed="a scenario file, such as baseline.toml"))
        if not stat.S_ISREG(about.st_mode):
            raise ScenarioError(Fault("this is not an ordinary file", file=name, allowed="a scenario file"))
        if about.st_size > SIZE_CAP:
            raise ScenarioError(
                Fault(f"the file is {about.st_size / 1e6:.1f} MB", file=name, line=1, allowed="at most 1 MB")
            )
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise ScenarioError(
            Fault("there is no such file", file=name, allowed=EXISTING, meant=_neighbour(path))
        ) from None
    except PermissionError:
        raise ScenarioError(
            Fault("the file may not be read", file=name, allowed="a file you have permission to read")
        ) from None
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.ENAMETOOLONG:
            raise ScenarioError(Fault("there is no such file", file=f"{name[:200]}...", allowed=EXISTING)) from None
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(
            Fault(f"the file cannot be read ({reason})", file=name[:200], allowed="a scenario file")
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError(Fault("not UTF-8 text; save as UTF-8", file=name, line=line)) from None
    if not text.strip():
        raise ScenarioError(
            Fault("the file is empty", file=name, line=1, allowed="a [community] table with an audience, or extends")
        )
    return text.replace("\r\n", "\n")


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        refuse_deep(text, NESTING_CAP)
        return tomllib.loads(text)
    except TooDeep as deep:
        raise ScenarioError(_deep(name, deep.line)) from None
    except RecursionError:
        raise ScenarioError(_deep(name, 1)) from None
    except ValueError as error:
        raise ScenarioError(_syntax(error, text, name)) from None


def _deep(name: str, line: int) -> Fault:
    return Fault(
        f"nested deeper than {NESTING_CAP} levels", file=name, line=line, allowed=f"at most {NESTING_CAP} levels"
    )


def _syntax(error: ValueError, text: str, name: str) -> Fault:
    said = str(error)
    match = _AT.search(said)
    lines = text.split("\n")
    line = int(match.group(1)) if match and match.group(1) else max(1, len(text.rstrip().split("\n")))
    if match is None and "integer string conversion" in said:
        line = next((n for n, row in enumerate(lines, 1) if re.search(r"\d{4000}", row)), 1)
        said = "a number of more than 4,000 digits"
    what = _AT.sub("", said)
    shown = " ".join(lines[line - 1].split())
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    where = f", column {match.group(2)}" if match and match.group(2) else ""
    near = f" in: {shown}" if shown else ""
    return Fault(
        f"not valid TOML ({what}{where}){near}",
        file=name,
        line=line,
        allowed='lines such as key = 3, key = "text" or [table]',
    )


def _neighbour(path: Path) -> str:
    """Return the file that may have been meant: in the library by its place, or the nearest of name there and beside the one asked for."""
    library = library_folder()
    beside = {p.name: p for p in path.parent.glob("*.toml")} if path.parent.is_dir() else {}
    shelves = [] if library is None else sorted(library.rglob("*.toml"), key=lambda p: (len(p.parts), p))
    by_place = {p.relative_to(library).as_posix(): p for p in shelves}
    by_name = {p.name: p for p in reversed(shelves)}
    ending = "" if path.suffix == ".toml" else ".toml"
    for wanted, names in ((path.as_posix(), by_place if path.parent.name else {}), (path.name, {**by_name, **beside})):
        close = nearest(wanted + ending, names)
        if close:
            file = names[close]
            return os.path.relpath(file) if file.is_relative_to(Path.cwd()) else str(file)
    return ""


def project_folder(name: str) -> Path | None:
    """Return a folder of the project's own files: beside the package in a checkout, inside it in an installed copy; None when it has none."""
    package = Path(__file__).resolve().parents[1]
    return next((folder for folder in (package / "carried" / name, package.parent / name) if folder.is_dir()), None)


def library_folder() -> Path | None:
    """Return the project's own ``scenarios`` folder, or None when this installation has none."""
    return project_folder("scenarios")
