"""Errors as pages, and the errors of things that were withdrawn."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from ghtld.ui.problems import DAMAGED, Problem, ProblemRaised
from ghtld.web.pages.view import View, render
from ghtld.web.site import Site


def error_page(problem: Problem, view: View, variants: Mapping[str, str] | None = None) -> str:
    """Return the page that tells ``problem``; ``variants`` links what there is instead."""
    return render(
        view,
        "error.html",
        status=problem.status,
        title=problem.title(view.language),
        sentence=problem.sentence(view.language),
        variants=variants or {},
    )


def refuse_withdrawn(site: Site, iri: str) -> None:
    """Raise the problem of a thing that was withdrawn: since when, and why."""
    withdrawn = site.withdrawn.get(iri)
    if withdrawn is not None:
        values = {"date": withdrawn.date, "reason": withdrawn.why}
        raise ProblemRaised(Problem(410, "error-410-detail", values))
    if site.files.is_damaged(site.release.withdrawn) and not _is_known(site, iri):
        raise ProblemRaised(DAMAGED)  # it may have been withdrawn: nobody can tell


def _is_known(site: Site, iri: str) -> bool:
    try:
        return site.mentions(NamedNode(iri))
    except ValueError:
        return False
