"""The type of the object that holds all tables, for the compiler only (`sim.world.handle`)."""

from __future__ import annotations

import hashlib

from numba import njit, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_untracked
from numba.experimental import structref
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from sim.world.tables import TABLES


@structref.register
class HandleType(types.StructRef):
    """Type of the object that all tables hang on; by a short name, since every compiled function carries the names of its types."""

    def __init__(self, fields):
        super().__init__(fields)
        self.name = f"Tables{hashlib.sha256(self.name.encode()).hexdigest()[:8]}"

    def preprocess_fields(self, fields):
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class Handle(structref.StructRefProxy):
    """The object that all tables hang on; made and used in compiled code only."""


structref.define_proxy(Handle, HandleType, list(TABLES))


@intrinsic
def borrowed(typingctx, array):
    """The same array without a share in its ownership; valid while the owner lives."""

    def codegen(context, builder, signature, args):
        made = make_array(signature.args[0])(context, builder, value=args[0])
        made.meminfo = cgutils.get_null_value(made.meminfo.type)
        made.parent = cgutils.get_null_value(made.parent.type)
        return impl_ret_untracked(context, builder, signature.return_type, made._getvalue())

    return array(array), codegen


def _source() -> str:
    fields = ", ".join(f"borrowed(w.{name})" for name in TABLES)
    return f"def hold(w):\n    return Handle({fields})\n"


_space: dict = {"__name__": __name__, "borrowed": borrowed, "Handle": Handle}
exec(_source(), _space)  # noqa: S102 - the list of tables stands once, in world.tables
hold = njit(inline="never", no_cpython_wrapper=True, no_cfunc_wrapper=True)(_space["hold"])
