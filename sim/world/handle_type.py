"""The type of the object that holds all tables, for the compiler only (`sim.world.handle`).

It is a bare pointer to the descriptions of the tables, which stand in the frame of the entry that holds them. Nobody counts who owns it:
an object that is counted costs an atomic step up and down at every call, a seventh of the time of a run.
"""

from __future__ import annotations

import hashlib

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models, register_default
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from sim.world.tables import TABLES


class HandleType(types.Type):
    """Type of the object that all tables hang on; by a short name, since every compiled function carries the names of its types."""

    def __init__(self, kinds):
        self.kinds = tuple(kinds)
        super().__init__(name=f"Tables{hashlib.sha256(str(self.kinds).encode()).hexdigest()[:8]}")


register_default(HandleType)(models.OpaqueModel)


@infer_getattr
class _Tables(AttributeTemplate):
    """Each table is found under its name."""

    key = HandleType

    def generic_resolve(self, kind, name):
        return kind.kinds[TABLES.index(name)] if name in TABLES else None


def _all_tables(context, kind):
    """How the descriptions lie in memory: one behind the other."""
    return ir.LiteralStructType([context.get_value_type(table) for table in kind.kinds])


@lower_getattr_generic(HandleType)
def table_of(context, builder, kind, value, name):
    """Read the description of one table."""
    place = TABLES.index(name)
    tables = builder.bitcast(value, _all_tables(context, kind).as_pointer())
    at = cgutils.gep_inbounds(builder, tables, 0, place)
    return impl_ret_borrowed(context, builder, kind.kinds[place], builder.load(at))


@intrinsic
def hold(typingctx, tables):
    """Lay the descriptions of the tables into the frame of the caller, without a share in their ownership: valid until the caller returns."""
    kind = HandleType(types.unliteral(kind) for kind in tables.types)

    def codegen(context, builder, signature, args):
        frame = cgutils.alloca_once(builder, _all_tables(context, kind))
        for place, table in enumerate(kind.kinds):
            made = make_array(table)(context, builder, value=builder.extract_value(args[0], place))
            made.meminfo = cgutils.get_null_value(made.meminfo.type)
            made.parent = cgutils.get_null_value(made.parent.type)
            builder.store(made._getvalue(), cgutils.gep_inbounds(builder, frame, 0, place))
        return builder.bitcast(frame, context.get_value_type(kind))

    return kind(tables), codegen


def _asking_for(lines):
    """Ask for the first lines of a row; changes nothing."""

    def codegen(context, builder, signature, args):
        start = builder.bitcast(args[0], cgutils.voidptr_t)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t] + 3 * [ir.IntType(32)])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        to_read, for_long, data = (ir.Constant(ir.IntType(32), n) for n in (0, 3, 1))
        for line in range(lines):
            at = builder.gep(start, [ir.Constant(ir.IntType(64), 64 * line)])
            builder.call(ask, [at, to_read, for_long, data])
        return context.get_dummy_value()

    return codegen


@intrinsic
def fetch(typingctx, row):
    """Ask for what of a person is read every day."""
    return types.none(row), _asking_for(2)


@intrinsic
def fetch_all(typingctx, row):
    """Ask for a whole person."""
    return types.none(row), _asking_for(4)
