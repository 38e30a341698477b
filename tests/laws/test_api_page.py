"""The page of promised names: current, whole, and every argument told."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import sim
from sim.manual.api import COMMAND, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
FUNCTIONS = [name for name in sim.__all__ if inspect.isfunction(getattr(sim, name))]


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), COMMAND


def test_every_promised_name_stands_on_the_page():
    heads = re.findall(r"^## sim\.(\w+)$", page(), re.MULTILINE)
    assert heads == sorted(set(sim.__all__) - {"__version__"}, key=str.lower)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_and_what_comes_back_has_a_type(name):
    signature = inspect.signature(getattr(sim, name))
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty, parameter


def test_the_package_says_that_it_is_typed():
    assert (Path(sim.__file__).parent / "py.typed").exists()
    assert '"py.typed"' in (PAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
