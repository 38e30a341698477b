"""How compiled code holds all tables: by one pointer.

Passing thirty arrays by value from phase to phase costs more than what most phases do (a count of references up and
down for each array at each call), and doubles the time to compile. Inside the kernel the tables therefore hang on
one object, and borrow their memory from the arrays that Python keeps alive during the call.
"""

from __future__ import annotations

from numba import njit, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_untracked
from numba.experimental import structref
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from sim.world.tables import TABLES


@structref.register
class HandleType(types.StructRef):
    """Type of the object that all tables hang on."""

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
