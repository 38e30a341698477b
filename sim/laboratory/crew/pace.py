"""How many runs make a chunk, learned from the runs so far."""

from __future__ import annotations

import math

from sim.laboratory.crew.worker import Outcome

CHUNK_SECONDS = 1.5
MOST_IN_CHUNK = 200


class Pace:
    """The time that runs take; chunks are as many of them as fill a second or two."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.n_runs = 0
        self.first = 0.0

    def learn(self, outcomes: list[Outcome]) -> None:
        """Take in how long these runs took."""
        if not self.n_runs and outcomes:
            self.first = outcomes[0].seconds
        self.seconds += sum(outcome.seconds for outcome in outcomes)
        self.n_runs += len(outcomes)

    @property
    def typical(self) -> float:
        """Mean seconds of a run; without the very first, which also loads what the others have at hand."""
        return (self.seconds - self.first) / max(1, self.n_runs - 1)

    @staticmethod
    def is_full(n_held: int, seconds: float) -> bool:
        """Say whether outcomes have been held long enough to be handed on."""
        return n_held >= MOST_IN_CHUNK or seconds >= CHUNK_SECONDS

    def size(self, n_todo: int, workers: int) -> int:
        """Return the size of the next chunk; the last ones are smaller so that no worker idles long."""
        if not self.n_runs:
            return 1
        wanted = round(CHUNK_SECONDS / max(self.seconds / self.n_runs, 1e-6))
        fair = math.ceil(n_todo / (2 * workers))
        return max(1, min(wanted, fair, MOST_IN_CHUNK, n_todo))
