"""Subgroups: the group is split by topic, or it is not."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import say


class Subgroups(Policy):
    """Split the group by topic."""

    mediators: ClassVar[tuple[str, ...]] = ("subgroup_identity",)

    kind: Literal["subgroups"] = "subgroups"
    by_topic: bool = lever(
        "A subgroup for each topic beside a general group, in which the team posts, newcomers introduce themselves and "
        "small talk stays; members follow the subgroups of their own two topics.",
        default=False,
        column="subgroups",
        door=("seen", "worth"),
    )

    def sentence(self, lang: str = "en") -> str:
        return self._told(lang, [say(f"policies.subgroups.{'by_topic' if self.by_topic else 'none'}", lang)])
