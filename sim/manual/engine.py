"""Making the built engine: `python -m sim.manual.engine`, or `make engine`.

The day and the counting are compiled for no processor in particular, their LLVM code is taken out of numba, stripped of everything that only
numba needs, and written as bitcode, one file for every machine, and as WebAssembly (32 bits), for browsers. Both are committed, as any page that
is made. Whoever makes them needs numba of the version in the lock and the Python package `ziglang` (a C compiler and linker for
WebAssembly); whoever uses them needs neither.

WebAssembly of 32 bits although numba compiles for 64: pointers are declared as 32 bits padded to 64, so that every place in a table which numba
has already settled stays right.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ |= {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}  # before numba is loaded

import numpy as np  # noqa: E402

from sim.engine.built import ABOUT, BITCODE, COUNTING, DAY, ENTRIES, NOT_IN_BROWSERS, WASM  # noqa: E402
from sim.errors import WorkError  # noqa: E402
from sim.world.engine import part_id  # noqa: E402

VISIT = "3day5visit5visitB"
"""What the compiler's name of a visit has in it, and no other name."""
LAYOUT_32 = "e-m:e-p:32:64-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
FEATURES_32 = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint"

RUNTIME = """
declare ptr @malloc(i64)
declare void @free(ptr)
define internal ptr @allocated(i64 %size, ptr %dtor) {
 %all = add i64 %size, 128
 %m = call ptr @malloc(i64 %all)
 %n = ptrtoint ptr %m to i64
 %up = add i64 %n, 127
 %data = and i64 %up, -64
 %d = inttoptr i64 %data to ptr
 store i64 1, ptr %m
 %p8 = getelementptr i8, ptr %m, i64 8
 store ptr %dtor, ptr %p8
 %p16 = getelementptr i8, ptr %m, i64 16
 store i64 0, ptr %p16
 %p24 = getelementptr i8, ptr %m, i64 24
 store i64 %data, ptr %p24
 %p32 = getelementptr i8, ptr %m, i64 32
 store i64 %size, ptr %p32
 ret ptr %m
}
define ptr @NRT_MemInfo_alloc_dtor(i64 %size, ptr %dtor) {
 %m = call ptr @allocated(i64 %size, ptr %dtor)
 ret ptr %m
}
define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
 %m = call ptr @allocated(i64 %size, ptr null)
 ret ptr %m
}
define ptr @NRT_MemInfo_new_varsize_dtor(i64 %size, ptr %dtor) {
 %m = call ptr @allocated(i64 %size, ptr %dtor)
 ret ptr %m
}
define void @NRT_MemInfo_call_dtor(ptr %m) {
 call void @free(ptr %m)
 ret void
}
define void @NRT_Free(ptr %m) {
 call void @free(ptr %m)
 ret void
}
define i8 @counted_down(ptr %p, i64 %by, i32 %condition) {
 %old = load i64, ptr %p
 %new = sub i64 %old, %by
 store i64 %new, ptr %p
 %none = icmp eq i64 %new, 0
 %r = zext i1 %none to i8
 ret i8 %r
}
"""
"""What the compiled code needs of numba's run time: memory with a count of owners before it (count, destructor, its argument, address, size)."""

BROWSER = """
typedef unsigned long long u64; typedef unsigned u32; typedef unsigned char u8;
extern u8 __heap_base; static u32 top = 0;
static void *bump(u32 n) {
  if (!top) top = ((u32)&__heap_base + 63) & ~63u;
  u32 at = top; top = (top + n + 63) & ~63u;
  u32 need = (top + 65535) >> 16, have = __builtin_wasm_memory_size(0);
  if (need > have && __builtin_wasm_memory_grow(0, need - have) == -1) __builtin_trap();
  return (void *)at; }
__attribute__((export_name("alloc"))) void *alloc(u32 n) { return bump(n); }
__attribute__((export_name("mark"))) u32 mark(void) { bump(0); return top; }
__attribute__((export_name("release"))) void release(u32 to) { top = to; }
void *malloc(u64 n) { return bump((u32)n); }
void free(void *p) {}
__int128 __multi3(__int128 a, __int128 b) {
  u64 al = (u64)a, bl = (u64)b, m = 0xffffffffull;
  u64 ll = (al & m) * (bl & m), lh = (al & m) * (bl >> 32), hl = (al >> 32) * (bl & m), hh = (al >> 32) * (bl >> 32);
  u64 mid = (ll >> 32) + (lh & m) + (hl & m);
  u64 high = hh + (lh >> 32) + (hl >> 32) + (mid >> 32) + (u64)(a >> 64) * bl + al * (u64)(b >> 64);
  return ((__int128)high << 64) | ((mid << 32) | (ll & m)); }
double sqrt(double x) { return __builtin_sqrt(x); }
double floor(double x) { return __builtin_floor(x); }
"""
"""What a browser has instead of a C library: memory that is handed out upwards and given back all at once (`mark`, `release`)."""


