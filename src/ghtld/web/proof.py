"""Prove a release by its files and by real questions, and notice one that is damaged or gone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ghtld.engine.interface import EngineFailed, Question
from ghtld.formats import RESULTS_JSON
from ghtld.integrity import Damage, Fault
from ghtld.release import MANIFEST, NoRelease, Release
from ghtld.web import graph
from ghtld.web.site import EDITION, Site

_ASK = "ASK { ?subject ?property ?value }"
_HASTE = 0.001
_LEISURE = 0.01
"""Seconds between two pieces of a file, of a release that waits to be served or is served."""
_NAMED = 3


async def look_through(site: Site) -> None:
    """Look at every byte of a release; raise NoRelease unless it is whole.

    Comes before its engine is started, which might hang over damaged data.
    """
    await inspect(site, _HASTE)
    if site.files.inspection.damages:
        raise refused(site.release, site.files.inspection.damages)


async def prove(site: Site) -> None:
    """Ask the pages' handle and the engine; raise NoRelease or a Refusal.

    The engine must have been started.
    """
    await asyncio.to_thread(_read, site)
    answer = await site.ask(Question(_ASK, RESULTS_JSON))
    try:
        body = b"".join([part async for part in answer])
    finally:
        await answer.aclose()
    if b"true" not in body:
        raise EngineFailed(body.decode(errors="replace")[:200])


def _read(site: Site) -> None:
    if next(graph.contents(site.store, EDITION), None) is None:
        raise refused(site.release, [Damage(site.release.store.name)])
    hold(site)
    if site.files.damaged:
        raise refused(site.release, [Damage(name) for name in sorted(site.files.damaged)])
    site.hold_statements()


async def inspect(site: Site, pause: float = _LEISURE, within: str = "") -> None:
    """Hold the files of a site against their list, with a pause between two pieces."""
    steps = site.files.inspection.steps(within)
    while await asyncio.to_thread(next, steps, steps) is not steps:
        await asyncio.sleep(pause)


def refused(release: Release, damages: Sequence[Damage]) -> NoRelease:
    """Return what to say of a release that is not served because of its files."""
    fr, en = _named(damages)
    return NoRelease(
        f"L’édition {release.path.name} est abîmée ({fr}) : la dernière bonne reste servie, "
        "relancez « ghtld build ».",
        f"The release {release.path.name} is damaged ({en}): the last good one stays served, "
        "run “ghtld build” again.",
    )


def unfit(release: Release, damages: Sequence[Damage]) -> NoRelease:
    """Return what to say of a release that no server starts with."""
    fr, en = _named(damages)
    return NoRelease(
        f"L’édition de {release.path} est abîmée ({fr}) : relancez « ghtld build ».",
        f"The release in {release.path} is damaged ({en}): run “ghtld build” again.",
    )


def _hurt(release: Release, damages: Sequence[Damage]) -> NoRelease:
    fr, en = _named(damages)
    return NoRelease(
        f"L’édition servie, {release.path.name}, a été abîmée sur le disque ({fr}) : relancez "
        "« ghtld build », ou remettez ses fichiers, avant d’arrêter le serveur.",
        f"The release that is served, {release.path.name}, was damaged on disk ({en}): run "
        "“ghtld build” again, or put its files back, before you stop the server.",
    )


_HOW = {
    Fault.DAMAGED: ("", ""),
    Fault.MISSING: (" manque", " is missing"),
    Fault.EXTRA: (" en trop", " is not part of it"),
}


def _named(damages: Sequence[Damage]) -> tuple[str, str]:
    """Return the first files in words, in French and English."""
    told = [(one.name + _HOW[one.fault][0], one.name + _HOW[one.fault][1]) for one in damages]
    more = [("…", "…")] if len(told) > _NAMED else []
    fr, en = zip(*(told[:_NAMED] + more), strict=True)
    return ", ".join(fr), ", ".join(en)


def hold(site: Site) -> None:
    """Read and open what pages need beside the store, to have it should it leave the disk."""
    _ = site.withdrawn, site.questions, site.rules
    for path in (site.release.vocabulary, site.release.shapes, site.release.dataset):
        site.files.text(path)
    for read in site.preload:
        read(site)


def wrong_with(site: Site) -> NoRelease | None:
    """Return what to say when the release that is served is no longer whole on disk, else None."""
    release, damages = site.release, list(site.files.inspection.damages)
    if not (release.path / MANIFEST).is_file() or not release.store.is_dir():
        return NoRelease(
            f"L’édition servie, {release.path.name}, a été retirée du disque : relancez "
            "« ghtld build » avant d’arrêter le serveur.",
            f"The release that is served, {release.path.name}, was removed from disk: run "
            "“ghtld build” before you stop the server.",
        )
    known = [one.name for one in damages]
    damages += [
        Damage(name)
        for name in sorted(site.files.damaged)
        if not any(one == name or one.startswith(f"{name}/") for one in known)
    ]
    return _hurt(release, damages) if damages else None
