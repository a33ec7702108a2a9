"""JSON-LD that says ``@type``, made from the engine's as it streams by, whatever its parts.

The engine writes expanded JSON-LD without a blank between signs, and types as any other property:
``"http://www.w3.org/1999/02/22-rdf-syntax-ns#type":[{"@id":"…"}]``. Framing and most programs look
for ``"@type":["…"]``, which means the same ("Serialize RDF as JSON-LD", without ``useRdfType``).

The key is found by its bytes alone: its first quote can't be one within a string, which would be
written ``\\\\"``, nor the end of a string, after which no ``http`` comes. The engine never says a
property twice in one node object, so no object gets two ``@type``. A literal is no type: it stays
where it was. Workers import this: nothing here may need more than the interpreter has loaded.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Output(Protocol):
        """Where bytes are written."""

        def write(self, data: bytes, /) -> int:
            """Take ``data``."""

        def flush(self) -> None:
            """Do whatever is left to do."""


_KEY = b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#type":['
_TYPES = re.compile(
    re.escape(_KEY) + rb'(\{"@id":"[^"\\]*+"\}(?:,\{"@id":"[^"\\]*+"\})*+)\]', re.DOTALL
)
_NODE = re.compile(rb'\{"@id":("[^"]*+")\}', re.DOTALL)
_ELEMENT = re.compile(
    rb'(?:\{"@id":("[^"\\]*+")\}|(\{(?:"@[a-z]+":"(?:[^"\\]|\\.)*+",?)++\}))([],])', re.DOTALL
)
_LONGEST = 64 * 1024
"""How many bytes of one list are held back; what comes after them stays as the engine wrote it."""


def _typed(found: re.Match[bytes]) -> bytes:
    return b'"@type":[%b]' % _NODE.sub(rb"\1", found[1])


class TypedJsonLd:
    """Takes parts of JSON-LD as the engine writes it, and gives them back with ``@type``."""

    def __init__(self) -> None:
        self._held = b""
        self._within = False
        self._begun = False
        self._others: list[bytes] = []

    def feed(self, part: bytes) -> bytes:
        """Return what is certain by now."""
        given: list[bytes] = []
        # Most lists hold types only and are here as a whole.
        text = _TYPES.sub(_typed, self._held + part)
        at = 0
        while True:
            if not self._within:
                found = text.find(_KEY, at)
                if found < 0:
                    sure = max(at, len(text) - len(_KEY) + 1)
                    given.append(text[at:sure])
                    self._held = text[sure:]
                    break
                given.append(text[at:found])
                at = found + len(_KEY)
                self._within = True
            at = self._read(text, at, given)
            if self._within:
                self._held = text[at:]
                break
        return b"".join(given)

    def end(self) -> bytes:
        """Return what was held back, as it came where the document ends too early."""
        given: list[bytes] = []
        if self._within:
            self._leave(given, whole=False)
        return b"".join((*given, self._held))

    def _read(self, text: bytes, at: int, given: list[bytes]) -> int:
        """Read the elements of a list that are here; return where the next one begins."""
        while found := _ELEMENT.match(text, at):
            at = found.end()
            if found[1] is None:
                self._others.append(found[2])
            else:
                given += (b"," if self._begun else b'"@type":[', found[1])
                self._begun = True
            if found[3] == b"]":
                self._leave(given, whole=True)
                return at
        if len(text) - at + sum(map(len, self._others)) > _LONGEST:
            self._leave(given, whole=False)
        return at

    def _leave(self, given: list[bytes], *, whole: bool) -> None:
        """End the list of types; say what is none, and what is left of a list that is not whole."""
        if self._begun:
            given.append(b"]")
        if self._others or not whole:
            given += (b"," if self._begun else b"", _KEY, b",".join(self._others))
            given.append(b"]" if whole else b"," if self._others else b"")
        self._within = self._begun = False
        self._others = []


class TypedOutput:
    """A binary stream that writes JSON-LD on with ``@type``; ``close`` writes what is left."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._typing = TypedJsonLd()

    def write(self, data: bytes) -> int:
        """Take ``data``."""
        self._output.write(self._typing.feed(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is held back is no whole list yet."""

    def close(self) -> None:
        """Write what was held back; the stream behind stays open."""
        self._output.write(self._typing.end())
        self._output.flush()
