"""The verbs of who curates: ``check``, ``locate``, ``build`` and ``new``."""

from __future__ import annotations

from pathlib import Path

import click

from ghtld.cli.terminal import Speaker, in_build_folder, one_sentence, with_content
from ghtld.content import Content
from ghtld.finding import Invalid, Severity
from ghtld.release import Release, current
from ghtld.text import Text

sources_type = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
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
    speaker: Speaker, content: Content, sources: Path | None, built: str | None, build_folder: Path
) -> None:
    """Vérifier les données, le vocabulaire et les formes, ou une édition construite. / Check data,
    vocabulary and shapes, or a built release.
    """
    if built is not None:
        _check_release(speaker, Release(Path(built)) if built else current(build_folder))
    else:
        _check_content(speaker, content, sources)


def _check_release(speaker: Speaker, release: Release) -> None:
    from ghtld.edition.built_check import examine_release

    inspection, findings = examine_release(release)
    speaker.show(findings)
    if findings:
        speaker.fail(
            Text(
                f"{len(findings)} fichier(s) de {release.path} ne sont pas tels qu’ils ont "
                "été construits.",
                f"{len(findings)} file(s) of {release.path} are not as they were built.",
            )
        )
    files, size = len(inspection.names), inspection.size()
    speaker.done(
        Text(
            f"L’édition de {release.path} est entière : {files} fichiers, {size} octets.",
            f"The release in {release.path} is whole: {files} files, {size} bytes.",
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


@click.command()
@with_content
@click.option(
    "--sources",
    type=sources_type,
    required=True,
    help="Dossier des textes des documents. / Folder of the documents’ texts.",
)
@click.pass_obj
@one_sentence
def locate(speaker: Speaker, content: Content, sources: Path) -> None:
    """Situer chaque citation dans son texte et écrire data/evidence/. / Find every quotation in
    its text and write data/evidence/.
    """
    from ghtld.edition.evidence import write_evidence

    count, findings = write_evidence(content, sources)
    speaker.show(findings)
    if findings:
        speaker.fail(
            Text(
                "Rien n’a été écrit pour les documents en erreur.",
                "Nothing was written for the documents in error.",
            )
        )
    speaker.done(Text(f"{count} citations situées.", f"{count} quotations located."))


@click.command()
@with_content
@in_build_folder
@click.pass_obj
@one_sentence
def build(speaker: Speaker, content: Content, build_folder: Path) -> None:
    """Construire une édition et la rendre courante. / Build a release and make it current."""
    from ghtld.edition.build import build as build_release

    try:
        built = build_release(content, build_folder, speaker.say)
    except Invalid as refused:
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


@click.command()
@click.argument("number")
@click.argument("kind")
@one_sentence
def new(number: str, kind: str) -> None:
    """Afficher le bloc d’un fait d’un genre : figure, membership, party, signature, list… /
    Print the block of a fact of a kind.
    """
    from ghtld.edition.snippets import snippet

    click.echo(snippet(number, kind), nl=False)
