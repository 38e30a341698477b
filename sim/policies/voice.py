"""Voice: in whose name the team speaks, and whether that was agreed."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import say


class Voice(Policy):
    """Settle who speaks for the team, and as whom."""

    mediators: ClassVar[tuple[str, ...]] = (
        "voice_warmth",
        "contradiction",
        "contradicts",
        "minutes_agree",
        "slip_weight",
        "host_answer",
    )

    kind: Literal["voice"] = "voice"
    speaks: Literal["unsettled", "personal", "company", "agreed"] = lever(
        "``unsettled`` nothing is said about it; ``personal`` everyone in the team speaks in the own name and for "
        "themselves, so that answers may contradict each other; ``company`` the organisation speaks; ``agreed`` own names, "
        "after agreeing each week who speaks about what, which takes team minutes.",
        default="unsettled",
        column="voice",
        door=("worth", "cost"),
    )

    def sentence(self, lang: str = "en") -> str:
        return self._told(lang, [say(f"policies.voice.{self.speaks}", lang)])
