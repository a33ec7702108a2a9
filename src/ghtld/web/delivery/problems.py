"""Errors in one shape: RFC 9457 problem documents for machines, a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from pyoxigraph import NamedNode

from ghtld.engine import backend
from ghtld.engine import interface as engine
from ghtld.formats import Format
from ghtld.web.delivery.language import LANGUAGES
from ghtld.web.pages import messages
from ghtld.web.pages.view import View, render
from ghtld.web.site import Site

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """An error: its status, the message that explains it, headers that go with it."""

    status: int
    detail: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def title(self, language: str) -> str:
        """Return the name of the error."""
        key = f"error-{self.status}"
        if messages.has(key):
            return messages.say(key, language)
        return HTTPStatus(self.status).phrase

    def sentence(self, language: str) -> str:
        """Return what happened and what to do, empty when nothing is known."""
        if self.detail is None:
            return ""
        values = {
            key: value(language) if callable(value) else value for key, value in self.values.items()
        }
        return messages.say(self.detail, language, **values)

    def as_json(self, language: str, **members: object) -> bytes:
        """Return the problem document."""
        body = {
            "type": "about:blank",
            "title": self.title(language),
            "status": self.status,
            "detail": self.sentence(language),
            **members,
        }
        return json.dumps(body, ensure_ascii=False).encode()

    def in_both_languages(self) -> bytes:
        """Return the problem document for who has said no language."""
        body = {
            "type": "about:blank",
            "title": " / ".join(self.title(name) for name in LANGUAGES),
            "status": int(self.status),
            "detail": " / ".join(self.sentence(name) for name in LANGUAGES),
        }
        return json.dumps(body, ensure_ascii=False).encode()

    def as_html(self, view: View, variants: Mapping[str, str] | None = None) -> str:
        """Return the page that tells the error; ``variants`` links what there is instead."""
        return render(
            view,
            "error.html",
            status=self.status,
            title=self.title(view.language),
            sentence=self.sentence(view.language),
            variants=variants or {},
        )


class ProblemRaised(Exception):
    """A request whose answer is a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title("en"))
        self.problem = problem


NOT_FOUND = Problem(404, "error-404-detail")
BROKEN = Problem(500, "error-500-detail")
DAMAGED = Problem(500, "data-damaged")


def not_acceptable(offers: tuple[Format, ...]) -> Problem:
    """Return the problem of a client that accepts none of ``offers``."""
    return Problem(406, "error-406-detail", {"formats": ", ".join(f.label for f in offers)})


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


_PLAIN: dict[type[engine.Refusal], Problem] = {
    engine.StackExceeded: Problem(400, "chained"),
    engine.NestedTooDeep: Problem(400, "nested"),
    engine.UpdateForbidden: Problem(403, "no-update"),
    engine.ServiceForbidden: Problem(403, "no-service"),
    backend.DialectForbidden: Problem(403, "no-dialect"),
    engine.MemoryExceeded: Problem(507, "memory"),
}
"""Refusals that need no words of their own."""


def of_refusal(refusal: engine.Refusal, limits: engine.Limits) -> Problem:
    """Return the problem that an engine's refusal is for the client."""
    if type(refusal) in _PLAIN:
        return _PLAIN[type(refusal)]
    megabytes, seconds = limits.answer // 2**20, f"{limits.deadline:g}"
    match refusal:
        case engine.SyntaxRefused():
            after = refusal.after or "…"
            place = {"line": refusal.line, "column": refusal.column, "after": after}
            return Problem(400, "syntax", place)
        case engine.QueryTooLong():
            return Problem(413, "too-long", {"limit": limits.query_bytes})
        case backend.BackendRefused():
            return Problem(400, "backend-refused", {"words": refusal.words})
        case backend.BackendFailed():
            return Problem(502, f"backend-{refusal.fault}", {"detail": refusal.detail})
        case engine.DeadlineExceeded():
            return Problem(504, "deadline", {"seconds": seconds})
        case engine.FormatUnfit():
            key = "unfit-name" if refusal.what else "unfit"
            return Problem(406, key, {"name": refusal.what, "other": refusal.instead})
        case engine.ResultTooLarge():
            return Problem(507, "too-large", {"megabytes": megabytes})
        case engine.NoRoom():
            return Problem(507, "no-room")
        case engine.EngineBusy():
            return _busy(refusal)
    return DAMAGED if isinstance(refusal, engine.DataDamaged) else BROKEN


_AT_START = {"fr": "il se termine au démarrage", "en": "it ends at its start"}


def _busy(refusal: engine.EngineBusy) -> Problem:
    after = str(refusal.retry_after)
    values: dict[str, object] = {"seconds": after}
    if isinstance(refusal, engine.EngineUnavailable):
        values["reason"] = lambda language: refusal.reason or _AT_START[language]
        return Problem(503, "no-worker", values, {"Retry-After": after})
    return Problem(503, "busy", values, {"Retry-After": after})
