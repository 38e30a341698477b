"""What people do: one compiled function per decision, its parameters beside it.

``RULES`` maps the name of every rule to its compiled function, ``PARAMETERS`` every parameter to its declaration.
"""

from __future__ import annotations

from sim.rules import (
    contacting,
    expecting,
    feeling,
    gathering,
    grouping,
    hosting,
    inviting,
    joining,
    leaving,
    moving,
    owning,
    people,
    posting,
    reading,
    recognising,
    replying,
    reporting,
    rivalling,
    selling,
    serving,
    spamming,
    speaking,
    steering,
    visiting,
)
from sim.rules.rule import RULES
from sim.world.parameters import Parameter

_FILES = (
    people,
    joining,
    visiting,
    expecting,
    contacting,
    reading,
    replying,
    posting,
    selling,
    spamming,
    reporting,
    inviting,
    feeling,
    recognising,
    serving,
    leaving,
    hosting,
    steering,
    gathering,
    grouping,
    speaking,
    owning,
    moving,
    rivalling,
)

PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for file in _FILES for parameter in file.PARAMETERS}

__all__ = ["PARAMETERS", "RULES"]
