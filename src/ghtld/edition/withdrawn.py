"""Withdrawn things: their address answers 410 with the reason, gone everywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from ghtld.content import Content
from ghtld.finding import Finding, syntax_error, unreadable, violation
from ghtld.terms import GHT, shorten

FILE = "data/withdrawn.ttl"


def read(content: Content) -> dict[str, dict[str, str]]:
    """Return, by IRI, the day of withdrawal (``on``) and the reason (``fr``, ``en``).

    A file that can't be parsed has no entries; ``findings`` says so.
    """
    things: dict[str, dict[str, str]] = {}
    for quad in _read(content)[0]:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal):
            continue
        entry = things.setdefault(quad.subject.value, {})
        if quad.predicate == GHT.withdrawnOn:
            entry["on"] = quad.object.value
        elif quad.predicate == GHT.withdrawalReason:
            entry[quad.object.language or "fr"] = quad.object.value
    return things


def _read(content: Content) -> tuple[list[Quad], list[Finding]]:
    path = content.root / FILE
    if not path.is_file():
        return [], []
    try:
        return list(parse(path.read_text(encoding="utf-8"), format=RdfFormat.TURTLE)), []
    except SyntaxError as error:
        return [], [syntax_error(FILE, error)]
    except UnicodeDecodeError as error:
        return [], [unreadable(FILE, error)]


def findings(content: Content, quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield what is wrong: a file that can't be read, a half entry, a thing still published."""
    yield from _read(content)[1]
    gone = read(content)
    for iri, entry in sorted(gone.items()):
        if not {"on", "fr", "en"} <= set(entry):
            yield violation(
                f"Retrait incomplet de {shorten(iri)} : il faut une date (ght:withdrawnOn) et un "
                "motif (ght:withdrawalReason) en français et en anglais.",
                f"Incomplete withdrawal of {shorten(iri)}: a date (ght:withdrawnOn) and a reason "
                "(ght:withdrawalReason) in French and English are needed.",
                file=FILE,
            )
    for iri in sorted({name for quad in quads for name in _names(quad)} & set(gone)):
        yield violation(
            f"{shorten(iri)} est retiré mais encore publié : ôtez ce qui en parle ; un numéro "
            "retiré ne sert plus jamais.",
            f"{shorten(iri)} is withdrawn but still published: remove what speaks of it; a "
            "withdrawn number never serves again.",
            focus=iri,
        )


def _names(quad: Quad) -> list[str]:
    nodes = (quad.graph_name, quad.subject, quad.object)
    return [node.value for node in nodes if isinstance(node, NamedNode)]
