"""Answers that a format can't write: seen in the bytes, as the engine itself sends them on.

The engine writes a property that is no XML name as ``<oxprefix: …>``, and control characters as
they are: neither is XML. The sign ``<`` within a text is written ``&lt;``, so the bytes tell.
Workers import this: nothing here may need more than the interpreter has loaded.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ghtld.json_ld import Output

_BEFORE = 64
"""How many bytes of the last part are looked at again: a sign may stand on both sides."""
_NO_XML = re.compile(
    rb'<oxprefix: xmlns:oxprefix="([^"]*)|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]'
)


class Unfit(Exception):
    """A format can't write the answer; ``what`` is the IRI that it has no name for, if any."""

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what


class XmlReader:
    """Looks at parts of XML as they go by."""

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
