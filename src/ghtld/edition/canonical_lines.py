"""N-Quads as the engine writes them back: what a dump says is then what the store holds.

Oxigraph keeps numbers and times by value (``095.50`` comes back as ``95.5``). Lines that are surely
in its form already pass by one regular expression; the others go through it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from ghtld import formats
from ghtld.terms import PREFIXES

_BLOCK = 4 * 2**20
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
_IRI = rb"<[a-z]++:[A-Za-z0-9/._~-]*+(?:#[A-Za-z0-9._~-]*+)?+>"
_STRING = rb'"(?:[^\x00-\x1f"\\\x7f]++|\\["\\])*+"'
_NUMBER = rb"[1-9][0-9]{0,8}"
_FORMS = {
    b"date": rb"[12][0-9]{3}-[0-9]{2}-[0-9]{2}",
    b"decimal": rb"0|-?" + _NUMBER + rb"|-?(?:0|" + _NUMBER + rb")[.][0-9]{0,8}[1-9]",
    b"gYearMonth": rb"[12][0-9]{3}-[0-9]{2}",
    b"integer": rb"0|-?" + _NUMBER,
}
_TYPED = b"|".join(
    b'"(?:%s)"\\^\\^<%s%s>' % (form, re.escape(PREFIXES["xsd"]).encode(), name)
    for name, form in _FORMS.items()
)
_OBJECT = b"(?:%s|%s(?:@[a-z]{2})?+(?= )|%s)" % (_IRI, _STRING, _TYPED)
_ONE = b"%s %s %s %s [.]\n" % (_IRI, _IRI, _OBJECT, _IRI)
_LINE = re.compile(_ONE)
_LINES = re.compile(b"(?:%s)*+" % _ONE)


def canonical(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the statements of an N-Quads file as canonical lines, in the order of the file.

    Raises SyntaxError with the number of the line, UnicodeDecodeError for what is not UTF-8.
    """
    return chain.from_iterable(_lists(file))


def _lists(file: IO[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines block by block: one expression passes all of them, or each is looked at."""
    number = 0
    while block := file.read(_BLOCK):
        block += file.readline()
        block.decode()
        if _NONCHARACTERS.search(block) is None and _LINES.fullmatch(block):
            lines = block.splitlines(keepends=True)
            yield lines
        else:
            lines = block.removesuffix(b"\n").split(b"\n")
            numbered = enumerate(lines, number + 1)
            yield [kept for at, line in numbered for kept in _rewritten(line + b"\n", at)]
        number += len(lines)


def _rewritten(line: bytes, number: int) -> Iterator[bytes]:
    if _LINE.fullmatch(line) and _NONCHARACTERS.search(line) is None:
        yield line
        return
    try:
        quads = list(parse(line, format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise SyntaxError(error.msg, ("", number, None, None)) from error
    for quad in quads:
        yield formats.encode([_as_kept(quad)], RdfFormat.N_QUADS)


def _as_kept(quad: Quad) -> Quad:
    """Return a statement as the store gives it back."""
    if not isinstance(quad.object, Literal):
        return quad
    store = Store()
    store.add(quad)
    kept: Quad = next(iter(store))
    return kept
