"""Lift files of the national register: recognise, read, stage, resolve, write one dated graph.

An extract is written in a folder of its own, then put in place with one rename: no half layer is
ever seen.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date as calendar
from pathlib import Path

from pyoxigraph import parse

from ghtld import extracts, iris, staging_dir
from ghtld.content import Content
from ghtld.extracts import Extract
from ghtld.register.codes import Codes
from ghtld.register.files import Source, fetched, is_address, sources
from ghtld.register.import_run import ImportRun, Progress, Say
from ghtld.register.recognise import Format, Recognised, recognise
from ghtld.text import Text, UserError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")


@dataclass(frozen=True)
class Wanted:
    """What to lift, where to, and how: ``date`` as ``2026-03-09`` or ``2021-01``."""

    files: tuple[str, ...]
    build: Path
    date: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class ImportedExtract:
    """An extract in its place, and what was counted."""

    extract: Extract
    counts: dict[str, int]
    rejected: int
    advice: list[Text]


def _unsettled() -> None:
    """Let the lift be put in place."""


def import_extract(
    wanted: Wanted,
    content: Content,
    say: Say,
    progress: Progress,
    settle: Callable[[], None] = _unsettled,
) -> ImportedExtract:
    """Lift files or addresses into one dated graph below ``wanted.build``.

    ``settle`` is called when all is written, just before it is put in place: what it raises leaves
    everything as it was, and what is raised later comes too late.
    Raises UserError, before anything is put in place, when a file is none of the register's or is
    damaged as a whole; OSError when the disk refuses.
    """
    try:
        home = extracts.folder(wanted.build)
        with (
            staging_dir.one_writer(home, home / ".lock"),
            staging_dir.staging_dir(home) as folder,
        ):
            name, lifted = _import(wanted, content, folder, say, progress)
            placed = put_in_place(folder / "extract", wanted.build, name, settle)
            return ImportedExtract(placed, *lifted)
    except sqlite3.OperationalError as reason:  # what is staged did not fit on the disk
        raise OSError(errno.ENOSPC, str(reason)) from reason


def _import(
    wanted: Wanted, content: Content, folder: Path, say: Say, progress: Progress
) -> tuple[str, tuple[dict[str, int], int, list[Text]]]:
    """Write the extract into ``folder``; return its name and what was counted."""
    found = _recognised(wanted.files, folder, say)
    date = _date(found, wanted.date)
    name = f"finess-{date}"
    (folder / "extract").mkdir()
    lifting = ImportRun(folder, Codes(content), name, described=_described(content, name))
    try:
        return name, lifting.run(found, date, say, progress, closed=wanted.closed)
    finally:
        lifting.close()


def _described(content: Content, name: str) -> bool:
    """Tell whether the editors describe the extract of this name themselves."""
    path = content.data / "graphs.ttl"
    graph = iris.graph(name)
    return path.is_file() and any(q.subject == graph for q in parse(path=path))


def _recognised(files: tuple[str, ...], folder: Path, say: Say) -> list[Recognised]:
    paths = [
        fetched(f, folder / "fetched" / str(rank), say) if is_address(f) else Path(f)
        for rank, f in enumerate(files)
    ]
    found = [recognise(source) for source in _told_apart(paths)]
    for one in found:
        say(
            Text(
                f"{one.source.name} : {one.format}, {one.encoding.name}",
                f"{one.source.name}: {one.format}, {one.encoding.name}",
            )
        )
    kinds = {one.format for one in found}
    if Format.STRUCTURES in kinds and len(found) > 1:
        raise UserError(
            "finess-structures dit tout à lui seul : donnez-le sans autre fichier.",
            "finess-structures tells everything by itself: give it without any other file.",
        )
    return sorted(found, key=lambda one: (list(Format).index(one.format), one.source.name))


def _told_apart(paths: list[Path]) -> list[Source]:
    """Return what there is to lift, each under a name of its own."""
    seen: Counter[str] = Counter()
    found: list[Source] = []
    for source in (source for path in paths for source in sources(path)):
        seen[source.name] += 1
        rank = seen[source.name]
        found.append(source if rank == 1 else replace(source, rank=rank))
    return found


def _checked(date: str) -> str:
    try:
        calendar.fromisoformat(date if len(date) > len("2021-01") else f"{date}-01")
        sound = _DATE.fullmatch(date) is not None
    except ValueError:
        sound = False
    if not sound:
        raise UserError(
            f"« {date} » n’est pas une date AAAA-MM-JJ ni AAAA-MM.",
            f"“{date}” is no date YYYY-MM-DD or YYYY-MM.",
        )
    return date


def _date(found: list[Recognised], asked: str | None) -> str:
    if asked is not None:
        return _checked(asked)
    told = sorted({one.date for one in found if one.date is not None})
    if len(told) == 1:
        return _checked(told[0])
    if not told:
        raise UserError(
            "Ces fichiers ne disent pas leur date : donnez-la avec --date AAAA-MM-JJ.",
            "These files do not tell their date: give it with --date YYYY-MM-DD.",
        )
    raise UserError(
        f"Ces fichiers ont plusieurs dates ({', '.join(told)}) : un extrait n’en a qu’une ; "
        "donnez-la avec --date, ou des fichiers de même date.",
        f"These files have several dates ({', '.join(told)}): an extract has but one; give it "
        "with --date, or files of the same date.",
    )


def put_in_place(path: Path, build: Path, name: str, settle: Callable[[], None]) -> Extract:
    """Rename the finished folder to ``name``; an extract of that date is replaced whole.

    ``settle`` is called just before: it may still stop the lift, what comes later may not.
    """
    target = extracts.folder(build) / name
    settle()
    staging_dir.put_in_place(path, target)
    return Extract(target)
