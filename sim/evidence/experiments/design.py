"""What a published experiment is here: its designs, each a way of running and reading simulated members, and the figures read from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.evidence.held import Held

Observe = Callable[[int, Sequence[str]], Mapping[str, tuple[float, ...]]]


@dataclass(frozen=True)
class Design:
    """One way of running and reading simulated members; several figures may be read from it.

    Attributes
    ----------
    name : within its experiment.
    settings : stems of the setting files in ``experiments/replications/``.
    observe : replication and changes -> parts by the name of the figure; a function of a module, so that other processes find it.
    runs, quick_runs, trial_runs : replications, in full, for a quick look, and for each thing tried.
    targets : what is read from it.
    """

    name: str
    settings: tuple[str, ...]
    observe: Observe
    runs: int
    quick_runs: int
    trial_runs: int
    targets: tuple[Held, ...]


@dataclass(frozen=True)
class Experiment:
    """A published experiment and its emulation.

    Attributes
    ----------
    name : its words are ``replications.<name>``.
    year : of publication; the table is in this order.
    source : what was read of it.
    designs : how it is run here.
    carriers : parameters that carry the result.
    """

    name: str
    year: int
    source: str
    designs: tuple[Design, ...]
    carriers: tuple[str, ...]

    @property
    def targets(self) -> tuple[Held, ...]:
        """All figures, in the order of the table."""
        return tuple(target for design in self.designs for target in design.targets)
