"""Evaluate one question over an open store and write the answer as the engine serializes it.

Two things the engine does otherwise than the standards say are mended here: it reads a triple once
for each default graph that holds it (``merged``), and it writes XML that is none (``XmlReader``).

The worker imports this: the engine and the interpreter's own modules, nothing else.
"""

from __future__ import annotations

import re

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from ghtld.json_ld import TypedOutput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ghtld.engine.process import Task
    from ghtld.json_ld import Output


_SERIALIZERS = ("RDF/XML", "JSON-LD")
"""What the engine's words begin with where a format can't write what it is given."""
_EXPECTED_AT_MOST = 6
_AFTER_AT_MOST = 30
_WORDS_AT_MOST = 300
_NOT_SPARQL_1_1 = ("{|", "|}", "~", "<<", "<<(")
_FEW_GRAPHS = 4
"""How many default graphs are compared: more are copied unseen, being small or too much to ask."""
_BEFORE = 64
"""How many bytes of the last part are looked at again: a sign may stand on both sides."""
_NO_XML = re.compile(
    rb'<oxprefix: xmlns:oxprefix="([^"]*)|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]'
)


class Refused(Exception):
    """A question without an answer; ``said`` is what the other side of the pipe is told."""

    def __init__(self, **said: object) -> None:
        super().__init__(said)
        self.said = said


def write_answer(store: Store, task: Task, output: Output) -> None:
    """Write the answer to ``task``; raise Refused, and what ``output`` raises."""
    instead = "json"
    try:
        answer = _ask(store, task)
        stream: Any = output
        if isinstance(answer, QueryTriples):
            instead = "turtle"
            _write_graph(answer, stream, RdfFormat.from_media_type(task["media_type"]))
        else:
            _write_rows(answer, stream, QueryResultsFormat.from_media_type(task["media_type"]))
    except SyntaxError as reason:
        raise Refused(syntax=describe_error(str(reason), task["text"])) from reason
    except Unfit as reason:
        raise Refused(unfit=reason.what, instead=instead) from reason
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as reason:
        if str(reason).startswith(_SERIALIZERS):
            raise Refused(unfit="", instead=instead) from reason
        if "Too many open files" in str(reason):
            raise Refused(service=True) from reason
        raise Refused(failed=str(reason)) from reason
    except RuntimeError as reason:
        function = re.search(r"function <(.*)> is not supported", str(reason))
        if function is None:
            raise Refused(failed=f"{type(reason).__name__}: {reason}") from reason
        raise Refused(function=function[1]) from reason


def _write_graph(answer: QueryTriples, stream: Any, rdf: RdfFormat | None) -> None:  # noqa: ANN401
    if rdf == RdfFormat.JSON_LD:
        typed: Any = TypedOutput(stream)
        answer.serialize(typed, rdf)
        typed.close()
    else:
        output: Any = XmlOutput(stream) if rdf == RdfFormat.RDF_XML else stream
        answer.serialize(output, rdf)


def _write_rows(answer: Any, stream: Any, rows: QueryResultsFormat | None) -> None:  # noqa: ANN401
    answer.serialize(XmlOutput(stream) if rows == QueryResultsFormat.XML else stream, rows)


def _ask(store: Store, task: Task) -> Any:  # noqa: ANN401 - three kinds of answers
    # The engine's arguments override FROM: given only when something else names the data set.
    graphs: dict[str, Any] = {}
    asked = store
    if "default" in task:
        graphs["default_graph"] = [NamedNode(iri) for iri in task["default"]]
    if "named" in task:
        graphs["named_graphs"] = [NamedNode(iri) for iri in task["named"]]
    if len(graphs.get("default_graph", ())) > 1 and not task.get("disjoint"):
        asked, graphs = merged(store, graphs)
    return asked.query(task["text"], base_iri=task.get("base"), **graphs)


