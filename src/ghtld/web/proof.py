"""Prove a release by real questions before it is served, and notice one that is taken away."""

from __future__ import annotations

from ghtld.engine.interface import EngineFailed, Question
from ghtld.formats import RESULTS_JSON
from ghtld.release import MANIFEST, NoRelease, Release
from ghtld.web.site import EDITION, Site, store_files

_ASK = "ASK { ?subject ?property ?value }"


async def prove(site: Site) -> None:
    """Ask the pages' handle and the engine, and look at every file; raise NoRelease or a Refusal.

    The engine must have been started.
    """
    damaged = _damaged(site.release)
    if damaged is not None:
        raise _refused(site.release, damaged)
    if not any(True for _ in site.store.quads_for_pattern(None, None, None, EDITION)):
        raise _refused(site.release, "store")
    hold(site)
    answer = await site.engine.ask(Question(_ASK, RESULTS_JSON))
    try:
        body = b"".join([part async for part in answer])
    finally:
        await answer.aclose()
    if b"true" not in body:
        raise EngineFailed(body.decode(errors="replace")[:200])


def _damaged(release: Release) -> str | None:
    """Return the first file that is not as long as the manifest says, or None."""
    for name, file in sorted(release.manifest.files.items()):
        path = release.path / name
        if not path.is_file() or path.stat().st_size != file.bytes:
            return name
    return None


def _refused(release: Release, what: str) -> NoRelease:
    return NoRelease(
        f"L’édition {release.path.name} est abîmée ({what}) : la précédente reste servie, "
        "relancez « ghtld build ».",
        f"The release {release.path.name} is damaged ({what}): the one before stays served, "
        "run “ghtld build” again.",
    )


def _hurt(release: Release, what: str) -> NoRelease:
    return NoRelease(
        f"L’édition servie, {release.path.name}, a été abîmée sur le disque ({what}) : supprimez "
        "son dossier et relancez « ghtld build » avant d’arrêter le serveur.",
        f"The release that is served, {release.path.name}, was damaged on disk ({what}): delete "
        "its folder and run “ghtld build” again before you stop the server.",
    )


def hold(site: Site) -> None:
    """Read what pages need beside the store, so that they have it should it leave the disk."""
    _ = site.withdrawn, site.questions
    for path in (site.release.vocabulary, site.release.shapes, site.release.dataset):
        site.text(path)


def missing(site: Site) -> NoRelease | None:
    """Return what to say when the release that is served is no longer whole on disk, else None."""
    release = site.release
    if (release.path / MANIFEST).is_file() and release.store.is_dir():
        is_store_whole = store_files(release) == site.store_files
        damaged = _damaged(release) if is_store_whole else release.store.name
        return _hurt(release, damaged) if damaged else None
    return NoRelease(
        f"L’édition servie, {release.path.name}, a été retirée du disque : relancez "
        "« ghtld build » avant d’arrêter le serveur.",
        f"The release that is served, {release.path.name}, was removed from disk: run "
        "“ghtld build” before you stop the server.",
    )
