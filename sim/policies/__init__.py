"""What the host can decide: one file per policy, found by listing this folder.

To add a policy, write ``<kind>.py`` with one subclass of ``Policy``; it is registered, validated, documented and run through the
common tests without another line elsewhere, except its sentences in ``sim/words``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sim.policies.base import Door, Policy


def _listed() -> dict[str, type[Policy]]:
    found: dict[str, type[Policy]] = {}
    for module in sorted(m.name for m in iter_modules(__path__) if m.name != "base"):
        for thing in vars(import_module(f"{__name__}.{module}")).values():
            if isinstance(thing, type) and issubclass(thing, Policy) and thing is not Policy:
                found[module] = thing
    return found


POLICIES: dict[str, type[Policy]] = _listed()
"""Kind -> policy."""

__all__ = ["POLICIES", "Door", "Policy"]
