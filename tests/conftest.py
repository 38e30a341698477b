"""What all tests share: where things are, the browser, how thorough hypothesis is, the engine compiled once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STORED_COUNT = ROOT / "tests" / "collected_tests.txt"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "Chromium is not installed (Debian: apt-get install chromium): the browser tests were left out"

COLLECTED = pytest.StashKey[int]()


def find_chromium() -> str | None:
    """The path of a Chromium-like browser, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store-count",
        action="store_true",
        help="store the number of collected tests as the number below which it may not fall",
    )


def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import HealthCheck, settings

    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("quick", max_examples=25, derandomize=True, **patient)
    settings.register_profile("thorough", max_examples=300, derandomize=True, **patient)
    settings.register_profile("fresh", max_examples=300, **patient)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_sessionstart(session: pytest.Session) -> None:
    # With several workers, compile once before they start instead of once in each of them.
    config = session.config
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from sim import day

        day.prepare(progress=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[COLLECTED] = len(items) if _is_whole_suite(config) else 0
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def _is_whole_suite(config: pytest.Config) -> bool:
    here = {Path(str(arg).split("::")[0]).resolve() for arg in config.args}
    return here <= {ROOT, ROOT / "tests"} and not config.option.ignore and not config.option.ignore_glob


def pytest_collection_finish(session: pytest.Session) -> None:
    config = session.config
    if config.option.store_count and config.stash[COLLECTED] and not hasattr(config, "workerinput"):
        STORED_COUNT.write_text(f"{config.stash[COLLECTED]}\n", encoding="utf-8")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def scenarios(root: Path) -> Path:
    """The library of scenario files."""
    return root / "scenarios"


@pytest.fixture
def no_worlds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No plausible worlds come with the package."""
    from sim.laboratory.worlds import ensemble

    monkeypatch.setattr(ensemble, "stored_ensemble", lambda: tmp_path / "no-worlds.parquet")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path, for tests marked ``browser``."""
    path = find_chromium()
    assert path is not None, NO_BROWSER
    return path


@pytest.fixture(scope="session")
def n_collected(request: pytest.FixtureRequest) -> int:
    """How many tests the whole suite has; 0 when only a part of it was asked for."""
    return request.config.stash.get(COLLECTED, 0)
