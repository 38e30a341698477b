"""Platform: what the tool offers, none of it assumed."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import number, percent, say


class Platform(Policy):
    """Choose what the platform offers; by default it offers what most do."""

    mediators: ClassVar[tuple[str, ...]] = (
        "notice",
        "notice_host",
        "notice_mail",
        "bother",
        "feed_popularity",
        "feed_quality",
        "standing_gain",
        "reply_profile",
        "norm_profile",
    )

    kind: Literal["platform"] = "platform"
    notices: float = lever(
        "Share of answers and mentions of which members get a notice.",
        low=0.0,
        high=1.0,
        default=1.0,
        column="notices",
        door=("seen", "cost"),
    )
    digest: float = lever(
        "Share of the usual mail about new posts that is sent to all.",
        low=0.0,
        high=1.0,
        default=1.0,
        column="digest",
        door=("seen", "cost"),
    )
    popularity: float = lever(
        "Weight of replies and reactions in the order of the feed, as a multiple of the usual.",
        unit="times",
        low=0.0,
        high=4.0,
        default=1.0,
        column="popularity",
        door="seen",
    )
    quality: float = lever(
        "Weight of quality in the order of the feed, as a multiple of the usual.",
        unit="times",
        low=0.0,
        high=4.0,
        default=1.0,
        column="worthiness",
        door="seen",
    )
    reactions: bool = lever("Posts can be reacted to.", default=True, column="reactions", door=("seen", "worth"))
    profiles: bool = lever(
        "Members have profiles, by which others recognise them.",
        default=True,
        column="profiles",
        door=("seen", "worth"),
    )

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = []
        if "notices" in decided:
            clauses.append(say("policies.platform.notices", lang, share=percent(self.notices, lang)))
        if "digest" in decided:
            clauses.append(say("policies.platform.digest", lang, share=percent(self.digest, lang)))
        for field in ("popularity", "quality"):
            if field in decided:
                clauses.append(say(f"policies.platform.{field}", lang, times=number(getattr(self, field), lang)))
        for field in ("reactions", "profiles"):
            if field in decided:
                clauses.append(say(f"policies.platform.{field}_{'on' if getattr(self, field) else 'off'}", lang))
        return self._told(lang, clauses or [say("policies.platform.nothing", lang)])
