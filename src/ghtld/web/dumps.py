"""The dumps of a release as files to download, with size and checksum."""

from __future__ import annotations

import base64
from pathlib import Path

from flask import Response, send_file

from ghtld.release import File
from ghtld.web.problems import NOT_FOUND, ProblemRaised
from ghtld.web.site import Site

_FOLDER = "dumps/"


def files(site: Site) -> dict[str, File]:
    """Return the dumps by name, as the manifest lists them."""
    listed = sorted(site.manifest.files.items())
    return {path.removeprefix(_FOLDER): file for path, file in listed if path.startswith(_FOLDER)}


def download(site: Site, name: str) -> Response:
    """Return one dump; only names that the manifest lists lead to a file."""
    listed = files(site)
    path = site.release.path / _FOLDER / name
    if name == site.release.checksums.name and path.is_file():
        return _send(path, "text/plain; charset=utf-8", None)
    if name not in listed or not path.is_file():
        raise ProblemRaised(NOT_FOUND)
    return _send(path, listed[name].media_type, listed[name].sha256)


def _send(path: Path, media_type: str, sha256: str | None) -> Response:
    response = send_file(path, mimetype=media_type, conditional=True, etag=sha256 or True)
    if sha256 is not None:
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return response
