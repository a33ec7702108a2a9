"""The entries of one extract: lifted, or written by people into ``data/register/``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from ghtld import extracts, formats, iris
from ghtld.content import Content
from ghtld.edition.changes import sides, states
from ghtld.edition.changes.sides import NotComparable, Side
from ghtld.edition.changes.states import State


def side_of(content: Content, build: Path, name: str | None) -> Side:
    """Return the extract called ``name``, or the newest lifted, or else the newest in ``data/``.

    Raises NotComparable when there is none.
    """
    lifted = {extract.name: extract for extract in extracts.held(build)}
    written = {path.stem: path for path in content.files("data/register/*.ttl")}
    chosen = name or max(lifted, default=max(written, default=None))
    if chosen in lifted:
        return sides.of_extract(lifted[chosen])
    if chosen in written:
        return _written(written[chosen])
    if name is None:
        raise NotComparable(
            f"Aucun extrait du registre, ni dans {build} ni dans data/register : lancez d’abord "
            "« ghtld lift ».",
            f"No extract of the register, neither in {build} nor in data/register: run “ghtld "
            "lift” first.",
        )
    held = ", ".join(sorted(lifted.keys() | written.keys())) or "–"
    raise NotComparable(
        f"Aucun extrait ne s’appelle {name} ; il y a : {held}.",
        f"No extract is called {name}; there are: {held}.",
    )


def _written(path: Path) -> Side:
    graph = iris.graph(path.stem)

    def lines() -> Iterator[bytes]:
        quads = [_in(graph, quad) for quad in parse(path=path, format=RdfFormat.TURTLE)]
        encoded = formats.encode(quads, RdfFormat.N_QUADS)
        yield from sorted(set(encoded.splitlines(keepends=True)))

    return Side(path.stem, path.stem.partition("-")[2], graph.value, lines)


def _in(graph: NamedNode, quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def states_of(side: Side) -> Iterator[State]:
    """Yield the open entries of an extract; raise NotComparable for a damaged one."""
    for subject, block in side.blocks():
        kind = states.kind_of(subject)
        if kind is not None and kind.startswith("finess"):
            state = states.state_of(side, subject, block)
            if state is not None and not state.is_closed:
                yield state


def about(side: Side) -> list[Triple]:
    """Return what an extract says of itself."""
    node = f"<{side.iri}>".encode()
    for subject, block in side.blocks():
        if subject == node:
            text = b" .\n".join((*block, b""))
            return [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]
    return []
