"""What a request asks for, as far as its answer may depend on it. Pure.

A page is asked for by its address alone (then the headers choose a language), with ``?lang=`` and
``?page=``, or by an address that states both without a query string, as caches and plain file
hosts need: ``/doc/group/lozere.en.html``, ``/index.fr.html``, ``/list/group/page/2.en.html``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from ghtld.formats import HTML, Format, called
from ghtld.ui import negotiation
from ghtld.ui.negotiation import NotAcceptable, negotiate
from ghtld.web.configuration import SILENT, Configuration
from ghtld.web.pages.view import FILES, View
from ghtld.web.site import Site

_CARRIED = ("format", "lang")
_STATED = re.compile(r"(/.*?)(?:/page/([2-9]|[1-9][0-9]{1,5}))?(?:\.(fr|en))?\.html")
_INDEX = "/index"


@dataclass(frozen=True)
class Address:
    """The path by which routes know a page, and what else its address states of the variant.

    ``page`` and ``language`` are empty where the address does not state them.
    """

    path: str
    page: str = ""
    language: str = ""

    @classmethod
    def read(cls, path: str) -> Address:
        """Return what a decoded path states."""
        found = _STATED.fullmatch(path)
        if found is None or not (found[2] or found[3]) or _is_file(found[1]):
            return cls(path)
        if not found[1].endswith(_INDEX):
            return cls(found[1], found[2] or "", found[3] or "")
        return cls(path) if found[2] else cls(found[1].removesuffix("index"), "", found[3])

    @property
    def suffix(self) -> str:
        """Return what addresses end with that state as much, empty for a plain one."""
        if self.language:
            return f".{self.language}.html"
        return ".html" if self.page else ""


def _is_file(path: str) -> bool:
    """Tell whether a path names no page: a file, or nothing at its last step."""
    name = path.rpartition("/")[2]
    return not name or ("." in name and name.rpartition(".")[2] in FILES)


@dataclass(frozen=True)
class Request:
    """A request for a page: its address, the path as it was sent, what chooses a variant.

    ``accept`` and ``languages`` are headers, empty when absent. Of a parameter that is given
    several times the first counts; those that the address states win. ``query`` is the query
    string as it was sent.
    """

    sent: str
    accept: str = ""
    languages: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    address: Address = field(default_factory=lambda: Address("/"))
    configuration: Configuration = SILENT

    @property
    def page(self) -> str:
        """Return the number of the page that is asked for, empty when it is none."""
        page = self.page_parameter or ""
        return page if page.isascii() and page.isdecimal() else ""

    @property
    def page_parameter(self) -> str | None:
        """Return the page as it was asked for, None when none was."""
        return self.address.page or self.parameters.get("page")

    @property
    def depth(self) -> int:
        """Return how many steps lie between the root and the request, as its sender counts them."""
        return self.sent.count("/") - 1

    @property
    def climb(self) -> str:
        """Return what leads from the address as sent to where the plain one is relative to."""
        return "../../" if self.address.page else ""

    def choose(self, formats: Sequence[Format], suffix: Format | None) -> tuple[Format, bool]:
        """Return the format that is asked for, and whether the ``Accept`` header decided it.

        A suffix decides, then ``?format=`` (whatever the format is called), then ``Accept``. No
        client names a format here by habit, as some do at the endpoint: an unknown name is a slip,
        and NotAcceptable tells the names there are.
        """
        if self.address.suffix:
            suffix = HTML
        if suffix is not None:
            return suffix, False
        asked = self.parameters.get("format")
        if asked is None:
            return negotiate(self.accept, formats), True
        fmt = called([asked], formats)
        if fmt is None:
            raise NotAcceptable(formats)
        return fmt, False

    def carry(self, path: str) -> str:
        """Return the location of ``path`` (below the root), with the variant that is asked for."""
        if self.address.language:
            return "../" * self.depth + path + self.address.suffix
        said = ((name, self.parameters.get(name)) for name in _CARRIED)
        query = urlencode([(name, value) for name, value in said if value])
        return "../" * self.depth + path + (f"?{query}" if query else "")

    def with_query(self, location: str) -> str:
        """Return ``location`` with the query string of the request."""
        return f"{location or './'}?{self.query}" if self.query else location or "./"

    def view(self, site: Site) -> View:
        """Return the view of the page that is asked for."""
        asked = self.address.language or self.parameters.get("lang")
        chosen = negotiation.choose_language(asked, self.languages)
        carried = f"page={self.page}" if self.page and not self.address.page else ""
        return View(
            site,
            chosen,
            self.sent.removeprefix("/"),
            asked in negotiation.LANGUAGES,
            carried,
            self.configuration,
            self.address.suffix,
        )
