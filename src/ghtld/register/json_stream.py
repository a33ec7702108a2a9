"""A JSON file as a stream of UTF-8, which may not hold a record out of all measure."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager

import ijson

from ghtld.register.inputs import Advance, Source
from ghtld.register.lines import Encoding
from ghtld.register.said import Refused


class Watched:
    """A stream that refuses to go on when one record is larger than any of the register."""

    def __init__(
        self, inner: io.BufferedReader | codecs.StreamRecoder, source: Source, limit: int | None
    ) -> None:
        self._inner = inner
        self._source = source
        self._limit = limit
        self._since = 0

    def restart(self) -> None:
        """Count from here: a record was read."""
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raises Refused when they are too many since the last record."""
        block = self._inner.read(size)
        self._since += len(block)
        if self._limit is not None and self._since > self._limit:
            raise Refused(
                f"{self._source.name} contient un élément démesuré : ce n’est pas un fichier du "
                "registre.",
                f"{self._source.name} holds an element out of all measure: it is no file of the "
                "register.",
            )
        return block


@contextmanager
def opened(
    source: Source, encoding: Encoding, advance: Advance, limit: int | None = None
) -> Iterator[Watched]:
    """Open a JSON file; raises Refused when what is read of it is cut short or is no JSON."""
    with source.open(advance) as stream:
        if stream.peek(3)[:3] == codecs.BOM_UTF8:
            stream.read(3)
        if encoding.name == "utf-8":
            inner: io.BufferedReader | codecs.StreamRecoder = stream
        else:
            inner = codecs.EncodedFile(stream, "utf-8", encoding.name)
        try:
            yield Watched(inner, source, limit)
        except (ijson.JSONError, UnicodeError) as reason:
            raise Refused(
                f"{source.name} est tronqué ou n’est pas du JSON : téléchargez-le de nouveau.",
                f"{source.name} is cut short or is no JSON: download it again.",
            ) from reason
