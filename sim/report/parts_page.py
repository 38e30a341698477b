"""A page made of parts, each a heading with text, tables and figures under it; as HTML and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from sim.report.panel import Panel, Table
from sim.studies.store.runs_table import as_cell
from sim.words import LANGUAGES, say

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Part:
    """A part of the page: a heading and what stands under it, text, tables and figures."""

    heading: str
    body: tuple[str | Table | Panel, ...]


@dataclass(frozen=True)
class Frame:
    """What stands around the parts.

    Attributes
    ----------
    lang : language of the page.
    kind : what sort of page it is.
    title, about : of the study; about may be empty.
    headline : the answer in one line; may be empty.
    made : what makes the page again, for Markdown.
    there : the same page in the other language, for HTML.
    """

    lang: str
    kind: str
    title: str
    about: str
    headline: str = ""
    made: str = ""
    there: str = ""


def markdown(frame: Frame, parts: Sequence[Part], figures: str = "", untabled: Sequence[str] = ()) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    figures : str
        Stem of the figures' file names; without it the figures are left out and their numbers stay.
    untabled : sequence of str
        Names of figures whose numbers stand elsewhere on the page.
    """
    lines = [f"# {frame.title}", f"**{frame.headline}**" if frame.headline else "", frame.made, frame.about]
    for part in parts:
        lines.append(f"## {part.heading}")
        for one in part.body:
            if isinstance(one, Panel):
                if figures:
                    lines.append(f"![{one.alt}]({figures}.{one.name}.{frame.lang}.svg)")
                lines += [one.caption, *([grid(one.table)] if one.table is not None and one.name not in untabled else [])]
            else:
                lines.append(grid(one) if isinstance(one, Table) else one)
    return "\n\n".join(line for line in lines if line) + "\n"


def grid(table: Table) -> str:
    """Return a table as Markdown."""
    lines = [table.head, ("---",) * len(table.head), *table.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


def html(frame: Frame, parts: Sequence[Part]) -> str:
    """Return the page as one file without outside requests."""
    other = next(lang for lang in LANGUAGES if lang != frame.lang)
    css = (HERE / "page.css").read_text(encoding="utf-8")
    out = [f'<!doctype html>\n<html lang="{frame.lang}"><head><meta charset="utf-8">',
           '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">',
           f"<title>{escape(frame.title)}</title><style>{css}</style></head><body>",
           f'<a class="skip" href="#main">{escape(say("report.page.skip", frame.lang))}</a><header><div class="top">',
           f"<span>{escape(frame.kind)}</span>",
           f'<a class="other-language" lang="{other}" hreflang="{other}" href="{frame.there}">',
           escape(say("report.page.other_language", frame.lang)), "</a></div>",
           f"<h1>{escape(frame.title)}</h1>"]
    if frame.headline:
        out.append(f'<p class="answer"><span class="headline">{escape(frame.headline)}</span></p>')
    if frame.about:
        out.append(f"<p>{escape(frame.about)}</p>")
    out.append('</header><main id="main">')
    for part in parts:
        out.append(f"<section><h2>{escape(part.heading)}</h2>")
        for one in part.body:
            if isinstance(one, Panel):
                out.append(f'<figure id="fig-{one.name}"><div>{one.svg}</div><figcaption>{escape(one.caption)}</figcaption>')
                if one.table is not None:
                    out.append(f"<details><summary>{escape(say('studies.figure.numbers', frame.lang))}</summary>{html_table(one.table)}</details>")
                out.append("</figure>")
            else:
                out.append(html_table(one) if isinstance(one, Table) else paragraph(one))
        out.append("</section>")
    return "\n".join([*out, "</main></body></html>", ""])


def paragraph(text: str) -> str:
    """Return a text as HTML, keys between backticks as code."""
    return "<p>" + re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)) + "</p>"


def html_table(table: Table) -> str:
    """Return a table as HTML."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
                   for row in table.rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def panels_of(parts: Sequence[Part]) -> list[Panel]:
    """Return the figures of a page."""
    return [one for part in parts for one in part.body if isinstance(one, Panel)]


def write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table for R, Excel and pandas; NaN is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(",".join(map(as_cell, row)) + "\n" for row in (head, *rows))
