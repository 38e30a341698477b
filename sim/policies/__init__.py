"""What the host can decide: found by listing this folder.

To add a policy, write ``<kind>.py`` with a subclass of ``Policy`` that has a ``kind`` and a ``lever`` for each setting, or add one to a
file that is there; it is registered, validated, documented and run through the common tests without another line elsewhere, except
its sentences in ``sim/words``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sim.policies.base import Policy
from sim.policies.lever import Door


def _listed() -> dict[str, type[Policy]]:
    kinds: dict[str, type[Policy]] = {}
    for module in sorted(m.name for m in iter_modules(__path__) if m.name not in ("base", "lever")):
        for thing in vars(import_module(f"{__name__}.{module}")).values():
            if is_kind(thing):
                kind = thing.model_fields["kind"].default
                if kinds.setdefault(kind, thing) is not thing:
                    raise ValueError(
                        f"two policies have the kind {kind!r}: {kinds[kind].__qualname__} and {thing.__qualname__}"
                    )
    return kinds


def is_kind(thing: object) -> bool:
    """Whether this is a policy that can be asked for: a class with a kind of its own, wherever it was written."""
    return (
        isinstance(thing, type)
        and issubclass(thing, Policy)
        and isinstance(getattr(thing.model_fields.get("kind"), "default", None), str)
    )


POLICIES: dict[str, type[Policy]] = _listed()
"""Kind -> policy."""

__all__ = ["POLICIES", "Door", "Policy"]
