"""The command line: parse arguments, call a wing, print, exit with a code.

Every message is one sentence in French or English (``--lang``, else ``GHTLD_LANG``, else the
locale; French where none says). Exit codes: 0 done, 1 something is wrong and said, 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from ghtld import content as content_files
from ghtld.content import Content
from ghtld.diff_command import diff
from ghtld.finding import Severity
from ghtld.lift_command import lift
from ghtld.match_command import match
from ghtld.options import in_build_folder, with_content
from ghtld.push_command import push
from ghtld.release import Release, current
from ghtld.serve_command import serve
from ghtld.speaker import Speaker, default_language, one_sentence
from ghtld.text import Text

sources_type = click.Path(exists=True, file_okay=False, path_type=Path)


def _content(root: Path | None) -> Content:
    return content_files.bundled() if root is None else Content(root)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    default=default_language,
    help="Langue des messages : fr ou en. / Language of the messages: fr or en.",
)
@click.version_option(package_name="ghtld")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """La coopération hospitalière publique en données liées : vérifier, construire, interroger,
    servir. / Public-hospital cooperation as linked data: check, build, query, serve.
    """
    context.obj = Speaker(lang)


@main.command()
@with_content
@click.option(
    "--sources",
    type=sources_type,
    help="Dossier des textes des documents, pour vérifier chaque citation. / "
    "Folder of the documents’ texts, to verify every quotation.",
)
@click.option(
    "--release",
    "built",
    is_flag=False,
    flag_value="",
    metavar="[FOLDER]",
    help="Vérifier plutôt chaque octet d’une édition construite (défaut : la courante). / "
    "Verify every byte of a built release instead (default: the current one).",
)
@in_build_folder
@click.pass_obj
@one_sentence
def check(
    speaker: Speaker, root: Path | None, sources: Path | None, built: str | None, build_folder: Path
) -> None:
    """Vérifier les données, le vocabulaire et les formes, ou une édition construite. / Check data,
    vocabulary and shapes, or a built release.
    """
    if built is not None:
        _check_release(speaker, Release(Path(built)) if built else current(build_folder))
    else:
        _check_content(speaker, _content(root), sources)


def _check_release(speaker: Speaker, release: Release) -> None:
    from ghtld.edition.built_check import examine_release

    found = examine_release(release)
    speaker.show(found.findings)
    if found.findings:
        speaker.fail(
            Text(
                f"{len(found.findings)} fichier(s) de {release.path} ne sont pas tels qu’ils ont "
                "été construits.",
                f"{len(found.findings)} file(s) of {release.path} are not as they were built.",
            )
        )
    speaker.done(
        Text(
            f"L’édition de {release.path} est entière : {found.files} fichiers, "
            f"{found.bytes} octets.",
            f"The release in {release.path} is whole: {found.files} files, {found.bytes} bytes.",
        )
    )


def _check_content(speaker: Speaker, content: Content, sources: Path | None) -> None:
    from ghtld.edition.check import examine

    examination = examine(content, sources)
    speaker.show(examination.findings)
    facts = len(examination.corpus.facts())
    if not examination.sound:
        errors = sum(f.severity is Severity.VIOLATION for f in examination.findings)
        speaker.fail(Text(f"{errors} erreur(s) à corriger.", f"{errors} error(s) to mend."))
    speaker.done(
        Text(
            f"Tout est en ordre : {facts} faits, {len(examination.edition)} énoncés.",
            f"All is in order: {facts} facts, {len(examination.edition)} statements.",
        )
    )


@main.command()
@with_content
@click.option(
    "--sources",
    type=sources_type,
    required=True,
    help="Dossier des textes des documents. / Folder of the documents’ texts.",
)
@click.pass_obj
@one_sentence
def locate(speaker: Speaker, root: Path | None, sources: Path) -> None:
    """Situer chaque citation dans son texte et écrire data/evidence/. / Find every quotation in
    its text and write data/evidence/.
    """
    from ghtld.edition.evidence import write_evidence

    count, findings = write_evidence(_content(root), sources)
    speaker.show(findings)
    if findings:
        speaker.fail(
            Text(
                "Rien n’a été écrit pour les documents en erreur.",
                "Nothing was written for the documents in error.",
            )
        )
    speaker.done(Text(f"{count} citations situées.", f"{count} quotations located."))


@main.command()
@with_content
@in_build_folder
@click.pass_obj
@one_sentence
def build(speaker: Speaker, root: Path | None, build_folder: Path) -> None:
    """Construire une édition et la rendre courante. / Build a release and make it current."""
    from ghtld.edition.build import NotBuilt
    from ghtld.edition.build import build as build_release

    try:
        built = build_release(_content(root), build_folder, speaker.say)
    except NotBuilt as refused:
        speaker.show(refused.findings)
        speaker.fail(
            Text(
                "L’édition n’est pas construite ; celle qui est servie n’a pas changé.",
                "The release is not built; the one that is served is unchanged.",
            )
        )
    remarks = len(built.findings)
    if remarks:
        speaker.say(
            Text(
                f"{remarks} remarque(s) publiées avec l’édition : « ghtld check » les montre",
                f"{remarks} remark(s) published with the release: “ghtld check” shows them",
            )
        )
    manifest = built.release.manifest
    speaker.done(
        Text(
            f"Édition {manifest.version} construite dans {built.release.path} : "
            f"{manifest.counts['Fact']} faits, {manifest.counts['triples']} énoncés.",
            f"Release {manifest.version} built in {built.release.path}: "
            f"{manifest.counts['Fact']} facts, {manifest.counts['triples']} statements.",
        )
    )


@main.command()
@click.argument("number")
@click.argument("kind")
@click.pass_obj
@one_sentence
def new(speaker: Speaker, number: str, kind: str) -> None:
    """Afficher le bloc d’un fait d’un genre : figure, membership, party, signature, list… /
    Print the block of a fact of a kind.
    """
    from ghtld.edition import snippets

    try:
        click.echo(snippets.snippet(number, kind), nl=False)
    except snippets.UnknownSnippet as unknown:
        speaker.fail(unknown.text)


@main.command()
@click.argument("query_file", metavar="FILE.rq|-", type=click.File("r", encoding="utf-8"))
@in_build_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="Forme de la réponse. / Form of the answer.",
)
@click.pass_obj
@one_sentence
def query(speaker: Speaker, query_file: TextIO, build_folder: Path, form: str) -> None:
    """Répondre à une question SPARQL sur l’édition construite. / Answer a SPARQL query on the
    built release.
    """
    from ghtld.terminal import Unanswerable, answer

    try:
        answer(current(build_folder), query_file.read(), form, sys.stdout)
    except Unanswerable as refused:
        speaker.fail(Text(refused.fr, refused.en))


main.add_command(serve)
main.add_command(push)
main.add_command(lift)
main.add_command(diff)
main.add_command(match)
