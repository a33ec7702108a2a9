"""Evaluate one question over an open store and write the answer as the engine serializes it."""

from __future__ import annotations

import io
import re
from typing import IO, Any, NotRequired, TypedDict, cast

from pyoxigraph import NamedNode, QueryTriples, Store

from ghtld.engine.interface import DataSet, EngineFailed, ServiceForbidden, SyntaxRefused
from ghtld.formats import BY_NAME


class Task(TypedDict):
    """A question as it crosses the pipe: plain JSON."""

    text: str
    format: str
    deadline: float
    default: NotRequired[list[str]]
    named: NotRequired[list[str]]


_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_READABLE = re.compile(r'"[^"]+"|[A-Za-z][A-Za-z .,:\'’]*')
_CLASS = re.compile(r"\['.*?'\]|\[_\]|\['_'\]", re.DOTALL)
_KEYWORDS = re.compile(r"[A-Z]+(, [A-Z]+)*")
_EXPECTED_AT_MOST = 4
_AFTER_AT_MOST = 30


def task_of(text: str, format_name: str, data_set: DataSet | None, deadline: float) -> Task:
    """Return a question as plain JSON."""
    task = Task(text=text, format=format_name, deadline=deadline)
    if data_set is not None:
        task["default"] = list(data_set.default)
        if data_set.named is not None:
            task["named"] = list(data_set.named)
    return task


def write_answer(store: Store, task: Task, output: io.IOBase) -> None:
    """Write the answer to ``task``; raise SyntaxRefused, ServiceForbidden or EngineFailed."""
    try:
        answer = store.query(task["text"], **_data_set(task))
        fmt = BY_NAME[task["format"]]
        stream = cast(IO[bytes], output)
        if isinstance(answer, QueryTriples):
            answer.serialize(stream, fmt.rdf)
        else:
            answer.serialize(stream, fmt.results)
    except SyntaxError as reason:
        raise syntax_refused(str(reason), task["text"]) from reason
    except (OSError, ValueError) as reason:
        if "Too many open files" in str(reason):
            raise ServiceForbidden from reason
        raise EngineFailed(str(reason)) from reason


def _data_set(task: Task) -> dict[str, Any]:
    # The engine's argument overrides FROM: given only when the query names no data set.
    graphs: dict[str, Any] = {}
    if "default" in task:
        graphs["default_graph"] = [NamedNode(iri) for iri in task["default"]]
    if "named" in task:
        graphs["named_graphs"] = [NamedNode(iri) for iri in task["named"]]
    return graphs


def syntax_refused(message: str, text: str) -> SyntaxRefused:
    """Read the engine's message: where it stopped, and the few readable things it expected."""
    found = _POSITION.search(message)
    if found is None:
        return SyntaxRefused(1, 1, "", (" ".join(message.split()),))
    line, column = int(found[1]), int(found[2])
    written = text.split("\n")[line - 1 : line]
    after = "".join(written)[max(0, column - 1 - _AFTER_AT_MOST) : column - 1].strip()
    return SyntaxRefused(line, column, after, _expected(found[3]))


def _expected(listed: str) -> tuple[str, ...]:
    # The engine names the keywords that its last attempt failed on: they mislead.
    readable = (token.strip(' ,."') for token in _READABLE.findall(_CLASS.sub("", listed)))
    return tuple(t for t in readable if t and not _KEYWORDS.fullmatch(t))[:_EXPECTED_AT_MOST]
