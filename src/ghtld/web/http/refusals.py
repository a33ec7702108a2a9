"""What an engine's refusals are for a client: one problem for each."""

from __future__ import annotations

from ghtld.engine import backend
from ghtld.engine import interface as engine
from ghtld.ui.problems import BROKEN, DAMAGED, Problem

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
