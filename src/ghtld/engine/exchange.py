"""What crosses the pipe, as the parent writes and reads it: questions out, refusals in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from ghtld import iris
from ghtld.engine.interface import (
    DataDamaged,
    DataSet,
    EngineFailed,
    FormatUnfit,
    Limits,
    MemoryExceeded,
    Question,
    Refusal,
    ResultTooLarge,
    ServiceForbidden,
    SyntaxRefused,
    UnknownFunction,
)
from ghtld.engine.scan import Scan
from ghtld.integrity import says_damage


class Task(TypedDict):
    """A question as plain JSON.

    ``default`` and ``named`` are graphs by IRI, absent where the query's own words decide;
    ``disjoint`` tells that no two default graphs share a triple. Relative IRIs are resolved against
    ``base``.
    """

    text: str
    media_type: str
    deadline: float
    base: NotRequired[str]
    default: NotRequired[list[str]]
    named: NotRequired[list[str]]
    disjoint: NotRequired[bool]


def task_of(question: Question, found: Scan, default: DataSet, limits: Limits) -> Task:
    """Return ``question`` as plain JSON.

    The data set is the one that the protocol names, else the one that the query names, else
    ``default``, whose graphs share no triple (SPARQL 1.1 Protocol, section 2.1.4).
    """
    task = Task(
        text=question.text,
        media_type=question.format.media_type,
        deadline=limits.deadline,
        base=iris.BASE,
    )
    data_set = question.data_set
    if data_set is None:
        data_set = found.data_set if found.names_data_set else default
    if data_set is not None:
        task["default"] = list(dict.fromkeys(data_set.default))
        task["disjoint"] = set(data_set.default) <= set(default.default)
        if data_set.named is not None:
            task["named"] = list(dict.fromkeys(data_set.named))
    return task


def refusal_of(said: Mapping[str, Any]) -> Refusal:
    """Return the refusal that a worker tells of."""
    match said:
        case {"syntax": (int(line), int(column), str(after), list(expected), str(words))}:
            return SyntaxRefused(line, column, after, tuple(expected), words)
        case {"function": str(name)}:
            return UnknownFunction(name)
        case {"service": True}:
            return ServiceForbidden()
        case {"unfit": str(what), "instead": str(instead)}:
            return FormatUnfit(what, instead)
        case {"too_large": True}:
            return ResultTooLarge()
        case {"failed": str(reason)} if says_damage(reason):
            return DataDamaged(reason)
        case {"failed": str(reason)} if "memory" in reason.lower():
            return MemoryExceeded()
        case other:
            return EngineFailed(str(other))
