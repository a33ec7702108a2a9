"""Trifid from npm, installed in a temporary folder, over the dump of a release."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.servers import PORT, Running, running

_CONFIGURATION = """
globals:
  datasetBaseUrl: {base}
  endpoints:
    default:
      url: /query
plugins:
  entity-renderer:
    module: "@zazuko/trifid-entity-renderer"
    config:
      followRedirects: true
  fetch-handler:
    module: trifid-handler-fetch
    paths: /query
    config:
      url: {dump}
      contentType: application/n-triples
      baseIRI: {base}
      graphName: {graph}
      unionDefaultGraph: true
"""
_INSTALL = ["npm", "install", "trifid@5", "--no-audit", "--no-fund", "--ignore-scripts"]


@contextmanager
def serving(dump: Path, base: str, graph: str, probe: str) -> Iterator[Running | None]:
    """Install and start Trifid and give it; None, and say why, where it can't be had."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text("{}")
        told = _CONFIGURATION.format(base=base, dump=dump, graph=graph)
        (folder / "config.yaml").write_text(told)
        lacking = _install(folder)
        if lacking:
            print(f"Trifid is left out: {lacking}.")
            yield None
            return
        command = ["node", "node_modules/trifid/server.js", "-c", "config.yaml", "-p", PORT]
        with running(command, probe, folder) as server:
            yield server


def _install(folder: Path) -> str:
    """Install Trifid; return what keeps it from being installed."""
    if not shutil.which("npm"):
        return "there is no npm here"
    done = subprocess.run(_INSTALL, cwd=folder, capture_output=True, check=False)
    return "npm could not install it" if done.returncode else ""
