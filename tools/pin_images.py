"""Write into deploy/Containerfile which image each tag means today: FROM image:tag@sha256:…

    pin_images.py [--registry URL] [file]

The registry that an image names is asked over its HTTP API (the OCI distribution specification),
with no program but Python; --registry asks a mirror instead. Run it again to take newer images.
Nothing is written unless every image was found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONTAINERFILE = Path(__file__).resolve().parents[1] / "deploy" / "Containerfile"
_FROM = re.compile(
    r"^(?P<before>FROM +(?:--\S+ +)*)(?P<image>[^\s@]+)(?:@sha256:[0-9a-f]{64})?"
    r"(?P<after>(?: +AS +(?P<stage>\S+))?) *$",
    re.IGNORECASE | re.MULTILINE,
)
_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_SECONDS = 20


class NotPinned(Exception):
    """An image whose digest could not be had; says why, in one sentence of each language."""


@dataclass(frozen=True)
class Image:
    """An image as a container file names it: where its registry is, its name there, its tag."""

    registry: str
    name: str
    tag: str

    @classmethod
    def read(cls, written: str, mirror: str = "") -> Image:
        """Return what ``written`` names: ``debian:12``, ``host/name:tag``."""
        host, slash, name = written.partition("/")
        if not slash or not re.search(r"[.:]|^localhost$", host):
            host, name = "registry-1.docker.io", written if slash else f"library/{written}"
        name, _, tag = name.partition(":")
        return cls((mirror or f"https://{host}").rstrip("/"), name, tag or "latest")

    def digest(self) -> str:
        """Return the digest of the image for all platforms; raise NotPinned."""
        address = f"{self.registry}/v2/{self.name}/manifests/{self.tag}"
        headers = {"Accept": ", ".join(_INDEXES)}
        try:
            body = _get(address, headers)
        except urllib.error.HTTPError as refused:
            challenge = refused.headers.get("WWW-Authenticate", "")
            if refused.code != 401 or not challenge.lower().startswith("bearer "):
                raise
            body = _get(address, headers | {"Authorization": f"Bearer {_token(challenge)}"})
        if "schemaVersion" not in json.loads(body):
            raise ValueError(f"no manifest at {address}")
        return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _get(address: str, headers: Mapping[str, str]) -> bytes:
    request = urllib.request.Request(address, headers=dict(headers))
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        content: bytes = answer.read()
    return content


def _token(challenge: str) -> str:
    """Return the token that a registry gives to anyone, from where it says to ask for it."""
    told = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    asked = {name: told[name] for name in ("service", "scope") if name in told}
    answer = json.loads(_get(f"{told['realm']}?{urllib.parse.urlencode(asked)}", {}))
    return str(answer.get("token") or answer.get("access_token"))


def pinned(text: str, mirror: str = "") -> str:
    """Return a container file with the digest of each image it begins with; raise NotPinned."""
    stages = {found["stage"] for found in _FROM.finditer(text) if found["stage"]}
    digests: dict[str, str] = {}

    def pin(found: re.Match[str]) -> str:
        image = found["image"]
        if image in stages or image == "scratch":
            return found[0]
        if image not in digests:
            digests[image] = _digest(image, mirror)
        return f"{found['before']}{image}@{digests[image]}{found['after']}"

    return _FROM.sub(pin, text)


def _digest(image: str, mirror: str) -> str:
    named = Image.read(image, mirror)
    try:
        return named.digest()
    except urllib.error.HTTPError as refused:
        why = f"{refused.code} {refused.reason}"
    except (OSError, ValueError, KeyError) as failed:
        why = str(getattr(failed, "reason", failed))
    raise NotPinned(
        f"L’empreinte de {image} n’a pas pu être demandée à {named.registry} ({why}) : rien "
        "n’est changé, réessayez quand ce registre répond. / "
        f"The digest of {image} could not be had from {named.registry} ({why}): nothing is "
        "changed, try again when this registry answers."
    )


def main(arguments: list[str]) -> int:
    """Pin the images of a container file; say what was done, or what went wrong."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("--registry", default="", help="URL of a mirror to ask for every image")
    reader.add_argument("file", nargs="?", type=Path, default=CONTAINERFILE)
    asked = reader.parse_args(arguments)
    try:
        text = pinned(asked.file.read_text(encoding="utf-8"), asked.registry)
    except NotPinned as why:
        print(why, file=sys.stderr)
        return 1
    asked.file.write_text(text, encoding="utf-8")
    for found in _FROM.finditer(text):
        print(found[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