def compiled_entries(cache: str) -> dict[str, tuple[str, str]]:
    """Compile every entry by using it once; return its LLVM code and the name of the function in it.

    ``cache`` is an empty folder: what comes from a cache shows no code.
    """
    os.environ["COMMUNITY_SIM_CACHE"] = cache
    from sim.day import birth, loop
    from sim.day.kernel import compiled_here, identity
    from sim.measures.counting.figures import empty_record
    from sim.measures.counting.run import count_run
    from sim.measures.counting.sums import running_sums, sum_days
    from sim.rules import PARAMETERS
    from sim.rules.people import DEFAULT_MIX, PRESETS, ROLES
    from sim.world.parameters import record
    from sim.world.programme import Programme
    from sim.world.setup import Setup
    from sim.world.tables import lay_out

    setup = Setup(2, 1, 0, 1, False, DEFAULT_MIX, {}, Programme(1))
    world = lay_out(
        setup, record(PARAMETERS, {}), np.array([DEFAULT_MIX.get(role, 0.0) for role in ROLES]), PRESETS, 16
    )
    kernel = compiled_here()
    kernel.birth(world, 1, 0, identity(2), 1)
    kernel.pass_days(world, 0, 1, 0, False)
    kernel.pass_one_step(world, loop.COUNT, 0, 0, 0, 0, 0, False)
    count_run.dispatcher(world.events, 1, 0, 1, empty_record(), np.zeros((4, 5)))
    sum_days.dispatcher(np.zeros((1, 2)), 1, 0, np.zeros((3, 2)), np.zeros(1, np.int64))
    running_sums.dispatcher(np.zeros((1, 2)), np.zeros((2, 2)))
    entries = {}
    for function in (birth.birth, loop.pass_days, loop.pass_one_step, count_run, sum_days, running_sums):
        overload = next(iter(function.dispatcher.overloads.values()))
        entries[function.__name__] = (overload.library.get_llvm_str(), overload.fndesc.llvm_func_name)
    return entries


def door(name: str, function: Any) -> str:
    """LLVM code of the way in to an entry: a function of one row of 64-bit words (`sim.engine.slots`)."""
    lines, passed = [], []
    kinds = [str(argument.type) for argument in function.arguments]
    for i, kind in enumerate(kinds):
        lines.append(f" %p{i} = getelementptr i64, ptr %row, i64 {i}")
        wide = kind if kind in ("ptr", "i64", "double") else "i64"
        lines.append(f" %w{i} = load {wide}, ptr %p{i}")
        if wide != kind:
            lines.append(f" %v{i} = trunc i64 %w{i} to {kind}")
        passed.append(f"{kind} %{'w' if wide == kind else 'v'}{i}")
    text = "\n".join(lines)
    return (
        f"declare i32 @{function.name}({', '.join(kinds)})\ndefine i32 @community_{name}(ptr %row) {{\n{text}\n"
        f" %status = call i32 @{function.name}({', '.join(passed)})\n ret i32 %status\n}}\n"
    )


def module_of(entries: dict[str, tuple[str, str]]) -> Any:
    """All entries in one LLVM module, with nothing in it that they do not need, and no names that say nothing."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    whole = None
    for name, (code, symbol) in entries.items():
        code = re.sub(r'target triple = "[^"]*"', 'target triple = ""', code)
        code = code.replace("@llvm.x86.atomic.sub.cc.i64", "@counted_down").replace("i32 immarg", "i32")
        piece = llvm.parse_assembly(code)
        way_in = llvm.parse_assembly(door(name, next(f for f in piece.functions if f.name == symbol)))
        way_in.data_layout = piece.data_layout
        piece.link_in(way_in)
        for function in piece.functions:
            if not function.is_declaration:
                function.linkage = "external" if function.name == f"community_{name}" else "linkonce_odr"
        if whole is None:  # what two entries call is the same function by the same name
            whole = piece
        else:
            whole.link_in(piece)
    runtime = llvm.parse_assembly(RUNTIME)
    runtime.data_layout = whole.data_layout
    whole.link_in(runtime)
    for piece in [*whole.functions, *whole.global_variables]:
        if not piece.is_declaration:
            piece.linkage = "external" if piece.name.startswith("community_") else "internal"
    stripped(whole)
    whole.verify()
    return whole


def stripped(module: Any) -> None:
    """Take out what nothing needs, and give what is internal short names; the visit keeps one by which another can be put in its place (`sim.speed`)."""
    import llvmlite.binding as llvm

    machine = llvm.Target.from_default_triple().create_target_machine(opt=2)
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=1))
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, builder)
    for number, symbol in enumerate([*module.functions, *module.global_variables]):
        if symbol.linkage in (llvm.Linkage.internal, llvm.Linkage.private) and not symbol.is_declaration:
            symbol.name = "visit" if VISIT in symbol.name else f"f.{number}"


def missing(module: Any) -> list[str]:
    """Names that the module needs from outside, LLVM's own left out."""
    return sorted(f.name for f in module.functions if f.is_declaration and not f.name.startswith("llvm."))


