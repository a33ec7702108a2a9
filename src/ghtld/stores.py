"""The store of a release, opened read-only."""

from __future__ import annotations

from pyoxigraph import Store

from ghtld.release import NoRelease, Release


def open_store(release: Release) -> Store:
    """Open the store of ``release``; raise NoRelease when that is impossible, for whatever reason.

    The engine has no error of its own for damage: it raises OSError, RuntimeError and ValueError.
    """
    try:
        return Store.read_only(str(release.store))
    except Exception as reason:
        raise unopened(release) from reason


def unopened(release: Release) -> NoRelease:
    """Return what to say of a release whose data can't be opened."""
    return NoRelease(
        f"Les données de {release.path} ne s’ouvrent pas : relancez « ghtld build ».",
        f"The data in {release.path} can’t be opened: run “ghtld build” again.",
    )
