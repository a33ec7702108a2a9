"""What every template may ask for, from rooms that templates know nothing of."""

from __future__ import annotations

from ghtld import iris
from ghtld.web.national.breadcrumbs import doors
from ghtld.web.national.country_labels import is_held
from ghtld.web.pages import external_labels
from ghtld.web.pages.citation import (
    cite,
    cite_page,
    query_link,
    report_link,
    report_value,
    thing_query_link,
)
from ghtld.web.pages.view import environment
from ghtld.web.search import search
from ghtld.web.search.finder import MOST
from ghtld.web.search.menu import in_menu


def install() -> None:
    """Let every template cite, link to its query, report errors and suggest."""
    environment().globals.update(
        cite=cite,
        cite_page=cite_page,
        in_menu=in_menu,
        iri_base=iris.BASE,
        kind_name=lambda view, kind: external_labels.kind(kind, view.language),
        most=MOST,
        query_link=query_link,
        report_link=report_link,
        report_value=report_value,
        suggestions=search.suggestions,
        thing_query_link=thing_query_link,
        why=search.why,
        holds_country=is_held,
        national_doors=doors,
    )
