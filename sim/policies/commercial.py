"""Commercial posts: where members may sell, and how much of what the team plans sells."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import percent, say


class Commercial(Policy):
    """Decide what may be sold, and where."""

    mediators: ClassVar[tuple[str, ...]] = (
        "cost_promotion",
        "disclosed_skip",
        "disclosed_load",
        "disguised_harm",
        "says_so",
        "seeker_worth",
        "offer_worth",
        "section_leak",
        "ban_obeyed",
        "approval_bar",
        "reply_promo",
        "minutes_approval",
        "poor_worth",
        "lead",
    )

    kind: Literal["commercial"] = "commercial"
    selling: Literal["free", "section", "disclosed", "approval", "banned"] = lever(
        "Members' promotional posts: ``free`` anywhere; ``section`` in a section of their own; ``disclosed`` anywhere, "
        "if they say what they are; ``approval`` after the team has judged them, which takes team minutes; ``banned``, "
        "and then some are made in disguise.",
        default="free",
        column="selling",
        door=("seen", "cost"),
    )
    host_share: float = lever(
        "Share of the posts the team plans that sell.", low=0.0, high=1.0, default=0.0, column="host_promo", door="seen"
    )

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = [say(f"policies.commercial.{self.selling}", lang)] if "selling" in decided or not decided else []
        if self.host_share > 0:
            clauses.append(say("policies.commercial.host", lang, share=percent(self.host_share, lang)))
        elif "host_share" in decided:
            clauses.append(say("policies.commercial.host_none", lang))
        return self._told(lang, clauses)
