"""The pages that law and decency ask for, filled from the configuration; what is unset is said."""

from __future__ import annotations

from functools import partial

from ghtld.web.pages import dataset
from ghtld.web.pages.reply import PageFunction, Reply, page_of
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import render
from ghtld.web.site import Site

PAGES = ("legal", "privacy", "accessibility")


def page(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/legal``, ``/privacy`` or ``/accessibility``."""
    view = request.view(site)
    written = render(
        view, f"{name}.html", known=request.configuration, licence=dataset.licence(view.site)
    )
    return page_of(written, view).keep()


ROUTES: tuple[tuple[str, PageFunction], ...] = tuple(
    (f"/{name}", partial(page, name=name)) for name in PAGES
)
