"""Open what is given, plain, gzipped or zipped, as a bounded stream of bytes.

What unpacks to far more than it weighs is refused, and so is what is cut short. A file that was
asked for by its address is fetched; nothing is ever fetched otherwise.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import ipaddress
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

import httpx

from ghtld.text import Text, UserError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_UNPACKED = 8 * 2**30
"""Bytes that a file may have once unpacked; the whole country has well under 2 GiB."""
MAX_RATIO = 200
"""How many times its weight a packed file may unpack to, beyond ``FREE``."""
FREE = 64 * 2**20
"""Bytes that may be unpacked whatever the ratio."""
MAX_MEMBERS = 20
"""Files that a zip archive may hold."""
_BLOCK = 2**18

Advance = Callable[[int], None]
"""Called with the number of bytes read from disk since the last call."""
MAX_FETCHED = 2 * 2**30
"""Bytes that are fetched at most."""
_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(30.0)


def _nothing(_: int) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Source:
    """One file to lift: a path, and within a zip archive the name of a member."""

    path: Path
    member: str | None = None
    rank: int = 1
    """Which of several files of one name it is."""

    @property
    def name(self) -> str:
        """Return the name that people see, without folders."""
        name = self.path.name if self.member is None else f"{self.path.name}/{self.member}"
        return name if self.rank == 1 else f"{name} ({self.rank})"

    @contextmanager
    def open(self, advance: Advance = _nothing) -> Iterator[io.BufferedReader]:
        """Open the unpacked bytes; raises UserError where they can't be read or are too many."""
        with self.path.open("rb", buffering=0) as file, _Measured(file, advance) as raw:
            packed = cast(IO[bytes], io.BufferedReader(raw, _BLOCK))
            try:
                with _unpacked(packed, self) as inner:
                    yield io.BufferedReader(_Bounded(inner, raw, self), _BLOCK)
            except _DAMAGE as reason:
                raise _damaged(self) from reason

    def digest(self) -> str:
        """Return the SHA-256 of the file as it lies on disk, in hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, RuntimeError)


class _Measured(io.RawIOBase):
    """Counts what is read from disk."""

    def __init__(self, file: io.RawIOBase | IO[bytes], advance: Advance) -> None:
        self._file = file
        self._advance = advance
        self.count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        block = self._file.read(memoryview(buffer).nbytes) or b""
        memoryview(buffer).cast("B")[: len(block)] = block
        self.count += len(block)
        self._advance(len(block))
        return len(block)


class _Bounded(io.RawIOBase):
    """Refuses to go on where a file is a bomb."""

    def __init__(self, inner: IO[bytes], raw: _Measured, source: Source) -> None:
        self._inner = inner
        self._raw = raw
        self._source = source
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            block = self._inner.read(memoryview(buffer).nbytes)
        except _DAMAGE as reason:
            raise _damaged(self._source) from reason
        memoryview(buffer).cast("B")[: len(block)] = block
        self._count += len(block)
        refuse_bomb(self._source, self._count, self._raw.count)
        return len(block)


def refuse_bomb(source: Source, unpacked: int, packed: int) -> None:
    """Raise UserError when ``unpacked`` bytes are too many, or too many for ``packed`` ones."""
    if unpacked > MAX_UNPACKED or (unpacked > FREE and unpacked > MAX_RATIO * max(packed, 1)):
        raise UserError(
            f"{source.name} se déplie démesurément ({unpacked} octets pour {packed}) : ce n’est "
            "pas un extrait du registre.",
            f"{source.name} unpacks out of all measure ({unpacked} bytes from {packed}): it is no "
            "extract of the register.",
        )


def sources(path: Path) -> list[Source]:
    """Return what there is to lift in the file at ``path``; the members of a zip archive.

    Raises UserError for an archive that can't be read, OSError where the system refuses.
    """
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return [Source(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError) as reason:
        raise _damaged(Source(path)) from reason
    names = {info.filename for info in members}
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise UserError(
            f"{path.name} est un classeur de tableur : prenez le fichier tel que le registre le "
            "publie.",
            f"{path.name} is a spreadsheet workbook: take the file as the register publishes it.",
        )
    if not 1 <= len(members) <= MAX_MEMBERS:
        raise UserError(
            f"{path.name} contient {len(members)} fichiers : donnez une archive d’un extrait.",
            f"{path.name} holds {len(members)} files: give an archive of one extract.",
        )
    for info in members:
        refuse_bomb(Source(path, info.filename), info.file_size, info.compress_size)
    return [Source(path, info.filename) for info in sorted(members, key=lambda i: i.filename)]


@contextmanager
def _unpacked(packed: IO[bytes], source: Source) -> Iterator[IO[bytes]]:
    if source.member is not None:
        with zipfile.ZipFile(packed) as archive, archive.open(source.member) as inner:
            yield inner
    elif _is_gzip(packed):
        with gzip.GzipFile(fileobj=packed, mode="rb") as inner:
            yield cast(IO[bytes], inner)
    else:
        yield packed


def _is_gzip(packed: IO[bytes]) -> bool:
    start = packed.read(2)
    packed.seek(0)
    return start == b"\x1f\x8b"


def _damaged(source: Source) -> UserError:
    return UserError(
        f"{source.name} est tronqué ou abîmé : téléchargez-le de nouveau.",
        f"{source.name} is cut short or damaged: download it again.",
    )


def is_address(text: str) -> bool:
    """Tell whether ``text`` is an address, not the path of a file."""
    return "://" in text


def fetched(address: str, folder: Path, say: Callable[[Text], None]) -> Path:
    """Return the file at ``address``: a ``file://`` one where it lies, others in ``folder``.

    ``https://`` is required, but for this machine itself, on every redirection too.

    Raises UserError.
    """
    if urlsplit(address).scheme == "file":
        return _local(address)
    try:
        return _download(address, folder, say)
    except httpx.HTTPError as reason:
        raise UserError(
            f"{address} ne se télécharge pas ({reason}) : vérifiez l’adresse et le réseau.",
            f"{address} can't be fetched ({reason}): check the address and the network.",
        ) from reason


def _local(address: str) -> Path:
    parts = urlsplit(address)
    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_file():
        raise UserError(f"{address} n’est pas un fichier.", f"{address} is no file.")
    return path


def _download(address: str, folder: Path, say: Callable[[Text], None]) -> Path:
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
        for _ in range(_REDIRECTS + 1):
            _refuse_unsafe(address)
            with client.stream("GET", address) as response:
                if response.has_redirect_location:
                    address = str(response.url.join(response.headers["location"]))
                    continue
                response.raise_for_status()
                return _kept(response, address, folder, say)
    raise UserError(
        f"{address} renvoie sans fin d’adresse en adresse.",
        f"{address} redirects without end.",
    )


def _refuse_unsafe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")):
        return
    raise UserError(
        f"{address} n’est pas une adresse https:// ni file:// : rien n’est téléchargé.",
        f"{address} is no https:// or file:// address: nothing is fetched.",
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _kept(
    response: httpx.Response, address: str, folder: Path, say: Callable[[Text], None]
) -> Path:
    said = response.headers.get("content-length", "?")
    say(Text(f"Téléchargement de {address} ({said} octets)", f"Fetching {address} ({said} bytes)"))
    name = Path(unquote(urlsplit(address).path)).name or "extract"
    folder.mkdir(parents=True)
    path = folder / name
    size = 0
    with path.open("wb") as file:
        for block in response.iter_bytes():
            size += len(block)
            if size > MAX_FETCHED:
                raise UserError(
                    f"{address} dépasse {MAX_FETCHED} octets : ce n’est pas un extrait.",
                    f"{address} exceeds {MAX_FETCHED} bytes: it is no extract.",
                )
            file.write(block)
    return path
