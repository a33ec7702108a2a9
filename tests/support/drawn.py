"""Read back what was drawn."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def root_of(written: bytes) -> ElementTree.Element:
    """Return the root of a drawing of ours; a file that is no XML is an error."""
    return ElementTree.fromstring(written)  # noqa: S314
