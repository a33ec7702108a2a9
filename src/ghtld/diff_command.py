"""The verb ``diff``: what changed between two releases, or between two extracts."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape

from ghtld.changes import Change, heading
from ghtld.options import in_build_folder
from ghtld.speaker import Speaker, one_sentence
from ghtld.text import Text

if TYPE_CHECKING:
    from ghtld.edition.changes.compare import Comparison

_SHOWN = 40
"""Changes of a kind that are written out for people."""


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
    from ghtld.edition.changes import written
    from ghtld.edition.changes.compare import compare
    from ghtld.edition.changes.sides import NotComparable, both

    try:
        comparison = compare(*both(old, new, build_folder))
    except NotComparable as refused:
        speaker.fail(Text(refused.fr, refused.en))
    for remark in comparison.remarks:
        speaker.remark(remark)
    if form == "text":
        _tell(comparison, speaker.language)
    else:
        write = {
            "csv": written.as_csv,
            "json": written.as_json,
            "turtle": written.as_turtle,
        }[form]
        for part in write(comparison):
            click.echo(part, nl=False)


def _tell(comparison: Comparison, language: str) -> None:
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
            console.print(f"  {escape(_line(change, language))}")
        more = len(listed) - _SHOWN
        if more > 0:
            words = Text(
                f"… et {more} de plus : --format csv ou json les donne tous.",
                f"… and {more} more: --format csv or json gives them all.",
            )
            console.print(f"  {words.in_language(language)}")


def _line(change: Change, language: str) -> str:
    number = change.subject.iri.rpartition("/")[2]
    dated = f" ({change.on})" if change.on else ""
    return f"{change.sentence(language)} [{number}]{dated}"
