"""The dumps of a release as files to download: checksum as ETag, ranges, sent from the event loop.

A slow download holds no thread. One range is answered (RFC 9110, section 14); several at once are
answered with the whole file, as section 14.2 allows. The ``.gz`` files are resources of their own,
not encodings of others.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pyoxigraph import NamedNode, Triple
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from ghtld.formats import GRAPH_FORMATS, HTML, Format
from ghtld.release import File
from ghtld.terms import DCAT, DCTERMS, SPDX
from ghtld.ui import negotiation
from ghtld.ui.problems import MEDIA_TYPE, NOT_FOUND, Problem, ProblemRaised
from ghtld.web import graph
from ghtld.web.http.conditional import is_known, last_modified, matches
from ghtld.web.pages import dataset, json_ld, rdf
from ghtld.web.pages import request as page_request
from ghtld.web.pages.reply import Document, Reply, split_suffix
from ghtld.web.pages.view import View, render
from ghtld.web.reference import signposting
from ghtld.web.site import CurrentSite, Site

_FOLDER = "dumps/"
_PART = 2**18
_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)


def files(site: Site) -> dict[str, File]:
    """Return the dumps by name, as the manifest lists them."""
    listed = sorted(site.manifest.files.items())
    return {path.removeprefix(_FOLDER): file for path, file in listed if path.startswith(_FOLDER)}


def find(site: Site, name: str) -> Path:
    """Return the file of a dump; raise the problem of one there is not, or that was damaged.

    Only names that the manifest lists lead to a file.
    """
    file, path = files(site).get(name), site.release.dumps / name
    if file is None:
        raise ProblemRaised(NOT_FOUND)
    if site.files.is_damaged(path) or not path.is_file() or path.stat().st_size != file.bytes:
        raise ProblemRaised(Problem(503, "dump-gone"))
    return path


class DumpRoute(BaseRoute):
    """A route of Starlette's to every dump there is; whatever else has such a path is a page."""

    def __init__(self, current: CurrentSite) -> None:
        self._current = current

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether a request asks for a dump."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            site, name = self._current(), scope["path"].removeprefix(f"/{_FOLDER}")
            if name != scope["path"] and name in files(site):
                with suppress(ProblemRaised):
                    return Match.FULL, {"dump": find(site, name)}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a dump."""
        response = _answer(Request(scope), self._current(), scope["dump"])
        await response(scope, receive, send)


def _answer(request: Request, site: Site, path: Path) -> Response:
    name = path.name
    file, headers = files(site)[name], _headers(site, name)
    tag, modified = headers["ETag"], headers.get("Last-Modified")
    asked = request.headers
    if asked.get("if-match") and not matches(asked["if-match"], tag):
        return _problem(request, Problem(412, "changed"), headers)
    if is_known(tag, modified, asked.get("if-none-match", ""), asked.get("if-modified-since", "")):
        return Response(status_code=304, headers=headers)
    span = _span(request, file.bytes, tag, modified)
    if span is None:
        return _send(request, path, range(file.bytes), {**headers, "Content-Type": _type(file)})
    where = f"bytes {span.start}-{span.stop - 1}" if span else "bytes *"
    headers["Content-Range"] = f"{where}/{file.bytes}"
    if not span:
        return _problem(request, Problem(416, "no-such-range", {"bytes": file.bytes}), headers)
    return _send(request, path, span, {**headers, "Content-Type": _type(file)}, 206)


def _type(file: File) -> str:
    textual = file.media_type.startswith("text/")
    return f"{file.media_type}; charset=utf-8" if textual else file.media_type


def _headers(site: Site, name: str) -> dict[str, str]:
    sha256 = files(site)[name].sha256
    headers = {
        "ETag": f'"{sha256}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:",
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
    }
    modified = last_modified(site.since)
    if modified is not None:
        headers["Last-Modified"] = modified
    found = signposting.resource(site, _FOLDER + name)
    if found is not None:
        told = signposting.links(site, found, page=False)
        headers["Link"] = signposting.header(told, depth=1)
    return headers


def _span(request: Request, length: int, tag: str, modified: str | None) -> range | None:
    """Return the bytes asked for, none of them when there are no such bytes; None for the whole."""
    if_range = request.headers.get("if-range")
    if if_range is not None and if_range not in (tag, modified):
        return None
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        return range(max(0, length - int(found[2])), length)
    first, last = int(found[1]), int(found[2]) if found[2] else None
    if last is not None and last < first:
        return None
    stop = length if last is None else min(last + 1, length)
    return range(first, stop) if first < length else range(0)


def _send(
    request: Request, path: Path, span: range, headers: dict[str, str], status: int = 200
) -> Response:
    headers["Content-Length"] = str(len(span))
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return _Part(path.open("rb"), span, status, headers)


class _Part(StreamingResponse):
    """A part of a file, which is open from the start: removed from disk, it is still sent whole."""

    def __init__(self, file: BinaryIO, span: range, status: int, headers: dict[str, str]) -> None:
        super().__init__(self._read(span), status, headers)
        self._file = file
        self._begun = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the part and close the file."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()

    async def listen_for_disconnect(self, receive: Receive) -> None:
        """Look whether the client has left, once its answer has begun."""
        await self._begun.wait()
        await super().listen_for_disconnect(receive)

    async def _read(self, span: range) -> AsyncIterator[bytes]:
        self._begun.set()
        self._file.seek(span.start)
        left = len(span)
        while left:
            part = await asyncio.to_thread(self._file.read, min(left, _PART))
            if not part:
                return
            left -= len(part)
            yield part


def _problem(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    spoken = negotiation.choose_language(None, request.headers.get("accept-language"))
    headers = {**headers, "Content-Language": spoken, "Vary": "Accept-Language"}
    return Response(problem.as_json(spoken), problem.status, headers=headers, media_type=MEDIA_TYPE)


_FORMATS = (HTML, *GRAPH_FORMATS)
_OF_THE_WHOLE = (DCTERMS.title, DCTERMS.license, DCTERMS.issued, DCAT.version, DCAT.distribution)


def page(site: Site, request: page_request.Request, suffix: str | None = None) -> Reply:
    """Answer ``/dumps/`` and ``/dumps/index.{suffix}``: the files to download."""
    asked = split_suffix(f".{suffix}")[1] if suffix else None
    if asked is not None and asked not in _FORMATS:
        raise ProblemRaised(NOT_FOUND)
    view = request.view(site)
    document = Document(
        "dumps/index",
        _FORMATS,
        lambda: _page(view, document),
        lambda fmt: _data(view.site, fmt),
    )
    return document.reply(request, view, asked)


def _page(view: View, document: Document) -> str:
    return render(
        view,
        "dumps.html",
        files=dataset.dumps(view.site),
        licence=dataset.licence(view.site),
        links=document.links(view),
        json_ld=json_ld.of_dataset(view),
    )


def _data(site: Site, fmt: Format) -> bytes:
    store = site.derived(dataset.description)
    told = [
        quad.triple
        for quad in graph.outgoing(store, dataset.DATASET)
        if quad.predicate in _OF_THE_WHOLE
    ]
    for distribution in [t.object for t in told if t.predicate == DCAT.distribution]:
        told += _about(site, distribution)
    return rdf.write_triples(sorted(told, key=str), fmt)


def _about(site: Site, node: object) -> list[Triple]:
    if not isinstance(node, NamedNode):
        return []
    store = site.derived(dataset.description)
    told = [quad.triple for quad in graph.outgoing(store, node)]
    sums = [t.object for t in told if t.predicate == SPDX.checksum]
    return told + [triple for sum_ in sums for triple in _about(site, sum_)]
