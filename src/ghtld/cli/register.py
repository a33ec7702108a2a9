"""The verbs of the register: ``lift`` its files, ``diff`` what changed, ``match`` its entries.

``diff`` also compares two releases.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date as calendar
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ghtld.changes import Change, heading
from ghtld.cli.terminal import Speaker, in_build_folder, one_sentence, with_content
from ghtld.content import Content
from ghtld.text import Text

if TYPE_CHECKING:
    from ghtld.edition.changes.compare import Comparison
    from ghtld.edition.matching.search import Matching
    from ghtld.register.import_extract import ImportedExtract

_SHOWN = 40
"""Changes of a kind that are written out for people."""
_HEADS = (
    Text("entité", "entity"),
    Text("inscription", "entry"),
    Text("nom au registre", "name in the register"),
    Text("accord", "agreement"),
    Text("confiance", "confidence"),
    Text("motif", "reason"),
)
_CONFIDENCE = {
    "certaine": Text("certaine", "certain"),
    "probable": Text("probable", "probable"),
    "incertaine": Text("incertaine", "uncertain"),
}


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
    content: Content,
    build_folder: Path,
) -> None:
    """Transposer des fichiers du registre FINESS en une couche datée. / Lift files of the FINESS
    register into one dated layer.
    """
    from ghtld.register.import_extract import Wanted
    from ghtld.register.import_extract import import_extract as lift_files

    wanted = Wanted(files, build_folder, date, closed)
    with _interruptible() as settle:
        try:
            with _bar(speaker) as progress:
                lifted = lift_files(wanted, content, speaker.say, progress, settle)
        except KeyboardInterrupt:
            speaker.fail(Text("Interrompu : rien n’a changé.", "Interrupted: nothing has changed."))
        for advice in lifted.advice:
            speaker.remark(advice)
        speaker.done(_lifted(lifted))


def _lifted(lifted: ImportedExtract) -> Text:
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


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@in_build_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "turtle"]),
    default="text",
    show_default=True,
    help="Forme de la réponse. / Form of the answer.",
)
@click.pass_obj
@one_sentence
def diff(speaker: Speaker, old: str, new: str, build_folder: Path, form: str) -> None:
    """Dire ce qui a changé entre deux éditions ou deux extraits du registre. / Tell what changed
    between two releases or two extracts of the register.
    """
    from ghtld.edition.changes import release_changes
    from ghtld.edition.changes.compare import compare
    from ghtld.edition.changes.sources import both

    comparison = compare(*both(old, new, build_folder))
    for remark in comparison.remarks:
        speaker.remark(remark)
    if form == "text":
        _show_changes(comparison, speaker.language)
    else:
        write = {
            "csv": release_changes.as_csv,
            "json": release_changes.as_json,
            "turtle": release_changes.as_turtle,
        }[form]
        for part in write(comparison):
            click.echo(part, nl=False)


def _show_changes(comparison: Comparison, language: str) -> None:
    """Write the changes for people, by kind; a long list stops and says so."""
    console = Console(soft_wrap=True, highlight=False)
    sides = (comparison.old.name, comparison.new.name)
    console.print(f"[bold]{escape(' → '.join(sides))}[/bold]")
    if not comparison.changes:
        console.print(Text("Aucun changement.", "No change.").in_language(language))
    for kind, changes in groupby(comparison.changes, key=lambda change: change.kind):
        listed = list(changes)
        console.print(f"\n[bold]{heading(kind, language)}[/bold] ({len(listed)})")
        for change in listed[:_SHOWN]:
            console.print(f"  {escape(_change(change, language))}")
        more = len(listed) - _SHOWN
        if more > 0:
            words = Text(
                f"… et {more} de plus : --format csv ou json les donne tous.",
                f"… and {more} more: --format csv or json gives them all.",
            )
            console.print(f"  {words.in_language(language)}")


def _change(change: Change, language: str) -> str:
    dated = f" ({change.on})" if change.on else ""
    return f"{change.sentence(language)} [{change.subject.slug}]{dated}"


@click.command()
@click.option(
    "--extract",
    metavar="NAME",
    help="Extrait où chercher, comme finess-2026-03-09 (défaut : le plus récent). / "
    "Extract to search, such as finess-2026-03-09 (default: the newest).",
)
@with_content
@in_build_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "turtle", "json"]),
    default="table",
    show_default=True,
    help="Forme de la réponse ; turtle est à coller dans data/. / Form of the answer; turtle is to "
    "be pasted into data/.",
)
@click.pass_obj
@one_sentence
def match(
    speaker: Speaker, extract: str | None, content: Content, build_folder: Path, form: str
) -> None:
    """Proposer des inscriptions du registre pour les entités des sources. / Propose register
    entries for the sources’ entities.
    """
    from ghtld.edition.matching.search import search

    found = search(content, build_folder, extract)
    if form == "turtle":
        click.echo(found.turtle(calendar.today().isoformat()), nl=False)
    elif form == "json":
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        _show_proposals(found, speaker.language)
    entities = len({one.entity.named.iri for one in found.proposals})
    speaker.remark(
        Text(
            f"{found.extract} : {len(found.proposals)} proposition(s) pour {entities} entité(s), "
            f"{found.settled} décision(s) déjà prises. Rien n’est écrit : --format turtle donne ce "
            "qu’une personne peut coller dans data/.",
            f"{found.extract}: {len(found.proposals)} proposal(s) for {entities} entities, "
            f"{found.settled} decision(s) taken already. Nothing is written: --format turtle gives "
            "what a person may paste into data/.",
        )
    )


def _show_proposals(found: Matching, language: str) -> None:
    """Show the proposals as a table, the entity once."""
    if not found.proposals:
        return
    from babel.numbers import format_decimal

    from ghtld.ui.messages import LOCALES

    table = Table(*(head.in_language(language) for head in _HEADS))
    last = ""
    for one in found.proposals:
        name = one.entity.named.name(language)
        table.add_row(
            "" if name == last else name,
            one.entry.named.slug,
            one.entry.named.name(language),
            format_decimal(one.score, "0.00", LOCALES[language]),
            _CONFIDENCE[one.confidence].in_language(language),
            one.reason.in_language(language),
        )
        last = name
    Console().print(table)
