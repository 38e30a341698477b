"""Commercial posts: where members may sell, and how much of what the team plans sells."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from sim.policies.base import Door, Policy, Share, code
from sim.words import percent, say

SELLING = ("free", "section", "disclosed", "approval", "banned")


class Commercial(Policy):
    """Decide what may be sold, and where.

    Attributes
    ----------
    kind : str
        ``commercial``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    selling : str
        Members' promotional posts: ``free`` anywhere; ``section`` in a section of their own; ``disclosed`` anywhere, if they say what they
        are; ``approval`` after the team has judged them, which takes team minutes; ``banned``, and then some are made in disguise.
    host_share : float
        Share of the posts the team plans that sell [0..1].
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {"selling": ("selling",), "host_share": ("host_promo",)}
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "selling": ("seen", "cost"),
        "host_share": ("seen",),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "cost_promotion", "disclosed_skip", "disclosed_load", "disguised_harm", "says_so", "seeker_worth", "offer_worth", "section_leak",
        "ban_obeyed", "approval_bar", "reply_promo", "minutes_approval", "poor_worth", "lead",
    )

    kind: Literal["commercial"] = "commercial"
    selling: Literal["free", "section", "disclosed", "approval", "banned"] = "free"
    host_share: Share = 0.0

    def value_of(self, field: str) -> Any:
        if field == "selling":
            return code(self.selling, SELLING)
        return super().value_of(field)

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = [say(f"policies.commercial.{self.selling}", lang)] if "selling" in decided or not decided else []
        if self.host_share > 0:
            clauses.append(say("policies.commercial.host", lang, share=percent(self.host_share, lang)))
        elif "host_share" in decided:
            clauses.append(say("policies.commercial.host_none", lang))
        return self._told(lang, clauses)
