"""The identity of the engine, and where its compiled code is kept.

numba keeps compiled code per source file and does not notice that a function *called from* that file changed, so a
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


def cache_root() -> Path:
    """Folder above all kernel caches: ``$COMMUNITY_SIM_CACHE``, or the user's cache folder."""
    named = os.environ.get("COMMUNITY_SIM_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "community-sim"


def use_cache(suffix: str = "") -> Path:
    """Point numba at this engine's cache folder and return it; ``suffix`` sets a variant apart."""
    import numba

    folder = cache_root() / (engine_id() + suffix)
    folder.mkdir(parents=True, exist_ok=True)
    numba.config.CACHE_DIR = str(folder)
    return folder
