"""Read the words of a query without parsing it: its form, whether it names a data set, its depth.

In linear time, whatever the text. What it refuses is a courtesy (a sentence instead of a dead
worker); the limits of the worker are the guarantee. In doubt it refuses: no query needs a bare word
that it looks for.

The parser of the embedded engine needs no space between words (``trueSERVICE<…>``, ``FROM:x``), so
what stands before a colon is a prefix only if it was declared, and otherwise words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pyoxigraph import NamedNode

from ghtld.engine.interface import (
    DataSet,
    Limits,
    NestedTooDeep,
    QueryTooLong,
    ServiceForbidden,
    UpdateForbidden,
)

_QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATE_FORMS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
)
_VOLATILE = ("RAND", "NOW", "UUID")
_ENGINES_OWN = ("bif", "sql")
_NAMING = ("GRAPH", "FROM", "NAMED", "DESCRIBE")
_REMEMBERED = 8192
_LONG = 2
"""How many longer texts are remembered: each is looked at more than once on its way."""
_TOKEN = re.compile(
    r"""
      \#[^\r\n]*+                                                   # a comment: no kind
    | (?P<iri> <[^<>"{}|^`\x00-\x20]*+> )
    | (?:
          '''(?: [^'\\]++ | \\. | '(?!'') )*+'''
        | \"\"\"(?: [^"\\]++ | \\. | "(?!"") )*+\"\"\"
        | (?!'''|\"\"\") (?: '(?: [^'\\\r\n]++ | \\. )*+' | "(?: [^"\\\r\n]++ | \\. )*+" )
      )
    | (?P<open> (?:'''|\"\"\").*+ | ['"][^\r\n]*+ )                   # a string without an end
    | [?$]\w++ | @[\w-]++                                            # a variable, a language
    | (?P<name> [\w.-]*+:(?: [\w.:\u00B7\u0300-\u036F\u203F\u2040-]++ | %[0-9A-Fa-f]{2} | \\. )*+ )
    | (?P<words> [\w.-]++ )
    | (?P<opening> [({\[]++ )
    | (?P<closing> [)}\]]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]\w*+")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U00([0-9A-Fa-f]{6})")


@dataclass(frozen=True)
class Scan:
    """What a query's words tell: form (None when there is none), data set, services, depth.

    ``data_set`` is what its FROM clauses name, as far as the words tell. The answer to a
    ``volatile`` query is another one each time it is asked; one with ``fresh`` blank nodes means
    the same each time, with other labels. ``beyond`` is what only one engine's dialect has.
    ``undeclared`` are the prefixes without a PREFIX, in order.
    """

    form: str | None
    names_data_set: bool
    calls_service: bool
    depth: int
    volatile: bool = False
    fresh: bool = False
    beyond: bool = False
    data_set: DataSet | None = None
    undeclared: tuple[str, ...] = ()

    @property
    def is_update(self) -> bool:
        """Tell whether the text is an update."""
        return self.form in _UPDATE_FORMS

    @property
    def gives_graph(self) -> bool:
        """Tell whether the answer is a graph rather than rows or a yes or no."""
        return self.form in {"CONSTRUCT", "DESCRIBE"}


def scan(text: str) -> Scan:
    """Read the words of ``text``; what they say is remembered."""
    return _remembered(text) if len(text) <= _REMEMBERED else _remembered_long(text)


def is_long(text: str) -> bool:
    """Tell whether reading ``text`` takes so long that others should not have to wait for it."""
    return len(text) > _REMEMBERED


def _scan(text: str) -> Scan:
    read = _Reading(_unescaped(text) if "\\u" in text.lower() else text)
    said = " ".join(chain(read.words, read.glued))
    form = read.form
    names_data_set = "FROM" in said
    return Scan(
        form=form,
        names_data_set=names_data_set,
        calls_service=read.calls_service or "SERVICE" in said,
        depth=read.depth,
        volatile=any(word in said for word in _VOLATILE),
        fresh="BNODE" in said or (form == "CONSTRUCT" and ("[" in text or "_:" in text)),
        beyond=read.beyond or "DEFINE" in said,
        data_set=data_set_of(text) if names_data_set else None,
        undeclared=tuple(read.undeclared),
    )


_remembered = lru_cache(256)(_scan)
_remembered_long = lru_cache(_LONG)(_scan)


def admit(text: str, limits: Limits) -> Scan:
    """Return the scan of ``text``; raise the refusal that can be told from the words alone."""
    if 4 * len(text) > limits.query_bytes:
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > limits.query_bytes:
            raise QueryTooLong
    found = scan(text)
    if found.is_update:
        raise UpdateForbidden
    if found.calls_service:
        raise ServiceForbidden
    if found.depth > limits.nesting:
        raise NestedTooDeep
    return found


