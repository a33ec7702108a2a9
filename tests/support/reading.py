"""Read answers as machines do: typed links, anchors, what a page loads."""

import re
from html.parser import HTMLParser

import httpx

_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[a-z*-]+=(?:\"[^\"]*\"|[^\s;,]+))*)")
_PARAMETER = re.compile(r";\s*([a-z*-]+)=\"?([^\";]*)\"?")


def typed_links(response: httpx.Response) -> list[tuple[str, str, str]]:
    """Return relation, absolute target and media type of each link of the ``Link`` headers."""
    found = []
    for value in response.headers.get_list("link"):
        for href, parameters in _LINK.findall(value):
            said = dict(_PARAMETER.findall(parameters))
            target = str(response.url.join(href))
            found += [(rel, target, said.get("type", "")) for rel in said["rel"].split()]
    return found


def targets(response: httpx.Response, rel: str) -> list[str]:
    """Return the targets of the links with one relation."""
    return [href for name, href, _ in typed_links(response) if name == rel]


class Page(HTMLParser):
    """An HTML page read: its anchors, its links, what it loads, its data, its words."""

    LOADS = frozenset({"script", "img", "iframe", "source", "video", "audio", "object", "embed"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.loads: list[str] = []
        self.heads: list[dict[str, str | None]] = []
        self.json_ld: list[str] = []
        self.words: list[str] = []
        self._in_data = False
        self.feed(text)

    @property
    def text(self) -> str:
        """Return the words of the page, blanks as one."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a" and "href" in said:
            self.hrefs.append(said["href"])
        if tag in self.LOADS:
            self.loads += [said[name] for name in ("src", "data", "srcset") if said.get(name)]
        if tag in {"link", "meta"}:
            self.heads.append(said)
        if tag == "link" and {"stylesheet", "icon", "search"} & set((said["rel"] or "").split()):
            self.loads.append(said["href"])
        self._in_data = tag == "script" and said.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self._in_data:
            self.json_ld.append(data)
            self._in_data = False
        else:
            self.words.append(data)
