"""What is asked: scenario files, read and checked whole, told in sentences, compared."""

from __future__ import annotations

from sim.errors import ScenarioError
from sim.scenario.community import Community
from sim.scenario.explain import diff, explain
from sim.scenario.model import Scenario, load
from sim.scenario.source import library_folder, project_folder

__all__ = ["Community", "Scenario", "ScenarioError", "diff", "explain", "library_folder", "load", "project_folder"]
