"""The verbs ``serve``, to answer for a release here, and ``push``, to load it elsewhere.

Every option has its variable in the environment; docs/operate.md has the table.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ghtld.cli.terminal import Speaker, in_build_folder, one_sentence
from ghtld.release import current
from ghtld.text import Text

if TYPE_CHECKING:
    from ghtld.engine.interface import Limits

_Command = TypeVar("_Command", bound=Callable[..., None])

_OPTIONS: tuple[tuple[str, object, click.ParamType[Any], str], ...] = (
    ("--host", "127.0.0.1", click.STRING, "Adresse d’écoute. / Address to listen on."),
    ("--port", 8000, click.IntRange(0, 65535), "Port d’écoute. / Port to listen on."),
    (
        "--deadline",
        10.0,
        click.FloatRange(0.1, 3600),
        "Secondes accordées à une requête SPARQL. / Seconds granted to a SPARQL query.",
    ),
    (
        "--workers",
        0,
        click.IntRange(0, 256),
        "Requêtes SPARQL évaluées à la fois ; 0 : autant que de processeurs, deux au moins. / "
        "SPARQL queries evaluated at once; 0: as many as processors, at least two.",
    ),
    (
        "--memory",
        512,
        click.IntRange(32, 2**20),
        "Mo de mémoire accordés à une requête. / MB of memory granted to a query.",
    ),
    (
        "--answer-size",
        50,
        click.IntRange(1, 2**20),
        "Mo qu’une réponse peut compter. / MB that an answer may have.",
    ),
    (
        "--queue",
        256,
        click.IntRange(0, 10_000),
        "Requêtes qui peuvent attendre leur tour. / Queries that may wait for their turn.",
    ),
    (
        "--access-log",
        "off",
        click.Choice(["off", "on", "full"]),
        "Journal des accès en JSON sur l’erreur standard ; « full » ajoute la question et "
        "l’adresse du client. / Access log in JSON on standard error; “full” adds the query string "
        "and the client’s address.",
    ),
    (
        "--cache",
        64,
        click.IntRange(0, 65536),
        "Mébioctets de réponses gardées prêtes ; 0 : aucune. / MiB of answers kept ready; 0: none.",
    ),
)
"""Name, default, type and help of what has a default."""
_WORDS = (
    (
        "--engine",
        "Adresse SPARQL d’un moteur qui répond à la place de celui du serveur. / "
        "SPARQL address of an engine that answers in the place of the server’s own.",
    ),
    (
        "--public-url",
        "Adresse publique du site, préfixe compris (défaut : l’espace de noms). / "
        "Public address of the site, prefix included (default: the namespace).",
    ),
    (
        "--operator",
        "Éditeur du site : nom et adresse. / Publisher of the site: name and address.",
    ),
    ("--director", "Directeur de la publication. / Publication director."),
    (
        "--hosting",
        "Hébergeur : nom et adresse. / Hosting provider: name and address.",
    ),
    (
        "--contact",
        "Courriel ou adresse web de contact. / E-mail or web address of contact.",
    ),
    (
        "--security-contact",
        "Où signaler une faille : courriel ou adresse en https. / Where to report a vulnerability: "
        "e-mail or https address.",
    ),
    (
        "--trusted-proxies",
        "Adresses ou réseaux des mandataires dont on croit X-Forwarded-*, séparés par des "
        "virgules. / Addresses or networks of the proxies whose X-Forwarded-* is believed, with "
        "commas between.",
    ),
)
"""Name and help of what is empty or an operator’s words."""


def options(command: _Command) -> _Command:
    """Add every option, with its variable in the environment."""
    words = ((name, "", click.STRING, help_) for name, help_ in _WORDS)
    for name, default, type_, help_ in reversed((*_OPTIONS, *words)):
        variable = "GHTLD_" + name.removeprefix("--").replace("-", "_").upper()
        command = click.option(
            name,
            default=default,
            show_default=default != "",
            type=type_,
            envvar=variable,
            help=help_,
        )(command)
    return command


@click.command()
@in_build_folder
@options
@click.pass_obj
@one_sentence
def serve(  # noqa: PLR0913, PLR0917 - each is an option
    speaker: Speaker,
    /,
    build_folder: Path,
    host: str,
    port: int,
    deadline: float,
    workers: int,
    memory: int,
    answer_size: int,
    queue: int,
    cache: int,
    engine: str,
    **configured: str,
) -> None:
    """Servir l’édition courante : pages, SPARQL, téléchargements. / Serve the current release:
    pages, SPARQL, dumps.
    """
    from ghtld.engine.backend import Backend
    from ghtld.web import configuration
    from ghtld.web.server import serve as serve_release

    def ready(address: str) -> None:
        speaker.done(Text(f"ghtld écoute sur {address}", f"ghtld listens on {address}"))

    serve_release(
        build_folder,
        host,
        port,
        workers or max(2, os.cpu_count() or 2),
        _limits(deadline, memory, answer_size, queue),
        ready=ready,
        say=lambda fr, en: speaker.remark(Text(fr, en)),
        configuration=configuration.read(**configured),
        engine=Backend.at(engine) if engine else None,
        cache=cache * 2**20,
    )


def _limits(deadline: float, memory: int, answer_size: int, queue: int) -> Limits:
    """Return the limits of queries; memory and answers come in MB."""
    from ghtld.engine.interface import Limits

    return Limits(
        deadline=deadline,
        memory=memory * 2**20,
        answer=answer_size * 2**20,
        queue=queue,
        spool=max(Limits.spool, 4 * answer_size * 2**20),
    )


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
    from ghtld.engine.backend import Backend, BackendFailed
    from ghtld.engine.interface import Refusal
    from ghtld.engine.push import push as push_release

    def progress(done: int, all_: int) -> None:
        if done % _EVERY == 0:
            speaker.say(Text(f"{done} graphes sur {all_}", f"{done} graphs of {all_}"))

    release = current(build_folder)
    try:
        endpoint = Backend.at(engine) if engine else None
        pushed = push_release(release, Backend.at(graph_store), endpoint, progress)
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
