"""The verb ``push``: load the current release into another engine."""

from __future__ import annotations

from pathlib import Path

import click

from ghtld.options import in_build_folder
from ghtld.speaker import Speaker, one_sentence
from ghtld.text import Text

_EVERY = 100


@click.command()
@click.argument("graph_store", metavar="GRAPH_STORE_URL", envvar="GHTLD_GRAPH_STORE")
@in_build_folder
@click.option(
    "--engine",
    default="",
    envvar="GHTLD_ENGINE",
    help="Adresse SPARQL du moteur : retire ce qui reste d’une autre édition et vérifie à la fin. "
    "/ SPARQL address of the engine: removes what is left of another release, and checks at the "
    "end.",
)
@click.pass_obj
@one_sentence
def push(speaker: Speaker, graph_store: str, build_folder: Path, engine: str) -> None:
    """Charger l’édition courante dans un autre moteur (SPARQL Graph Store Protocol). / Load the
    current release into another engine.
    """
    from ghtld.engine.backend import Backend, BackendFailed, BadAddress
    from ghtld.engine.interface import Refusal
    from ghtld.engine.push import push as push_release
    from ghtld.release import current

    def progress(done: int, all_: int) -> None:
        if done % _EVERY == 0:
            speaker.say(Text(f"{done} graphes sur {all_}", f"{done} graphs of {all_}"))

    release = current(build_folder)
    try:
        endpoint = Backend.at(engine) if engine else None
        pushed = push_release(release, Backend.at(graph_store), endpoint, progress)
    except BadAddress as wrong:
        speaker.fail(Text(wrong.fr, wrong.en))
    except Refusal as refused:
        why = refused.detail if isinstance(refused, BackendFailed) else type(refused).__name__
        speaker.fail(
            Text(
                f"Le moteur n’a pas tout pris ({why}) ; corrigez et relancez.",
                f"The engine did not take it all ({why}); mend that and run again.",
            )
        )
    speaker.done(_told(release.manifest.version, pushed.loaded, pushed.removed, pushed.proven))


def _told(version: str, loaded: int, removed: int, proven: bool) -> Text:
    checked = Text(
        " ; vérifiée." if proven else " ; non vérifiée, faute de --engine.",
        "; checked." if proven else "; not checked, for want of --engine.",
    )
    return Text(
        f"Édition {version} chargée : {loaded} graphes, {removed} retirés{checked.fr}",
        f"Release {version} loaded: {loaded} graphs, {removed} removed{checked.en}",
    )
