"""Writing the page: one file with code, engine, data and style inside, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from sim.engine.built import DAY, WASM, built, is_of_today
from sim.errors import WorkError
from sim.laboratory.files import write_text
from sim.page.content import Story, content
from sim.page.letters import packed
from sim.page.scripts import HEAD, modules, script
from sim.report.press.style import GRID, INK, LOOKS, SOFT
from sim.scenario import Scenario

FOLDER = Path(__file__).parent


def write_page(file: Path, scenarios: Sequence[Scenario], stories: Sequence[Story] = (), lang: str = "en") -> int:
    """Write a page with these communities and stories, and return its size.

    Parameters
    ----------
    file : Path
        Where to; one HTML file that needs nothing beside it.
    scenarios : sequence of Scenario
        What can be A.
    stories : sequence of Story
        The same with a brief, first on the page.
    lang : str
        In which it opens; the reader can change it.

    Returns
    -------
    int
        Bytes.

    Raises
    ------
    WorkError
        When there is no built engine of today's sources to put inside.
    """
    engine = _engine()
    if engine is None:
        raise WorkError(
            "the built engine is not of today's sources, and a page carries it; `make engine` builds it anew"
        )
    text = page(content(scenarios, stories, lang), engine)
    write_text(file, text)
    return len(text.encode("utf-8"))


def is_possible() -> bool:
    """Whether there is a built engine of today's sources to put inside."""
    return _engine() is not None


def _engine() -> bytes | None:
    found = built()
    return found.read(WASM) if found is not None and is_of_today(DAY) else None


def page(told: dict[str, Any], engine: bytes) -> str:
    """Return the page as text."""
    style, boot = _style(), script("boot")
    known = told["worlds"]
    policy = (
        f"default-src 'none'; script-src {_hash(boot)} 'wasm-unsafe-eval' blob:; style-src {_hash(style)}; worker-src blob:; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    lang = told["lang"]
    words = told["words"][lang]
    parts = {
        "lang": lang,
        "policy": escape(policy),
        "title": escape(words["title"]),
        "waiting": escape(words["pairs.none"]),
        "boot": boot,
        "code": _packed(_code(style)),
        "data": _packed(
            told
            | {"words": _by_key(told["words"]), "worlds": known and {k: v for k, v in known.items() if k != "values"}}
        ),
        "worlds": packed(base64.b64decode(known["values"])) if known else "",
        "engine": packed(engine),
    }
    text = (FOLDER / "page.html").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text


def _packed(told: dict[str, Any]) -> str:
    return packed(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _code(style: str) -> dict[str, Any]:
    """Style and modules; those of both the page and its workers are there once."""
    page_modules, worker_modules = modules("main"), modules("worker")
    return {
        "style": style,
        "head": HEAD,
        "modules": page_modules | worker_modules,
        "page": list(page_modules),
        "worker": list(worker_modules),
    }


def _by_key(words: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Words of all languages, their keys said once."""
    keys = list(next(iter(words.values())))
    return {"keys": keys} | {lang: [said[key] for key in keys] for lang, said in words.items()}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


def _style() -> str:
    """The style sheet, with the colours that every figure of the project has."""
    a, b = LOOKS[:2]
    colours = {"a": a.line, "a-text": a.text, "b": b.line, "b-text": b.text, "ink": INK, "soft": SOFT, "grid": GRID}
    rows = "".join(f"--{name}:{colour};" for name, colour in colours.items())
    return f":root{{{rows}}}\n" + (FOLDER / "page.css").read_text(encoding="utf-8")
