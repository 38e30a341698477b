"""The identity of the engine, and where its compiled code is kept.

A cache that looks at the file of a function does not notice that a function *called from* it changed, so a
stale kernel would silently return old results. The cache directory is therefore named after everything that can
change a result: the sources of ``world``, ``rules`` and ``day``, the compiler's version and the processor's features.
The same name is the engine version that every result carries.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

ROOMS = ("world", "rules", "day")
COMPILER_SETTINGS = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_BOUNDSCHECK", "NUMBA_OPT", "NUMBA_DISABLE_JIT")


@lru_cache(maxsize=1)
def engine_id() -> str:
    """Sixteen hexadecimal digits that name this engine: sources, compiler and processor."""
    import llvmlite
    import llvmlite.binding as llvm
    import numba

    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for room in ROOMS:
        for source in sorted((package / room).glob("*.py")):
            digest.update(f"{room}/{source.name}\0".encode())
            digest.update(source.read_bytes())
    digest.update(f"{numba.__version__} {llvmlite.__version__} {llvm.get_host_cpu_name()}".encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    for name in COMPILER_SETTINGS:
        digest.update(f"{name}={os.environ.get(name, '')};".encode())
    return digest.hexdigest()[:16]


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
    return None if root is None else root / (engine_id() + suffix)
