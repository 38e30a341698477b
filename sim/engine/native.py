"""The built engine as machine code of this machine: made once from the bitcode, kept, and called by address.

Neither numba nor a linker is needed. What was made is kept beside other compiled code with a digest; what is damaged or of
something else is made anew, and where nothing can be written it is made at every start.
"""

from __future__ import annotations

import ctypes
import hashlib
import lzma
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.built import BITCODE, ENTRIES, Built, built, is_of_today
from sim.engine.slots import slots_of
from sim.errors import WorkError
from sim.world.engine import cache_root
from sim.world.keeping import keep, read_kept, tell_once


class Bound:
    """An entry of the built engine whose first arguments are laid out already: quick to call with the others, which are numbers.

    For one thread at a time. What it was given lives as long as it does.
    """

    def __init__(self, name: str, code: Callable[[int], int], arguments: tuple[Any, ...]) -> None:
        self._name, self._code, self._arguments, self._spare = name, code, arguments, np.zeros(128, np.uint8)
        self._words = slots_of(arguments, self._spare)

    def __call__(self, *numbers: int) -> None:
        """Call it. Raises WorkError when the compiled code stops with an error."""
        row = np.concatenate((self._words, np.array(numbers, np.int64)))
        status = self._code(row.ctypes.data)
        if status != 0:
            raise WorkError(f"the engine stopped with status {status} in {self._name}")


class Entry:
    """An entry of the built engine as a function of arrays and numbers.

    Parameters
    ----------
    name : str
        Of the entry.
    code : callable
        The machine code, called with the address of a row of words (`sim.engine.slots`).
    """

    def __init__(self, name: str, code: Callable[[int], int]) -> None:
        self._name, self._code = name, code

    def __call__(self, *arguments: Any) -> None:
        """Call it. Raises WorkError when the compiled code stops with an error."""
        self.bound(*arguments)()

    def bound(self, *arguments: Any) -> Bound:
        """Return the entry with its first arguments laid out once."""
        return Bound(self._name, self._code, arguments)


class Native:
    """The entries of the built engine.

    Parameters
    ----------
    code : bytes
        An object file of this machine.
    machine
        The machine, as LLVM knows it.
    """

    def __init__(self, code: bytes, machine: Any) -> None:
        import llvmlite.binding as llvm

        empty = llvm.parse_assembly("")
        self._engine = llvm.create_mcjit_compiler(empty, machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
        self.entries = {
            name: kind(self._engine.get_function_address(f"community_{name}"))
            for names in ENTRIES.values()
            for name in names
        }

    def entry(self, name: str) -> Entry:
        """Return an entry."""
        return Entry(name, self.entries[name])


def machine_here() -> Any:
    """Return this machine, as LLVM knows it, for code made at once."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def _kept(engine: Built) -> Path | None:
    """Where the machine code of this engine, machine and LLVM is kept."""
    import llvmlite
    import llvmlite.binding as llvm

    root = cache_root()
    if root is None:
        return None
    what = f"{engine.bitcode} {llvmlite.__version__} {llvm.get_process_triple()} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    return root / f"built-{hashlib.sha256(what.encode()).hexdigest()[:16]}.o"


def _made(bitcode: bytes, machine: Any) -> bytes:
    """Machine code of the bitcode."""
    import llvmlite.binding as llvm

    module = llvm.parse_bitcode(lzma.decompress(bitcode))
    module.triple = llvm.get_process_triple()
    module.data_layout = str(machine.target_data)
    return machine.emit_object(module)


@lru_cache(maxsize=1)
def native() -> Native | None:
    """Return the built engine, ready to be called; None where it cannot be used, which is said in one line."""
    engine = built()
    if engine is None or not any(is_of_today(part) for part in ENTRIES):
        return None
    machine = machine_here()
    file = _kept(engine)
    code = None if file is None else read_kept(file)
    if code is None:
        bitcode = engine.read(BITCODE)
        if bitcode is None:
            tell_once(f"{BITCODE.name} is not the engine that was built; the engine is compiled here instead")
            return None
        try:
            code = _made(bitcode, machine)
        except RuntimeError:  # an LLVM older than the one that wrote it
            tell_once(
                f"the built engine (LLVM {engine.llvm}) cannot be read by this llvmlite; the engine is compiled here instead"
            )
            return None
        if file is not None:
            keep(file, code)
    return Native(code, machine)


def entry(part: str, name: str) -> Entry | None:
    """Return an entry of the built engine; None where it is not of today's sources."""
    if not is_of_today(part):
        return None
    engine = native()
    return None if engine is None else engine.entry(name)
