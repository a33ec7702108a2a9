"""Discrepancies and open questions: what was counted, and where the open questions lie."""

from __future__ import annotations

from math import sqrt

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT
from ghtld.web.pages.view import View
from ghtld.web.pictures import external_rows, finding_rows
from ghtld.web.pictures.evidence import said_nodes, said_words
from ghtld.web.pictures.external_rows import known_elsewhere
from ghtld.web.pictures.figure import WIDTH, Link, Pen, Plate, cut
from ghtld.web.pictures.finding_rows import Finder, of_class
from ghtld.web.pictures.svg import Element, Picture, circle, line, lines, link, rect, text, wrap
from ghtld.web.pictures.table import Section, Table

GROUPS: tuple[tuple[str, Finder], ...] = (
    ("counted", finding_rows.counted),
    ("registered", external_rows.categories),
    ("members", external_rows.memberships),
    ("elsewhere", known_elsewhere),
    ("unresolved", finding_rows.unresolved),
    ("not-found", finding_rows.not_found),
    ("ambiguous", finding_rows.ambiguous),
    ("silent", finding_rows.silent),
    ("misprinted", finding_rows.misprinted),
)
_LABELS = 330.0
_UNIT = 19.0
_HEADS = ("what", "said", "against", "document", "proof")


def plate(view: View, to: Link) -> Plate:
    """Return the discrepancies and open questions of the release."""
    pen = Pen(view, to)
    sections = [_section(pen, key, find) for key, find in GROUPS]
    table = Table(tuple(pen.say(f"open-{head}") for head in _HEADS), tuple(sections))
    return Plate("discrepancies", draw(pen, table), table, cut(pen, table))


def _section(pen: Pen, key: str, find: Finder) -> Section:
    rows = tuple(find(pen))
    return Section(pen.say(f"open-{key}"), rows, pen.say(f"open-{key}-note"), key)


def draw(pen: Pen, table: Table) -> Picture:
    """Draw each discrepancy as squares, then how many questions there are by document."""
    body: list[Element] = []
    y = 8.0
    found = of_class(pen, "Discrepancy")
    for one in found:
        body += _squares(pen, one, y)
        y += 76
    body += _grid(pen, table, y + 14)
    height = y + 14 + 62 + 34 * len(table.sections)
    counts = {"discrepancies": len(found), "questions": len(table.rows)}
    title = pen.say("discrepancies-title")
    description = pen.say("discrepancies-desc", **counts)
    return Picture("discrepancies", WIDTH, height, title, description, tuple(body))


def _squares(pen: Pen, one: NamedNode, y: float) -> list[Element]:
    """Draw the number that is stated above the number that is named, a square for each."""
    site = pen.view.site
    lists = said_nodes(site, one, GHT.list)
    name = ", ".join(pen.name(listed) for listed in lists) or pen.name(one)
    stated, listed = (_number(pen, one, n) for n in (GHT.statedCount, GHT.listedCount))
    unit = min(_UNIT, (WIDTH - _LABELS - 130) / max(1, stated, listed))
    label = lines(0, y + 20, wrap(name, _LABELS - 16), "p-text")
    rows: list[Element] = []
    for place, (count, key) in enumerate(((stated, "stated-count"), (listed, "listed-count"))):
        top = y + place * 27
        for n in range(count):
            class_ = "p-mark" if n < min(stated, listed) else "p-other"
            rows.append(rect(_LABELS + n * unit, top + 4, unit * 0.8, 15, class_, rx=2))
        end = _LABELS + count * unit + 8
        rows.append(text(end, top + 16, pen.say(key, count=count), "p-text"))
    counts = (pen.say("stated-count", count=stated), pen.say("listed-count", count=listed))
    said = pen.titled(name, ", ".join(counts))
    hit = rect(-4, y - 2, WIDTH, 60, "p-hit")
    return [link(pen.href(one), said, hit, *label, *rows), line(0, y + 64, WIDTH, y + 64)]


def _number(pen: Pen, one: NamedNode, predicate: NamedNode) -> int:
    found = said_words(pen.view.site, one, predicate)
    digits = found[0].value if found else ""
    return int(digits) if digits.isdecimal() and len(digits) < 7 else 0


def _grid(pen: Pen, table: Table, y: float) -> list[Element]:
    """Draw the groups against the documents, a disc for how many there are."""
    papers = of_class(pen, "Document")
    width = (WIDTH - _LABELS - 70) / max(1, len(papers))
    drawn: list[Element] = []
    for place, paper in enumerate(papers):
        label = _short(paper)
        x = _LABELS + (place + 0.5) * width
        head = text(x, y + 18, label, "p-head", text_anchor="middle")
        hit = rect(x - width / 2, y, width, 28, "p-hit")
        drawn.append(link(pen.href(paper), pen.name(paper), hit, head))
    drawn.append(text(WIDTH - 30, y + 18, pen.say("total"), "p-head", text_anchor="middle"))
    for place, section in enumerate(table.sections):
        top = y + 34 + 34 * place
        drawn += _line(pen, section, papers, top, width)
    return drawn


def _short(paper: NamedNode) -> str:
    thing = iris.read(paper.value)
    return thing.slug if thing is not None else paper.value


def _line(
    pen: Pen, section: Section, papers: list[NamedNode], y: float, width: float
) -> list[Element]:
    href = pen.link(f"{iris.BASE}discrepancies#{section.anchor}")
    hit = rect(-4, y, _LABELS, 32, "p-hit")
    total = len(section.rows)
    name = text(0, y + 21, section.title)
    drawn = [line(0, y, WIDTH, y), link(href, pen.titled(section.title, str(total)), hit, name)]
    for place, paper in enumerate(papers):
        cells = (row.cells[3] for row in section.rows)
        count = sum(any(part.iri == paper.value for part in cell) for cell in cells)
        if count:
            x = _LABELS + (place + 0.5) * width
            drawn.append(circle(x - 12, y + 17, min(14.0, 3.2 * sqrt(count)), "p-mark"))
            drawn.append(text(x + 8, y + 21.5, str(count), "p-text"))
    drawn.append(text(WIDTH - 30, y + 21.5, str(total), "p-head", text_anchor="middle"))
    return drawn
