"""The programs that ours is measured beside, each as the command that starts it.

Nothing is imported here that a peer would not need: its memory is measured.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def oxigraph(store: Path) -> list[str]:
    """Serve the store of a release with the native server, below ``/query``."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    location = str(store.resolve())
    return [program, "serve-read-only", "--location", location, "--bind", "127.0.0.1:{port}"]


def endpoint(dump: Path | None = None, scale: float = 1.0) -> list[str]:
    """Serve a dump, or the generated statements, with plain rdflib-endpoint, below ``/sparql``."""
    served = str(scale) if dump is None else str(dump)
    kind = "generated" if dump is None else "dump"
    return [*_peer("endpoint"), kind, served, "{port}"]


def validating(dump: Path, shapes: Path) -> list[str]:
    """Load a dump and validate it, with rdflib and pyshacl alone."""
    return [*_peer("validation"), str(dump), str(shapes)]


def finding(dump: Path, shapes: list[Path]) -> list[str]:
    """Print what rdflib and pyshacl, done plainly, find in a dump."""
    return [*_peer("findings"), str(dump), *map(str, shapes)]


def _peer(name: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.peers.{name}"]
