"""The type of a chance that is not worked out yet, for the compiler only (`sim.world.chances`)."""

from __future__ import annotations

from numba import njit, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_cast
from numba.core.typeconv import Conversion
from numba.extending import box, intrinsic, overload

from sim.world.arithmetic import is_below_logistic, logistic
from sim.world.compiled import INSIDE, OPTIONS


class ChanceType(types.Type):
    """A logit that stands for its chance."""

    def __init__(self):
        super().__init__(name="Chance")

    def can_convert_to(self, typingctx, other):
        """Used as a number, it is one."""
        return Conversion.safe if other == types.float64 else None


CHANCE = ChanceType()


@register_default(ChanceType)
class ChanceModel(models.PrimitiveModel):
    """A number in double precision."""

    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, dmm[types.float64].get_value_type())


@intrinsic
def chance(typingctx, x):
    """Keep the logit."""

    def codegen(context, builder, signature, args):
        return args[0]

    return CHANCE(types.float64), codegen


@intrinsic
def logit_of(typingctx, kept):
    """Read the logit that was kept."""

    def codegen(context, builder, signature, args):
        return args[0]

    return types.float64(CHANCE), codegen


def _worked_out(context, builder, value):
    made, signature = logistic.dispatcher, types.float64(types.float64)
    code = context.compile_subroutine(builder, lambda x: made(x), signature)
    _, result = context.call_internal_no_propagate(builder, code.fndesc, signature, [value])  # it raises nothing
    return result


@lower_cast(ChanceType, types.float64)
def cast_chance(context, builder, kind, wanted, value):
    """Work it out."""
    return _worked_out(context, builder, value)


@box(ChanceType)
def box_chance(kind, value, c):
    """Hand it to Python as a number."""
    return c.box(types.float64, _worked_out(c.context, c.builder, value))


def _happens(u, asked):
    return u < asked


@overload(_happens)
def _happens_compiled(u, asked):
    if isinstance(asked, ChanceType):
        below = is_below_logistic.dispatcher
        return lambda u, asked: below(u, logit_of(asked))
    return lambda u, asked: u < asked


happens = njit(**OPTIONS | INSIDE, forceinline=True)(lambda u, asked: _happens(u, asked))