class _Reading:
    """One way through a text: its words in capitals, its prefixes, how deep it goes.

    Each word once, in the order of their first places: a text may say one a million times.
    ``glued`` are words too, if what they are written in is no name or no string.
    """

    def __init__(self, text: str) -> None:
        self.words: dict[str, None] = {}
        self.glued: dict[str, None] = {}
        self.undeclared: dict[str, None] = {}
        self.depth = 0
        self.calls_service = self.beyond = False
        self._declared = {"_"}
        self._level = 0
        self._last = self._before = ("", "")
        for kind, piece in _tokens(text):
            self._take(kind, piece)
            self._before, self._last = self._last, (kind, piece)

    def _take(self, kind: str, piece: str) -> None:
        if kind == "name":
            self._take_name(_prefix_of(piece))
        elif kind == "words":
            self.words |= _words(piece)
        elif kind == "opening":
            self._level += len(piece)
            self.depth = max(self.depth, self._level)
            self.calls_service |= piece[0] == "{" and self._is_called()
        elif kind == "closing":
            self._level -= len(piece)
        elif kind == "iri":
            self.beyond |= piece[1:5].lower() in ("bif:", "sql:")
        elif kind == "open":
            self.glued |= _words(piece)

    def _take_name(self, prefix: str) -> None:
        if self._last[0] == "words" and self._last[1].upper() == "PREFIX":
            self._declared.add(prefix)
        elif prefix not in self._declared:
            self.undeclared[prefix] = None
            self.glued |= _words(prefix)
            self.beyond |= prefix.lower() in _ENGINES_OWN

    def _is_called(self) -> bool:
        """Tell whether the last piece may be SERVICE and a name, although it is a prefix too."""
        kind, piece = self._last
        before = self._before[1].upper()
        return kind == "name" and "SERVICE" in _prefix_of(piece).upper() and before not in _NAMING

    @property
    def form(self) -> str | None:
        """Return the form of the query: that of an update, if there is any word of one."""
        update = (word for word in self.words if word in _UPDATE_FORMS)
        query = (
            form
            for word in chain(self.words, self.glued)
            for form in _QUERY_FORMS
            if word.startswith(form)
        )
        return next(chain(update, query), None)


def is_iri(written: str) -> bool:
    """Tell whether ``written`` is an absolute IRI, as the engine reads one."""
    try:
        NamedNode(written)
    except ValueError:
        return False
    return True


def data_set_of(text: str) -> DataSet | None:
    """Return the data set that the FROM clauses of ``text`` name.

    None where the words alone don't tell (relative or escaped IRIs, unknown prefixes): the engine
    reads the clauses then.
    """
    prefixes: dict[str, str] = {}
    default: list[str] = []
    named: list[str] = []
    end = ("", "")
    read = _tokens(text)
    for kind, written in read:
        keyword = written.upper() if kind == "words" else ""
        if keyword == "PREFIX":
            prefix = next(read, end)[1]
            prefixes[_prefix_of(prefix)] = next(read, end)[1][1:-1]
        elif keyword == "FROM":
            graph = next(read, end)
            graphs = named if graph[1].upper() == "NAMED" else default
            iri = _iri(*(next(read, end) if graphs is named else graph), prefixes)
            if iri is None:
                return None
            graphs.append(iri)
        elif "FROM" in _glued(kind, written, prefixes):
            return None
    return DataSet(tuple(default), tuple(named))


def _glued(kind: str, written: str, prefixes: dict[str, str]) -> str:
    """Return, in capitals, what may be words that no space parts from what follows."""
    if kind == "name":
        written = _prefix_of(written)
        return "" if written in prefixes else written.upper()
    return written.upper() if kind == "words" else ""


def _iri(kind: str, written: str, prefixes: dict[str, str]) -> str | None:
    iri = None
    if kind == "iri":
        iri = written[1:-1]
    elif kind == "name" and (space := prefixes.get(_prefix_of(written))) is not None:
        iri = space + written.partition(":")[2]
    return iri if iri is not None and "\\" not in iri and is_iri(iri) else None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each piece that can be a word or hold one, in order."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind is not None:
            yield kind, found.group()


def _prefix_of(name: str) -> str:
    """Return the prefix of a name, without what numbers stand before it; ``_`` of a blank node."""
    return name.partition(":")[0].lstrip("0123456789.-")


def _words(text: str) -> dict[str, None]:
    """Return the words in a piece, in capitals and in order, each once."""
    return dict.fromkeys(_WORD.findall(text.upper()))


def _unescaped(text: str) -> str:
    """Return ``text`` with its ``\\uXXXX`` read, as an engine may before all else (SPARQL 19.2)."""
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number < 0x110000 else found[0]
