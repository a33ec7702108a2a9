"""The pages that law and decency ask for, filled from the configuration; what is unset is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Response, g

from ghtld.web.configuration import configuration
from ghtld.web.pages import dataset
from ghtld.web.pages.flask_adapter import html, view_of
from ghtld.web.pages.view import render

PAGES = ("legal", "privacy", "accessibility")


def page(name: str) -> Response:
    """Answer ``/legal``, ``/privacy`` or ``/accessibility``."""
    view = view_of(g.site)
    written = render(
        view, f"{name}.html", known=configuration(), licence=dataset.licence(view.site)
    )
    return html(written, view)


ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = tuple(
    (f"/{name}", partial(page, name)) for name in PAGES
)
