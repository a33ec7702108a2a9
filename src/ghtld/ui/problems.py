"""Errors in one shape: RFC 9457 problem documents for machines, a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from ghtld.formats import Format
from ghtld.ui import messages
from ghtld.ui.negotiation import LANGUAGES

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
