"""Commercial posts: where members may sell, how much of what the team plans sells, and how much is about the organisation itself."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import percent, say


class Commercial(Policy):
    """Decide what may be sold, and where, and how far what the team plans is about the organisation itself."""

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
        "company_worth",
        "benefit_worth",
        "minutes_benefit",
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

    company_share: float = lever(
        "Share of the other posts the team plans that are about the organisation itself and sell nothing; polls are not among them.",
        low=0.0,
        high=1.0,
        default=0.0,
        column="company_share",
        door="seen",
    )
    company_benefit: float = lever(
        "Share of these that bring members something as well, such as a say, a preview or help; each takes the team more minutes.",
        low=0.0,
        high=1.0,
        default=0.0,
        column="company_benefit",
        door=("worth", "cost"),
    )

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = [say(f"policies.commercial.{self.selling}", lang)] if "selling" in decided or not decided else []
        if self.host_share > 0:
            clauses.append(say("policies.commercial.host", lang, share=percent(self.host_share, lang)))
        elif "host_share" in decided:
            clauses.append(say("policies.commercial.host_none", lang))
        for field in ("company_share", "company_benefit"):
            share = getattr(self, field)
            if share > 0:
                clauses.append(say(f"policies.commercial.{field}", lang, share=percent(share, lang)))
            elif field in decided:
                clauses.append(say(f"policies.commercial.{field}_none", lang))
        return self._told(lang, clauses)
