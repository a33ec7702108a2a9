"""A site whose questions another engine answers; the release at hand gives all the rest."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld.engine.backend import Backend
from ghtld.engine.counts import Counts
from ghtld.engine.interface import DataSet, Limits
from ghtld.engine.remote import Remote
from ghtld.engine.statements import RemoteStatements
from ghtld.engine.twin import Twin
from ghtld.release import Release, open_store
from ghtld.web.site import Site
from ghtld.web.sites import Opener


def opener(backend: Backend, limits: Limits, cache: int) -> Opener:
    """Return what opens the site of a release over the engine at ``backend``."""
    counts = Counts()

    def open_(found: Release) -> Site:
        store = open_store(found)
        twin = Twin(backend, store, limits.deadline)
        graphs = tuple(g.value for g in store.named_graphs() if isinstance(g, NamedNode))
        default = DataSet(found.manifest.default_graphs, graphs)
        site = Site(found, Remote(backend, default, twin, limits, counts), limits, cache)
        site.statements = RemoteStatements(twin, site.store)
        site.reads_store = False
        return site

    return open_
