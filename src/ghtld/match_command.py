"""The verb ``match``: register entries proposed for the sources' entities, for people to accept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from ghtld import content as content_files
from ghtld.content import Content
from ghtld.options import in_build_folder, with_content
from ghtld.speaker import Speaker, one_sentence
from ghtld.text import Text

if TYPE_CHECKING:
    from ghtld.edition.matching.matching import Matching

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
    speaker: Speaker, extract: str | None, root: Path | None, build_folder: Path, form: str
) -> None:
    """Proposer des inscriptions du registre pour les entités des sources. / Propose register
    entries for the sources’ entities.
    """
    from ghtld.edition.changes.sides import NotComparable
    from ghtld.edition.matching.matching import search

    content = content_files.bundled() if root is None else Content(root)
    try:
        found = search(content, build_folder, extract)
    except NotComparable as refused:
        speaker.fail(Text(refused.fr, refused.en))
    if form == "turtle":
        click.echo(found.turtle(date.today().isoformat()), nl=False)
    elif form == "json":
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        _show(found, speaker.language)
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


def _show(found: Matching, language: str) -> None:
    """Show the proposals as a table, the entity once."""
    if not found.proposals:
        return
    table = Table(*(head.in_language(language) for head in _HEADS))
    last = ""
    for one in found.proposals:
        name = one.entity.named.name(language)
        table.add_row(
            "" if name == last else name,
            one.number,
            one.entry.named.name(language),
            f"{one.score:.2f}".replace(".", "," if language == "fr" else "."),
            _CONFIDENCE[one.confidence].in_language(language),
            one.reason.in_language(language),
        )
        last = name
    Console().print(table)
