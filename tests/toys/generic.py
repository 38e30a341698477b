"""The built engine as machine code of a generic processor: no FMA, no AVX, whatever this one has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sim.engine import native
from sim.measures.counting.run import count_run
from sim.measures.counting.sums import running_sums, sum_days


def generic_machine() -> Any:
    """A processor of this kind with neither FMA nor AVX, as LLVM knows it."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu="generic", features="", opt=3, codemodel="jitdefault", jit=True
    )


@contextmanager
def generic(cache: Path) -> Iterator[list[bytes]]:
    """Run what was built as generic code; what was made of it is given as a list, to see that it was."""
    made: list[bytes] = []
    real = native._made

    def told(bitcode: bytes, machine: Any) -> bytes:
        made.append(real(bitcode, machine))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native, "machine_here", generic_machine)
        patch.setattr(native, "_made", told)
        patch.setenv("COMMUNITY_SIM_CACHE", str(cache))
        _forget()
        yield made
    _forget()


def _forget() -> None:
    """Let everything ask again for its entry of the built engine."""
    native.native.cache_clear()
    for function in (count_run, sum_days, running_sums):
        function.__dict__.pop("built", None)
