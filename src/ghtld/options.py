"""Options that several verbs have: the same words, the same default, the same variable."""

from __future__ import annotations

from pathlib import Path

import click

with_content = click.option(
    "--content",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
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
