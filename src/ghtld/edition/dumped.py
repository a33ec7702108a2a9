"""What of a release is written while statements pass by: dumps, changes, the country's index."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pyoxigraph import Quad, Triple

from ghtld.edition import dumps, national_index
from ghtld.edition.changes import held
from ghtld.edition.lifted import Lifted
from ghtld.release import File, Release


def write(
    release: Release,
    quads: list[Quad],
    edition: list[Triple],
    registers: Sequence[Lifted],
    gone: Collection[str],
) -> dict[str, File]:
    """Write them, without what is ``gone``; return the entries of the manifest."""
    files = dumps.write_all(release, quads, edition, registers)
    files |= held.write(release, registers, gone)
    national_index.write(release, registers)
    return files
