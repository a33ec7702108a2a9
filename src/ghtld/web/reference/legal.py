"""The pages that law and decency ask for, filled from the configuration; what is unset is said.

Also whose work is sent to browsers or runs the server, and under which licences:
``tools/write_notices.py`` writes the list and the texts at set-up, for what is really there. The
package itself carries nothing of others, so where there is no list there is mostly nothing to name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ghtld.ui.problems import Problem, ProblemRaised
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


FOLDER = Path(__file__).parents[1] / "third_party"
BUNDLED = tuple(Path(__file__).parents[1] / "static" / name for name in ("yasgui", "outlines"))
"""The query editor and the outlines of maps, where set-up has brought them."""
LIST = "ghtld.cdx.json"
TEXTS = "licences.txt"
_CYCLONEDX = "application/vnd.cyclonedx+json; version=1.6"
_UNLISTED = Problem(404, "licences-unlisted")


@dataclass(frozen=True)
class Component:
    """One package of others, as a page tells it; ``inside`` counts what is compiled into it."""

    name: str
    version: str
    licence: str
    authors: str
    home: str
    inside: int

    @classmethod
    def read(cls, told: dict[str, Any]) -> Component:
        """Return the component that CycloneDX describes so."""
        stated = told.get("licenses", [{}])[0]
        links = (link["url"] for link in told.get("externalReferences", ()))
        return cls(
            "/".join(filter(None, (told.get("group"), told["name"]))),
            told["version"],
            stated.get("expression") or stated.get("license", {}).get("name", ""),
            ", ".join(author["name"] for author in told.get("authors", ())),
            next((link for link in links if link.startswith(("https://", "http://"))), ""),
            len(told.get("components", ())),
        )


def listed(folder: Path) -> tuple[list[Component], list[Component]]:
    """Return what is sent to browsers and what runs the server; nothing where there is no list."""
    if not (folder / LIST).is_file():
        return [], []
    told = json.loads((folder / LIST).read_text(encoding="utf-8"))["components"]
    browser, server = (
        [Component.read(part) for part in told if part["purl"].startswith(sort)]
        for sort in ("pkg:npm/", "pkg:pypi/")
    )
    return browser, server


def has_bundled() -> bool:
    """Tell whether anything of others is sent to browsers."""
    return any(path.is_file() for folder in BUNDLED for path in folder.glob("*"))


def licences(site: Site, request: Request) -> Reply:
    """Answer ``/licences``."""
    view = request.view(site)
    browser, server = listed(FOLDER)
    written = render(
        view,
        "licences.html",
        browser=browser,
        server=server,
        unlisted=not browser and has_bundled(),
        texts=(FOLDER / TEXTS).is_file(),
    )
    return page_of(written, view).keep()


def licence_texts(site: Site, request: Request) -> Reply:
    """Answer ``/licences.txt``: every text, whole."""
    return _file(TEXTS, "text/plain; charset=utf-8")


def components(site: Site, request: Request) -> Reply:
    """Answer ``/licences.json``: the list of components as CycloneDX."""
    return _file(LIST, _CYCLONEDX)


def _file(name: str, content_type: str) -> Reply:
    if not (FOLDER / name).is_file():
        raise ProblemRaised(_UNLISTED)
    reply = Reply(content_type, (FOLDER / name).read_bytes()).keep()
    reply.policy.dated = False
    return reply


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    *((f"/{name}", partial(page, name=name)) for name in PAGES),
    ("/licences", licences),
    ("/licences.txt", licence_texts),
    ("/licences.json", components),
)
