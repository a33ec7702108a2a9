"""Answer for the pictures: each as a page, as a drawing and as a table to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from ghtld.formats import HTML
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.pages.reply import PageFunction, Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.pictures import discrepancies, map, matrix, network, timeline
from ghtld.web.pictures.figure import DrawingContext, Figure, Link, query_of
from ghtld.web.site import Site
from ghtld.web.tables.spreadsheet import download

SVG = "image/svg+xml; charset=utf-8"
ON_A_PAGE = 40
"""How many rows of each part of a table a page shows; a part can be had whole, files hold all."""
_POINTED_AT = {"network": 1}
"""Which column names the thing that a row is about, where it is not the first."""
_LONGEST = 80
SUFFIXES = ("svg", "csv", "xlsx")
"""What a picture can be taken away as."""

FIGURES: dict[str, Callable[[View, Link], Figure]] = {
    "timeline": timeline.figure,
    "network": network.figure,
    "matrix": matrix.figure,
    "discrepancies": discrepancies.figure,
    "map": map.figure,
}
"""Each picture by the name in its address."""


def page(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/timeline`` and its like: the picture, and below it the same as a table."""
    view = request.view(site)
    part = request.parameters.get("part", "")
    view = replace(view, carried=urlencode({"part": part[:_LONGEST]})) if part else view
    figure = FIGURES[name](view, view.link)
    ctx = DrawingContext(view, view.link)
    written = render(
        view,
        "pictures/picture.html",
        figure=figure,
        names=FIGURES,
        parts=figure.table.parts(ON_A_PAGE, part, _POINTED_AT.get(name, 0)),
        part=part,
        ctx=ctx,
        query=query_of(name),
    )
    return _answer(written, HTML.content_type, view)


def taken(site: Site, request: Request, name: str, suffix: str) -> Reply:
    """Answer ``/timeline.svg``, ``.csv`` and ``.xlsx``; links in the files are permanent ones."""
    view = request.view(site)
    if suffix not in SUFFIXES:
        raise ProblemRaised(NOT_FOUND)
    figure = FIGURES[name](view, lambda iri: iri)
    if suffix == "svg":
        if figure.picture is None:
            raise ProblemRaised(NOT_FOUND)
        return _answer(figure.picture.file(view.language), SVG, view)
    part, iri = (view.say(f"picture-{key}") for key in ("part", "iri"))
    table = figure.table.flat(iri, part)
    return download(table, suffix, request).speak(view).keep()


def _answer(body: str | bytes, content_type: str, view: View) -> Reply:
    written = body.encode() if isinstance(body, str) else body
    return Reply(content_type, written).speak(view).keep()


ROUTES: tuple[tuple[str, PageFunction], ...] = tuple(
    route
    for name in FIGURES
    for route in (
        (f"/{name}", partial(page, name=name)),
        (f"/{name}.<suffix>", partial(taken, name=name)),
    )
)
"""What the application of the pages registers."""
EXISTS: dict[str, Callable[..., bool]] = {
    f"/{name}.<suffix>": lambda site, suffix: suffix in SUFFIXES for name in FIGURES
}
