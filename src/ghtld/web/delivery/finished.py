"""The last steps of a whole answer: validators, headers, encoding, a place in the cache."""

from __future__ import annotations

from starlette.types import Scope

from ghtld.web.delivery import encodings
from ghtld.web.delivery.cache import known_parameters
from ghtld.web.delivery.conditions import etag, last_modified
from ghtld.web.delivery.front import in_encoding
from ghtld.web.delivery.headers import with_security
from ghtld.web.delivery.stored import Headers, Note, Stored, Wants
from ghtld.web.operation.observe import CACHE
from ghtld.web.site import Site


def ready(site: Site, note: Note, status: int, headers: Headers, body: bytes) -> Stored:
    """Return an answer with its validators and the headers that every answer has.

    ``headers`` are its own, with names in lower case.
    """
    headers = [pair for pair in headers if pair[0] != b"content-length"]
    if status != 200:
        return Stored(status, with_security(headers), body)
    said = {name: value.decode("latin-1") for name, value in headers}
    content_type = said.get(b"content-type", "")
    compressible = encodings.is_compressible(content_type, len(body))
    spoken = said.get(b"content-language", "")
    tag = f'"{etag(site.release.path.name, content_type, spoken, body)}"'
    added = {b"etag": tag, b"cache-control": said.get(b"cache-control", "no-cache")}
    modified = last_modified(site.opened) if note.dated else None
    if modified is not None:
        added[b"last-modified"] = modified
    if compressible:
        added[b"vary"] = ", ".join(filter(None, (said.get(b"vary"), "Accept-Encoding")))
    kept = [pair for pair in headers if pair[0] not in added]
    kept += [(name, value.encode("latin-1")) for name, value in added.items()]
    return Stored(status, with_security(kept), body, tag, modified, compressible)


async def kept(site: Site, scope: Scope, wants: Wants, note: Note, plain: Stored) -> Stored:
    """Return an answer in the encoding that is wanted, having kept it where its note allows."""
    encoding = encodings.choose(wants.encoding)
    stored = await in_encoding(plain, encoding)
    query = known_parameters(scope["query_string"])
    if note.keep and query is not None and scope["method"] in ("GET", "HEAD"):
        scope[CACHE] = "miss"
        asked = (scope["raw_path"], query)
        key = site.cache.keep(asked, note, plain)
        if stored is not plain:
            site.cache.add(asked, key, encoding, stored)
    return stored
