"""The timeline: every event at the precision its date is known, on years that leave gaps out."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld.terms import PROV
from ghtld.web.graph import nodes
from ghtld.web.pages.view import View
from ghtld.web.pictures.chronology import LANES, Axis, Happening, Span, happenings
from ghtld.web.pictures.evidence import documents, named, proof, spoken
from ghtld.web.pictures.figure import WIDTH, DrawingContext, Figure, Link, cut, legend
from ghtld.web.pictures.svg import (
    Element,
    Picture,
    circle,
    line,
    lines,
    link,
    path,
    rect,
    text,
    wrap,
)
from ghtld.web.tables.table import Row, Table, Value, Values

_LABELS = 400.0
_LEFT = 420.0
_RIGHT = WIDTH - 20


def figure(view: View, to: Link) -> Figure:
    """Return the timeline of the release."""
    ctx = DrawingContext(view, to)
    found = happenings(view.site)
    table = _table(ctx, found)
    return Figure("timeline", draw(ctx, found), table, cut(ctx, table))


@dataclass
class _Canvas:
    """A drawing under way: what is drawn, and how far down it reaches."""

    ctx: DrawingContext
    axis: Axis
    drawn: list[Element]
    y: float


def draw(ctx: DrawingContext, found: list[Happening]) -> Picture:
    """Draw the lanes one below the other, an event a row."""
    spans = [one.span for one in found]
    sheet = _Canvas(ctx, Axis(spans, _LEFT, _RIGHT - _LEFT), [], 62)
    body = legend(0, 16, _samples(ctx))
    for lane in LANES:
        happened = [one for one in found if one.lane == lane]
        if happened:
            _draw_lane(sheet, lane, happened)
    body += [*_years(sheet.axis), *sheet.drawn]
    title, description = ctx.say("timeline-title"), ctx.say("timeline-desc", count=len(found))
    return Picture("timeline", WIDTH, sheet.y + 12, title, description, tuple(body))


def _samples(ctx: DrawingContext) -> list[tuple[str, str]]:
    return [
        ("p-mark", ctx.say("legend-day")),
        ("p-span", ctx.say("legend-span")),
        ("p-dashed", ctx.say("legend-not-done")),
        ("p-outside", ctx.say("legend-outside")),
    ]


def _years(axis: Axis) -> list[Element]:
    drawn: list[Element] = []
    step = max(1, round(38 / axis.year_width))
    for place, run in enumerate(axis.runs):
        for year in range(run.first, run.last + 1):
            x = run.x + (year - run.first) * axis.year_width
            drawn.append(line(x, 46, x, 54, "p-axis"))
            if (year - run.first) % step == 0:
                drawn.append(text(x + 4, 42, str(year), "p-head"))
        end = run.x + (run.last - run.first + 1) * axis.year_width
        drawn.append(line(run.x, 50, end, 50, "p-axis"))
        drawn.append(line(end, 46, end, 54, "p-axis"))
        if place + 1 < len(axis.runs):
            zigzag = f"M{end + 4:.1f} 50l6 0l4 -6l6 12l4 -6l6 0"
            drawn.append(path(zigzag, "p-axis"))
    return drawn


def _grid(axis: Axis, top: float, bottom: float) -> list[Element]:
    drawn: list[Element] = []
    for run in axis.runs:
        for place in range(run.last - run.first + 2):
            x = run.x + place * axis.year_width
            drawn.append(line(x, top, x, bottom))
    return drawn


def _draw_lane(sheet: _Canvas, lane: str, happened: list[Happening]) -> None:
    top = sheet.y
    heading = text(0, top + 18, sheet.ctx.say(f"lane-{lane}"), "p-head")
    sheet.y += 30
    rows = [_draw_row(sheet, one) for one in happened]
    if lane == "outside":
        sheet.drawn.append(rect(-8, top, WIDTH + 8, sheet.y - top + 4, "p-band", rx=3))
    if lane != "undated":
        sheet.drawn += _grid(sheet.axis, top + 26, sheet.y)
    sheet.drawn += [heading, *rows]
    sheet.y += 16


def _draw_row(sheet: _Canvas, one: Happening) -> Element:
    ctx, top = sheet.ctx, sheet.y
    label = wrap(ctx.name(one.event), _LABELS - 10)
    source = _source(ctx, one)
    below = wrap(source, _LABELS - 10, 11.5, 2) if source else []
    height = 15.0 * (len(label) + len(below)) + 9
    middle = top + height / 2
    sheet.y += height
    parts = [
        rect(-4, top, WIDTH, height, "p-hit"),
        *lines(0, top + 15, label),
        *lines(0, top + 15 + 15 * len(label), below, "p-warn"),
        *_mark(ctx, sheet.axis, one, middle),
    ]
    if one.lane != "outside":
        parts.append(line(0, top + height, WIDTH, top + height))
    name = ctx.titled(ctx.name(one.event), when(ctx, one)) + (f" ({source})" if source else "")
    return link(ctx.href(one.event), name, *parts)


def _mark(ctx: DrawingContext, axis: Axis, one: Happening, y: float) -> list[Element]:
    span, class_ = one.span, _class(one)
    words = when(ctx, one)
    if span.lower is None:
        return [text(_LEFT, y + 4, words, "p-soft", font_style="italic")]
    left = axis.x(span.lower)
    if span.precision == "day":
        marks, right = [circle(left, y, 6, class_)], left + 6
    elif span.upper is not None:
        right = axis.x(span.upper, end=True)
        marks = [rect(left, y - 6, max(3.0, right - left), 12, class_, rx=2)]
    else:
        right = left + min(64.0, max(24.0, _RIGHT - left))
        arrow = f"M{left:.1f} {y - 7:.1f}v14M{left:.1f} {y:.1f}H{right:.1f}l-6 -4m6 4l-6 4"
        marks = [path(arrow, "p-edge-dashed")]
    return [*marks, _beside(words, left, right, y)]


def _beside(words: str, left: float, right: float, y: float) -> Element:
    """Return the date, right of its mark or, where there is no room, left of it."""
    if right + 8 + len(words) * 6.4 < WIDTH:
        return text(right + 8, y + 4, words, "p-soft")
    return text(left - 10, y + 4, words, "p-soft", text_anchor="end")


def _class(one: Happening) -> str:
    if one.lane == "outside":
        return "p-outside"
    return "p-mark" if one.is_done else "p-dashed"


def when(ctx: DrawingContext, one: Happening) -> str:
    """Return the date as it is said: its words, a weekday, or that none is stated."""
    if one.written is not None:
        return ctx.view.show(one.written).text.value
    if one.weekdays:
        return ctx.say("a-weekday", day=ctx.name(one.weekdays[0]))
    return ctx.say("no-date")


def _source(ctx: DrawingContext, one: Happening) -> str:
    return ctx.say("source-is", name=ctx.name(one.graph)) if one.lane == "outside" else ""


def _table(ctx: DrawingContext, found: list[Happening]) -> Table:
    heads = ("event", "date-said", "earliest", "latest", "status", "words", "document")
    lanes = [(f"lane-{lane}", [one for one in found if one.lane == lane]) for lane in LANES]
    return ctx.table("timeline", ctx.columns("col", heads), ctx.sections(lanes, _row))


def _row(ctx: DrawingContext, one: Happening) -> Row:
    view = ctx.view
    said: Values = (Value(when(ctx, one)),)
    if one.written is not None:
        said = (spoken(view, one.written), *(named(view, day, "soft") for day in one.weekdays))
    return Row(
        (
            (named(view, one.event),),
            said,
            *_bounds(ctx, one),
            tuple(named(view, status) for status in one.statuses),
            proof(view, one.holders),
            documents(view, one.holders),
        ),
        outside=one.lane == "outside",
    )


def _bounds(ctx: DrawingContext, one: Happening) -> tuple[Values, Values]:
    lower, upper = _bound(ctx, one.span, "lower"), _bound(ctx, one.span, "upper")
    return (*lower, *_inferred(ctx, one.bounds)) if lower else (), upper


def _bound(ctx: DrawingContext, span: Span, side: str) -> Values:
    day = span.lower if side == "lower" else span.upper
    return (Value(ctx.view.date(day.isoformat())),) if day is not None else ()


def _inferred(ctx: DrawingContext, graphs: tuple[NamedNode, ...]) -> Values:
    """Return which rule gives a bound that the documents do not, and from what."""
    parts: list[Value] = []
    for graph in graphs:
        parts.append(named(ctx.view, graph, "soft"))
        origins = nodes(ctx.view.site.store, graph, PROV.wasDerivedFrom)
        parts += [named(ctx.view, origin, "soft") for origin in origins]
    return tuple(parts)
