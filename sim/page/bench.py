"""How quick the page is: opened in Chromium, levers moved, and what was measured set against its goals."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.errors import WorkError
from sim.page.write import write_page
from sim.scenario import load
from sim.scenario.source import library_folder

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-precise-memory-info",
    "--js-flags=--expose-gc",
)
GOALS = {
    "page_first_picture_ms": 1000.0,
    "page_answer_p50_ms": 150.0,
    "page_answer_p95_ms": 300.0,
    "page_answer_busy_p50_ms": 150.0,
    "page_answer_busy_p95_ms": 300.0,
    "page_twenty_pairs_ms": 1000.0,
    "page_longest_block_ms": 100.0,
    "page_growth_mb": 5.0,
}
"""Goals for 1,000 people a year: at most so much. A growth of less than a few megabytes over 300 moves is what a heap does by itself."""
PEOPLE = 1_000
OPENINGS, MOVES, MANY = 5, 40, 300
LEVER = "team.0.hours_per_week"
MEASURE = """
globalThis.bench = {
  answered: stage => new Promise(done => {
    const is = () => page.stage >= stage && !document.body.classList.contains('waiting');
    const seen = new MutationObserver(() => { if (is()) { seen.disconnect(); done(performance.now()); } });
    seen.observe(document.body, { attributes: true, childList: true, subtree: true, characterData: true });
    if (is()) { seen.disconnect(); done(performance.now()); }
  }),
  n: 0,
  move() { bench.n += 1; const at = performance.now(); page.go(moved(page.kinds, page.community, page.present(), LEVER, 1 + (bench.n * 7919) % 3990 / 10)); return at; },
  async answer(wait) { if (wait) await new Promise(next => setTimeout(next, wait)); const at = bench.move(); return (await bench.answered(3)) - at; },
  async twenty() { const at = bench.move(); return (await bench.answered(20)) - at; },
  async many(n) { for (let i = 0; i < n; i += 1) { bench.move(); await new Promise(next => setTimeout(next, 20)); } await bench.answered(100); gc(); await new Promise(next => setTimeout(next, 200)); gc(); return performance.memory.usedJSHeapSize; },
  async block(act) { let longest = 0, before = performance.now(), on = true; const tick = () => { const now = performance.now(); longest = Math.max(longest, now - before); before = now; if (on) setTimeout(tick, 0); }; tick(); await act(); on = false; return longest; },
};
""".replace("LEVER", repr(LEVER))


def browser_path() -> str | None:
    """The path of a Chromium-like browser, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def bench_page(*, moves: int = MOVES, many: int = MANY, tell: Callable[[str], None] | None = None) -> dict[str, float]:
    """Open the page in Chromium and measure it.

    Parameters
    ----------
    moves : int
        Lever moves that are timed.
    many : int
        Lever moves over which memory is looked at.
    tell : callable or None
        Called with the name of each stage: "page".

    Returns
    -------
    dict of str to float
        Figures by name, the unit in the name.

    Raises
    ------
    WorkError
        When there is no Chromium or no Playwright to drive it.
    """
    chromium = browser_path()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise WorkError(
            "the page is measured with Playwright, which is not installed; `pip install playwright`"
        ) from None
    if chromium is None:
        raise WorkError("the page is measured in Chromium, and there is none; set CHROMIUM to the path of one")
    (tell or (lambda stage: None))("page")
    scenario = load(library_folder() / "baseline.toml").with_community(audience=PEOPLE)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder) / "page.html"
        size = write_page(file, [scenario])
        browser = play.chromium.launch(executable_path=chromium, args=[*FLAGS])
        try:
            return {"page_kb": size / 1000} | _measured(browser, file, moves, many)
        finally:
            browser.close()


def _measured(browser: Any, file: Path, moves: int, many: int) -> dict[str, float]:
    first = []
    for _ in range(OPENINGS):
        context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(file.as_uri())
        _until(page, "!!globalThis.page && page.firstPicture > 0")
        first.append(page.evaluate("page.firstPicture"))
        context.close()
    page = browser.new_context(offline=True, viewport={"width": 1366, "height": 768}).new_page()
    page.goto(file.as_uri())
    _until(page, "!!globalThis.page && page.isLast === true")
    page.evaluate(MEASURE)
    rest = []
    for _ in range(moves):
        _until(page, "page.isLast === true && !document.body.classList.contains('waiting')")
        rest.append(page.evaluate("bench.answer(0)"))
    busy = [page.evaluate("bench.answer(300)") for _ in range(moves)]
    twenty = [page.evaluate("bench.twenty()") for _ in range(max(3, moves // 4))]
    block = page.evaluate("bench.block(() => bench.twenty())")
    before, after = page.evaluate(f"bench.many({max(1, many // 3)})"), page.evaluate(f"bench.many({many})")
    return {
        "page_first_picture_ms": _at(first, 0.5),
        "page_answer_p50_ms": _at(rest, 0.5),
        "page_answer_p95_ms": _at(rest, 0.95),
        "page_answer_busy_p50_ms": _at(busy, 0.5),
        "page_answer_busy_p95_ms": _at(busy, 0.95),
        "page_twenty_pairs_ms": _at(twenty, 0.5),
        "page_longest_block_ms": block,
        "page_growth_mb": (after - before) / 1e6,
    }


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def _until(page: Any, condition: str, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise WorkError(f"the page did not come so far within {seconds:.0f} seconds: {condition}")
        time.sleep(0.01)
