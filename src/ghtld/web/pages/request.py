"""What a request asks for, as far as its answer may depend on it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ghtld.formats import Format, called
from ghtld.ui import negotiation
from ghtld.ui.negotiation import NotAcceptable, negotiate
from ghtld.web.configuration import Configuration
from ghtld.web.pages.view import View
from ghtld.web.site import Site

_CARRIED = ("format", "lang")


@dataclass(frozen=True)
class Asked:
    """The path as it was sent, the headers that choose a variant (empty when absent), parameters.

    Of a parameter that is given several times the first counts.
    """

    path: str
    accept: str
    languages: str
    parameters: Mapping[str, str]

    @property
    def page(self) -> str:
        """Return the number of the page that is asked for, empty when it is none."""
        page = self.parameters.get("page", "")
        return page if page.isascii() and page.isdecimal() else ""

    def choose(self, formats: Sequence[Format], suffix: Format | None) -> tuple[Format, bool]:
        """Return the format that is asked for, and whether the ``Accept`` header decided it.

        A suffix decides, then ``?format=`` (whatever the format is called), then ``Accept``. No
        client names a format here by habit, as some do at the endpoint: an unknown name is a slip,
        and NotAcceptable tells the names there are.
        """
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
        said = ((name, self.parameters.get(name)) for name in _CARRIED)
        query = urlencode([(name, value) for name, value in said if value])
        return "../" * (self.path.count("/") - 1) + path + (f"?{query}" if query else "")

    def view(self, site: Site, known: Configuration) -> View:
        """Return the view of the page that is asked for."""
        asked = self.parameters.get("lang")
        chosen = negotiation.choose_language(asked, self.languages)
        carried = f"page={self.page}" if self.page else ""
        here = self.path.removeprefix("/")
        return View(site, chosen, here, asked in negotiation.LANGUAGES, carried, known)