def wasm_of(module: Any) -> bytes:
    """The module as WebAssembly of 32 bits.

    Raises
    ------
    WorkError
        There is no linker for WebAssembly here.
    """
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    text = re.sub(r'target datalayout = "[^"]*"', f'target datalayout = "{LAYOUT_32}"', str(module))
    text = re.sub(r'target triple = "[^"]*"', 'target triple = "wasm32-unknown-unknown"', text)
    text = re.sub(r'"target-(cpu|features)"="[^"]*"', "", text)
    linked = llvm.parse_assembly(text)
    machine = llvm.Target.from_triple("wasm32-unknown-unknown").create_target_machine(
        cpu="generic", features=FEATURES_32, opt=3
    )
    zig = [sys.executable, "-m", "ziglang"]
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "engine.o").write_bytes(machine.emit_object(linked))
        (at / "browser.c").write_text(BROWSER)
        exports = [f"community_{name}" for names in ENTRIES.values() for name in names if name not in NOT_IN_BROWSERS]
        _run(
            [
                *zig,
                "cc",
                "-target",
                "wasm32-freestanding",
                "-mcpu=generic+simd128+bulk_memory+sign_ext+nontrapping_fptoint",
                "-O2",
                "-ffreestanding",
                "-fno-builtin",
                "-c",
                "browser.c",
                "-o",
                "browser.o",
            ],
            at,
        )
        _run(
            [
                *zig,
                "wasm-ld",
                "--no-entry",
                "--strip-all",
                "--gc-sections",
                "-z",
                "stack-size=262144",
                *(f"--export={name}" for name in exports),
                "engine.o",
                "browser.o",
                "-o",
                "engine.wasm",
            ],
            at,
        )
        return (at / "engine.wasm").read_bytes()


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise WorkError(
            f"{' '.join(command[:4])} ...: {done.stderr.strip()[-2000:]}\nA linker for WebAssembly is needed: pip install 'community-sim[engine]'"
        )


def make() -> dict[str, bytes]:
    """Make the built engine anew; return the contents of its files by name. Nothing is written."""
    import llvmlite.binding as llvm
    import numba

    with tempfile.TemporaryDirectory() as cache:
        module = module_of(compiled_entries(cache))
    unknown = set(missing(module)) - {"malloc", "free", "memset", "memcpy", "sqrt", "floor"}
    if unknown:
        raise WorkError(f"the engine needs what is not there: {', '.join(sorted(unknown))}")
    bitcode, wasm = lzma.compress(module.as_bitcode(), preset=9 | lzma.PRESET_EXTREME), wasm_of(module)
    about = {
        "parts": {part: part_id(part) for part in (DAY, COUNTING)},
        "bitcode": hashlib.sha256(bitcode).hexdigest(),
        "wasm": hashlib.sha256(wasm).hexdigest(),
        "llvm": ".".join(str(n) for n in llvm.llvm_version_info),
        "numba": numba.__version__,
    }
    return {BITCODE.name: bitcode, WASM.name: wasm, ABOUT.name: (json.dumps(about, indent=1) + "\n").encode()}


def main() -> int:
    """Make the built engine and put it into the package; with ``--check`` say only whether that would change anything."""
    parser = argparse.ArgumentParser(prog="python -m sim.manual.engine", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check",
        action="store_true",
        help="change nothing; end with 1 where what is committed would come out otherwise",
    )
    only_check = parser.parse_args().check
    changed = 0
    for name, content in make().items():
        file = BITCODE.parent / name
        same = file.exists() and file.read_bytes() == content
        changed += not same
        if not only_check:
            file.write_bytes(content)
        print(f"{name}: {len(content):,} bytes, {'as it was' if same else 'other than it was'}")
    return int(only_check and changed > 0)


if __name__ == "__main__":
    sys.exit(main())