def describe_error(message: str, text: str) -> tuple[int, int, str, list[str], str]:
    """Read the engine's message: line and column, the words before, the signs that it expected
    there, and what it says in words.
    """
    position = re.search(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if position is None:
        return 1, 1, "", [], " ".join(message.split())[:_WORDS_AT_MOST]
    line, column = int(position[1]), int(position[2])
    written = "".join(text.split("\n")[line - 1 : line])
    after = written[max(0, column - 1 - _AFTER_AT_MOST) : column - 1].strip()
    listed = re.sub(r"\['.*?'\]|\[_\]", "", position[3], flags=re.DOTALL)
    # The keywords that it names are those its last attempt failed on: they mislead.
    signs = re.findall(r'"([^\w\s"\\]+)"', listed)
    expected = [sign for sign in signs if sign not in _NOT_SPARQL_1_1][:_EXPECTED_AT_MOST]
    said = [part for part in listed.split(", ") if part.count(" ") > 1]
    return line, column, after, expected, " ".join(said)[:_WORDS_AT_MOST]


def merged(store: Store, graphs: dict[str, Any]) -> tuple[Store, dict[str, Any]]:
    """Return a store and the graphs of it that a query over ``graphs`` of ``store`` is asked of.

    A query reads the RDF merge of its default graphs (SPARQL 1.1 Query, section 13.1). Where they
    share a triple, it is asked of a copy in memory, which holds it once; where they share none, and
    nothing need be copied, of the store itself.
    """
    default = [graph for graph in graphs["default_graph"] if _holds_any(store, graph)]
    if len(default) <= _FEW_GRAPHS and not _overlap(store, default):
        return store, {**graphs, "default_graph": default}
    copy = Store()
    copy.bulk_extend(Quad(*quad.triple) for quad in _quads(store, default))
    named = graphs.get("named_graphs")
    copy.bulk_extend(_quads(store, list(store.named_graphs()) if named is None else named))
    return copy, {**graphs, "default_graph": DefaultGraph()}


def _quads(store: Store, graphs: list[Any]) -> Iterator[Quad]:
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, graph)


def _holds_any(store: Store, graph: NamedNode) -> bool:
    return next(iter(_quads(store, [graph])), None) is not None


def _overlap(store: Store, graphs: list[NamedNode]) -> bool:
    return any(
        _share(store, one, other) for place, one in enumerate(graphs) for other in graphs[:place]
    )


def _share(store: Store, one: NamedNode, other: NamedNode) -> bool:
    """Tell whether two graphs hold a common triple: each triple of the smaller is looked up."""
    smaller, larger = (one, other) if _is_smaller(store, one, other) else (other, one)
    asked = f"ASK {{ GRAPH {smaller} {{ ?s ?p ?o }} GRAPH {larger} {{ ?s ?p ?o }} }}"
    return bool(store.query(asked))


def _is_smaller(store: Store, one: NamedNode, other: NamedNode) -> bool:
    reading = iter(store.quads_for_pattern(None, None, None, other))
    quads = store.quads_for_pattern(None, None, None, one)
    return all(next(reading, None) is not None for _ in quads)


class Unfit(Exception):
    """A format can't write the answer; ``what`` is the IRI that it has no name for, if any."""

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


class XmlReader:
    """Looks at parts of XML as they go by.

    The engine writes a property that is no XML name as ``<oxprefix: …>``, and control characters as
    they are: neither is XML. The sign ``<`` within a text is written ``&lt;``: the bytes tell.
    """

    def __init__(self) -> None:
        self._before = b""

    def look(self, part: bytes) -> None:
        """Raise Unfit where the parts so far are no XML."""
        seen = self._before + part
        found = _NO_XML.search(seen)
        if found is not None:
            raise Unfit((found[1] or b"").decode("utf-8", "replace"))
        self._before = seen[-_BEFORE:]


class XmlOutput:
    """A binary stream that writes XML on as long as it is some."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._reader = XmlReader()

    def write(self, data: bytes) -> int:
        """Take ``data``; raise Unfit."""
        self._reader.look(data)
        return self._output.write(data)

    def flush(self) -> None:
        """Do whatever is left to do."""
        self._output.flush()
