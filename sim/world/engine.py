"""The identity of the engine, and where its compiled code is kept.

A cache that looks at the file of a function does not notice that a function *called from* it changed, so a
stale kernel would silently return old results. The cache directory is therefore named after the sources of ``world``,
``rules`` and ``day``, the compiler's version and the processor's features. The sources alone name the engine that every
result carries: a study begun on one machine goes on on another.

Of a source counts what is done, not how it is laid out: it is parsed, and comments, docstrings and positions are left
out. So a comment makes no other engine. What is parsed is written out by `as_done`, which gives the same text on every
version of Python, as neither ``ast.dump`` nor ``ast.unparse`` does.
"""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

PARTS = {"day": ("world", "rules", "day"), "counting": ("measures",)}
"""Rooms whose sources decide what comes out."""
COMPILER_SETTINGS = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_BOUNDSCHECK", "NUMBA_OPT", "NUMBA_DISABLE_JIT")
SAID_OF_A_PARAMETER = ("text", "source", "why", "sign", "size")
"""What a declaration says to readers: other words make no other engine."""


def as_done(node: object) -> str:
    """Return a parsed source as one text: what it does, without positions, comments, docstrings and whatever is left empty."""
    if isinstance(node, list):
        return "[" + ",".join(as_done(child) for child in node if not _is_text(child)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.JoinedStr):  # some versions keep empty pieces of a text
        node = ast.JoinedStr(
            [part for part in node.values if not (isinstance(part, ast.Constant) and part.value == "")]
        )
    if (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "parameter"
    ):  # what is said of it runs nothing
        node = ast.Call(node.func, node.args, [word for word in node.keywords if word.arg not in SAID_OF_A_PARAMETER])
    fields = {
        name: getattr(node, name, None) for name in sorted(node._fields) if name not in ("ctx", "kind", "type_comment")
    }
    return (
        type(node).__name__
        + "("
        + ",".join(f"{name}={as_done(value)}" for name, value in fields.items() if value is not None and value != [])
        + ")"
    )


def _is_text(node: object) -> bool:
    """Whether a statement is only a text: a docstring, of a function or of the name before it."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def sources_id(folders: Iterable[Path]) -> str:
    """Return a hash of all sources in these folders and below them, sixty-four hexadecimal digits; of what they do, not of their layout."""
    digest = hashlib.sha256()
    for folder in folders:
        for source in sorted(folder.rglob("*.py")):
            digest.update(f"{folder.name}/{source.relative_to(folder).as_posix()}\0".encode())
            digest.update(as_done(ast.parse(source.read_bytes())).encode() + b"\0")
    return digest.hexdigest()


@lru_cache
def part_id(part: str) -> str:
    """Sixteen hexadecimal digits that name what decides results: "day", who does what, or "counting", how it is measured. Sources, nothing else."""
    package = Path(__file__).resolve().parent.parent
    return sources_id(package / room for room in PARTS[part])[:16]


def engine_id() -> str:
    """Sixteen hexadecimal digits that name this engine: its sources. Every processor and compiler gives the same bytes."""
    return part_id("day")


@lru_cache(maxsize=1)
def _compiler_id() -> str:
    import llvmlite
    import llvmlite.binding as llvm
    import numba

    digest = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__} {llvm.get_host_cpu_name()}".encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    for name in COMPILER_SETTINGS:
        digest.update(f"{name}={os.environ.get(name, '')};".encode())
    return digest.hexdigest()[:8]


def cache_root() -> Path | None:
    """Folder above all kernel caches: ``$COMMUNITY_SIM_CACHE``, or the user's cache folder; None for a user without a home."""
    named = os.environ.get("COMMUNITY_SIM_CACHE")
    if named:
        return Path(named)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "community-sim"
    except RuntimeError:
        return None


def cache_folder(suffix: str = "") -> Path | None:
    """Folder of this engine's compiled code, which need not be there; ``suffix`` sets a variant apart."""
    root = cache_root()
    return None if root is None else root / f"{engine_id()}-{_compiler_id()}{suffix}"
