"""What the verbs share: one sentence at a time, in French or English, and the same options."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape

from ghtld.content import Content, bundled
from ghtld.finding import Finding, Severity
from ghtld.integrity import is_damage
from ghtld.text import Text, UserError

P = ParamSpec("P")
R = TypeVar("R")

_STYLES = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_NAMES = {
    Severity.VIOLATION: Text("erreur", "error"),
    Severity.WARNING: Text("attention", "warning"),
    Severity.INFO: Text("conseil", "advice"),
}


@dataclass(frozen=True)
class Speaker:
    """Speaks to the person at the terminal, in one language; findings and progress on stderr."""

    language: str

    def say(self, text: Text) -> None:
        """Say how far the work has come."""
        Console(stderr=True, soft_wrap=True, highlight=False).print(
            f"[dim]{escape(text.in_language(self.language))}…[/dim]"
        )

    def done(self, text: Text) -> None:
        """Say what was done, on standard output."""
        click.echo(text.in_language(self.language))

    def remark(self, text: Text) -> None:
        """Say what a person may do about something that does not stop the work."""
        click.echo(text.in_language(self.language), err=True)

    def show(self, findings: Iterable[Finding]) -> None:
        """Show each finding on a line: place, severity, sentence."""
        console = Console(stderr=True, soft_wrap=True, highlight=False)
        for finding in findings:
            style = _STYLES[finding.severity]
            name = _NAMES[finding.severity].in_language(self.language)
            place = f"{finding.place}: " if finding.place else ""
            sentence = finding.message.in_language(self.language)
            console.print(f"{escape(place)}[{style}]{name}[/{style}]: {escape(sentence)}")

    def fail(self, text: Text) -> NoReturn:
        """Say in one sentence what is wrong and leave with exit code 1."""
        click.echo(text.in_language(self.language), err=True)
        sys.exit(1)


def default_language() -> str:
    """Return ``fr`` or ``en``: what the environment asks for, else French."""
    asked = next(
        (os.environ[name] for name in ("GHTLD_LANG", "LC_ALL", "LANG") if name in os.environ), ""
    )
    return "en" if asked.lower().startswith("en") else "fr"


def one_sentence(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what a person can mend (a UserError, disk, permissions) into one sentence."""

    @wraps(command)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        speaker = click.get_current_context().find_object(Speaker) or Speaker(default_language())
        try:
            return command(*args, **kwargs)
        except UserError as refused:
            speaker.fail(refused.text)
        except OSError as reason:
            speaker.fail(_system(reason))
        except RuntimeError as reason:
            if not is_damage(reason):
                raise
            speaker.fail(
                Text(
                    "Les données de l’édition sont abîmées sur le disque : relancez "
                    "« ghtld build ».",
                    "The data of the release are damaged on disk: run “ghtld build” again.",
                )
            )

    return spoken


def _system(reason: OSError) -> Text:
    where = reason.filename or ""
    if reason.errno == errno.ENOSPC or "No space left" in str(reason):
        return Text(
            "Le disque est plein : libérez de la place et relancez ; l’édition servie n’a pas "
            "changé.",
            "The disk is full: free some space and run again; the served release is unchanged.",
        )
    if reason.errno in (errno.EACCES, errno.EPERM):
        return Text(
            f"Accès refusé à {where} : vérifiez les droits de ce dossier.",
            f"Access to {where} is denied: check the permissions of this folder.",
        )
    return Text(f"Le système refuse : {reason}.", f"The system refuses: {reason}.")


with_content = click.option(
    "--content",
    "content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=lambda _context, _option, root: bundled() if root is None else Content(root),
    help="Dossier de l’ontologie, des données et des formes (défaut : celui du projet). / "
    "Folder of ontology, data and shapes (default: the project’s).",
)
in_build_folder = click.option(
    "--build",
    "build_folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    envvar="GHTLD_BUILD",
    help="Dossier des éditions construites. / Folder of the built releases.",
)
