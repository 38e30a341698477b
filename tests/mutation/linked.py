"""The engine with a fault in it, made in seconds: only the faulty function is compiled again, and linked into what the compiler wrote of all others.

To compile the engine takes some 40 s of processor time, nearly all of it spent on finding types; what comes out of that is
text, function by function. It is kept here. A faulty function is compiled in the types in which the right one was called, takes its
name, and all is linked, optimized and made machine code. Where the fault changes the types, callers are compiled again as well.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from typing import Any

import llvmlite.binding as llvm

from sim.engine.native import Entry
from sim.manual.engine import door
from sim.world.compiled import Compiled

WRITTEN: list[str] = []
"""What the compiler wrote since it was last asked, one text a function."""
WHOLE: list[bytes] = []
"""All functions of the engine as the compiler wrote them, as one piece of bitcode."""
CODE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
MADE: list[Any] = []
"""Engines made, which must live as long as they may be called."""


def listen() -> None:
    """Keep from now on what the compiler writes."""
    from numba.core import cgutils, codegen

    add = codegen.CPUCodeLibrary.add_ir_module

    def add_and_keep(self, module) -> None:
        WRITTEN.append(cgutils.normalize_ir_text(str(module)))
        add(self, module)

    codegen.CPUCodeLibrary.add_ir_module = add_and_keep


def keep_whole() -> None:
    """Link what was written into one, in which any function may be replaced."""
    whole = llvm.parse_assembly(WRITTEN[0])
    for text in WRITTEN[1:]:
        whole.link_in(llvm.parse_assembly(text))
    for function in whole.functions:
        if not function.is_declaration and function.linkage == llvm.Linkage.external:
            function.linkage = "weak_any"
    WHOLE[:] = [whole.as_bitcode()]
    WRITTEN.clear()


def compiled_again(one: Compiled, old: Any) -> dict[str, str]:
    """Compile a changed function for all types in which it was called. Returns its new names and the old ones; ValueError where its result is of another type now."""
    renamed = {}
    for signature, before in list(old.overloads.items()):
        one.dispatcher.compile(signature)
        after = one.dispatcher.overloads[signature]
        if after.signature.return_type != before.signature.return_type:
            raise ValueError(one.__name__)
        renamed[after.fndesc.llvm_func_name] = before.fndesc.llvm_func_name
    return renamed


def symbol_of(entry: Compiled) -> str:
    """The name of an entry in LLVM's code."""
    return next(iter(entry.dispatcher.overloads.values())).fndesc.llvm_func_name


def engine_with(changed: set[Compiled], callers: set[Compiled], entries: tuple[Compiled, ...]) -> dict[str, Any]:
    """Make the engine in which some functions have other code than when it was compiled.

    Parameters
    ----------
    changed, callers : set of Compiled
        The functions that were changed, and all that call them, however deep; those never called are of no concern.
    entries : tuple of Compiled
        The ways into the engine.

    Returns
    -------
    dict
        Name of each entry to a function of arrays and numbers.
    """
    WRITTEN.clear()
    whole = llvm.parse_bitcode(WHOLE[0])
    signatures = {entry: next(iter(entry.dispatcher.overloads)) for entry in entries}
    symbols = {entry: symbol_of(entry) for entry in entries}
    olds = {one: one.__dict__.pop("dispatcher") for one in changed if "dispatcher" in one.__dict__}
    for one in changed:
        one.__dict__.pop("from_python", None)
    renamed: dict[str, str] = {}
    try:
        for one, old in olds.items():
            renamed |= compiled_again(one, old)
        for one in callers - changed:
            one.__dict__.pop("dispatcher", None)
            one.__dict__.pop("from_python", None)
    except ValueError:
        for one in callers | changed:
            one.__dict__.pop("dispatcher", None)
            one.__dict__.pop("from_python", None)
        for one in entries:
            one.dispatcher.compile(signatures[one])
        renamed, symbols = {}, {entry: symbol_of(entry) for entry in entries}
    for text in WRITTEN:
        for new, old in renamed.items():
            text = re.sub(rf'@"?{re.escape(new)}(?![\w.$])"?', f'@"{old}"', text)
        whole.link_in(llvm.parse_assembly(text))
    return entered(whole, symbols)


def entered(whole: Any, symbols: Mapping[Compiled, str]) -> dict[str, Any]:
    """Make machine code of all functions together. Returns the entries by name."""
    for one, symbol in symbols.items():
        way_in = llvm.parse_assembly(door(one.__name__, whole.get_function(symbol)))
        way_in.data_layout = whole.data_layout
        whole.link_in(way_in)
    for function in whole.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name.startswith("community_") else "internal"
    machine = llvm.Target.from_default_triple().create_target_machine(opt=1, codemodel="jitdefault", jit=True)
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=1))
    builder.getModulePassManager().run(whole, builder)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(machine.emit_object(whole)))
    engine.finalize_object()
    MADE.append(engine)
    return {
        one.__name__: Entry(one.__name__, CODE(engine.get_function_address(f"community_{one.__name__}")))
        for one in symbols
    }
