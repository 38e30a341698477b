"""A page made of parts, each a heading with text, tables and figures under it; as HTML and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from sim.laboratory.files import write_together
from sim.laboratory.store.tables import as_cell
from sim.report.press.markup import Markup, figure, tag
from sim.report.press.panel import Panel, Table
from sim.report.press.templates import PAGE_CSS
from sim.report.press.text import grid
from sim.words import LANGUAGES, say


@dataclass(frozen=True)
class Part:
    """A part of the page: a heading and what stands under it, text, tables, figures and markup; with a name it can be led to."""

    heading: str
    body: tuple[str | Table | Panel | Markup, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Page:
    """A page in one language.

    Attributes
    ----------
    lang : language of the page.
    kind : what sort of page it is.
    title, about : of the study; about may be empty.
    headline : the answer in one line; may be empty.
    engine : identity of the engine that the numbers come from.
    parts : what stands on it.
    untabled : names of figures whose numbers stand elsewhere on the page.
    name : what the browser calls the page; its title when not given.
    lead : what stands under the title, of pages that have more than an answer and a word about.
    links : what leads elsewhere, above the title.
    foot : what stands under all parts; may be empty.
    head : what the browser is told beside the name.
    """

    lang: str
    kind: str
    title: str
    about: str
    headline: str
    engine: str
    parts: tuple[Part, ...]
    untabled: tuple[str, ...] = ()
    name: str = ""
    lead: tuple[Markup, ...] = ()
    links: tuple[Markup, ...] = ()
    foot: str = ""
    head: Markup = Markup()

    @property
    def panels(self) -> list[Panel]:
        """The figures."""
        return [element for part in self.parts for element in part.body if isinstance(element, Panel)]


def markdown(page: Page, command: str, figures: str = "") -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    command : str
        What makes the page again.
    figures : str
        Stem of the figures' file names; without it the figures are left out and their numbers stay.
    """
    made = say("studies.page.made", page.lang, command=command, engine=page.engine)
    lines = [f"# {page.title}", f"**{page.headline}**" if page.headline else "", made, page.about]
    for part in page.parts:
        lines.append(f"## {part.heading}")
        for element in part.body:
            if isinstance(element, Panel):
                if figures:
                    lines.append(f"![{element.alt}]({figures}.{element.name}.{page.lang}.svg)")
                lines += [
                    element.caption,
                    *(
                        [grid(element.table.head, element.table.rows)]
                        if element.table is not None and element.name not in page.untabled
                        else []
                    ),
                ]
            else:
                lines.append(grid(element.head, element.rows) if isinstance(element, Table) else element)
    return "\n\n".join(line for line in lines if line) + "\n"


def html(page: Page, there: str) -> str:
    """Return the page as one file without outside requests; `there` is the same page in the other language, empty where there is none."""
    other = _other(page.lang)
    css = PAGE_CSS.read_text(encoding="utf-8")
    out = [
        f'<!doctype html>\n<html lang="{page.lang}"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{page.head}<link rel="icon" href="data:,">',
        f"<title>{escape(page.name or page.title)}</title><style>{css}</style></head><body>",
        f'<a class="skip" href="#main">{escape(say("report.page.skip", page.lang))}</a><header><div class="top">',
        f"<span>{escape(page.kind)}</span>" + "".join(page.links),
    ]
    if there:
        out += [
            f'<a class="other-language" lang="{other}" hreflang="{other}" href="{there}">',
            escape(say("report.page.other_language", page.lang)),
            "</a>",
        ]
    out[-1] += "</div>"
    out += [f"<h1>{escape(page.title)}</h1>", *page.lead]
    if page.headline:
        out.append(f'<p class="answer"><span class="headline">{escape(page.headline)}</span></p>')
    if page.about:
        out.append(f"<p>{escape(page.about)}</p>")
    out.append('</header><main id="main">')
    for part in page.parts:
        out += [
            "<section>" + tag("h2", part.heading, id=part.anchor or None),
            *(_element(element, page.lang) for element in part.body),
            "</section>",
        ]
    return "\n".join([*out, f"</main>{tag('footer', page.foot) if page.foot else ''}</body></html>", ""])


def _element(element: str | Table | Panel | Markup, lang: str) -> str:
    if isinstance(element, Panel):
        return figure(
            element,
            say("studies.figure.numbers", lang),
            None if element.table is None else Markup(html_table(element.table)),
        )
    if isinstance(element, Markup):
        return element
    return html_table(element) if isinstance(element, Table) else paragraph(element)


def paragraph(text: str) -> str:
    """Return a text as HTML, keys between backticks as code."""
    return "<p>" + re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)) + "</p>"


def html_table(table: Table) -> str:
    """Return a table as HTML."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in table.rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _other(lang: str) -> str:
    return next(language for language in LANGUAGES if language != lang)


def write_report(room: Path, lang: str, page_of: Callable[[str], Page]) -> Path:
    """Write the page in both languages and its figures beside it; return the one in the language asked for."""
    (room / "tables").mkdir(parents=True, exist_ok=True)
    first, second = "index.html", f"index.{_other(lang)}.html"
    for page, name, there in ((page_of(_other(lang)), second, first), (page_of(lang), first, second)):
        for panel in page.panels:
            panel.save(room / "figures", page.lang)
        (room / name).write_text(html(page, there), encoding="utf-8")
    return room / first


def write_page(page: Page, file: Path, command: str) -> None:
    """Write the page as Markdown, its figures beside it."""
    files = {file.parent / f"{file.stem}.{panel.name}.{page.lang}.svg": panel.svg for panel in page.panels}
    files[file] = markdown(page, command, figures=file.stem)
    write_together({path: text.encode("utf-8") for path, text in files.items()})


def write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table for R, Excel and pandas; NaN is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(",".join(map(as_cell, row)) + "\n" for row in (head, *rows))
