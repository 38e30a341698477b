"""What was built beforehand: two parts, each with the hash of the sources it was made from.

`engine.bc.xz` is LLVM bitcode, one file for every machine; `engine.wasm` the same for browsers; `engine.json` says what is
in them. A part is used where its hash is today's; an edited measure does not make the day stale.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
BITCODE, WASM, ABOUT = FOLDER / "engine.bc.xz", FOLDER / "engine.wasm", FOLDER / "engine.json"
DAY, COUNTING = "day", "counting"
ENTRIES = {DAY: ("birth", "pass_days", "pass_one_step"), COUNTING: ("count_run", "sum_days", "running_sums")}
"""What can be called, by part."""
NOT_IN_BROWSERS = ("pass_one_step",)
"""Of these, what `engine.wasm` leaves out: a browser has one thread."""
OFF = "COMMUNITY_SIM_ENGINE"
"""Environment variable: "compiled" leaves the built engine alone."""


@dataclass(frozen=True)
class Built:
    """What `engine.json` says.

    Attributes
    ----------
    parts : hash of the sources of each part, as `sim.world.engine.part_id`.
    bitcode, wasm : sha256 of the two files, as they lie there.
    llvm, numba : versions they were made with; an older LLVM does not read the bitcode.
    """

    parts: Mapping[str, str]
    bitcode: str
    wasm: str
    llvm: str
    numba: str

    def read(self, file: Path) -> bytes | None:
        """Return one of the two files, None when it is not the one that was made."""
        try:
            data = file.read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == (self.bitcode if file == BITCODE else self.wasm) else None


@lru_cache(maxsize=1)
def built() -> Built | None:
    """Return what was built; None where there is nothing, or nothing that can be read, or it is switched off."""
    if os.environ.get(OFF) == "compiled":
        return None
    try:
        return Built(**json.loads(ABOUT.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_of_today(part: str) -> bool:
    """Whether a part was built from today's sources."""
    from sim.world.engine import part_id

    engine = built()
    return engine is not None and engine.parts.get(part) == part_id(part)
