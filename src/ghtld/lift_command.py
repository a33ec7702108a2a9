"""The verb ``lift``: files of the national register become one dated layer."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from ghtld import content as content_files
from ghtld.content import Content
from ghtld.options import in_build_folder, with_content
from ghtld.register.said import Refused
from ghtld.speaker import Speaker, one_sentence
from ghtld.text import Text

if TYPE_CHECKING:
    from ghtld.register.lift import Lifted


@click.command()
@click.argument("files", metavar="FILE…|URL", nargs=-1, required=True)
@click.option(
    "--date",
    help="Date de l’extrait, AAAA-MM-JJ ou AAAA-MM, si les fichiers ne la disent pas. / "
    "Date of the extract, YYYY-MM-DD or YYYY-MM, where the files do not tell it.",
)
@click.option(
    "--closed",
    is_flag=True,
    help="Garder aussi les entités fermées. / Keep the closed entities too.",
)
@with_content
@in_build_folder
@click.pass_obj
@one_sentence
def lift(
    speaker: Speaker,
    files: tuple[str, ...],
    date: str | None,
    closed: bool,
    root: Path | None,
    build_folder: Path,
) -> None:
    """Transposer des fichiers du registre FINESS en une couche datée. / Lift files of the FINESS
    register into one dated layer.
    """
    from ghtld.register.lift import Wanted
    from ghtld.register.lift import lift as lift_files

    content = content_files.bundled() if root is None else Content(root)
    wanted = Wanted(files, build_folder, date, closed)
    with _interruptible() as settle:
        try:
            with _bar(speaker) as progress:
                lifted = lift_files(wanted, content, _saying(speaker), progress, settle)
        except Refused as refused:
            speaker.fail(Text(refused.fr, refused.en))
        except KeyboardInterrupt:
            speaker.fail(Text("Interrompu : rien n’a changé.", "Interrupted: nothing has changed."))
        for advice in lifted.advice:
            speaker.remark(advice)
        speaker.done(_told(lifted))


def _told(lifted: Lifted) -> Text:
    counts = lifted.counts
    return Text(
        f"{lifted.extract.name} : {counts.get('geographic', 0)} entités géographiques, "
        f"{counts.get('legal', 0)} entités juridiques, "
        f"{counts.get('grouping', 0)} groupements, {counts.get('triples', 0)} énoncés, "
        f"{lifted.rejected} rejet(s), dans {lifted.extract.path}.",
        f"{lifted.extract.name}: {counts.get('geographic', 0)} geographic entities, "
        f"{counts.get('legal', 0)} legal entities, {counts.get('grouping', 0)} groupings, "
        f"{counts.get('triples', 0)} statements, {lifted.rejected} rejected, "
        f"in {lifted.extract.path}.",
    )


@contextmanager
def _interruptible() -> Iterator[Callable[[], None]]:
    """Yield what makes Ctrl-C come too late: what is put in place is also finished and said."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield _ignore_interruption
    finally:
        signal.signal(signal.SIGINT, before)


def _ignore_interruption() -> None:
    # A pending Ctrl-C is raised here, before the handler changes.
    signal.signal(signal.SIGINT, lambda *_: None)


def _saying(speaker: Speaker) -> Callable[[Text], None]:
    return speaker.say


@contextmanager
def _bar(speaker: Speaker) -> Iterator[Callable[[int, int], None]]:
    """Show how far the reading has come, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bar = Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(Text("Lecture", "Reading").in_language(speaker.language), total=None)
        yield lambda read, total: bar.update(task, advance=read, total=total)
