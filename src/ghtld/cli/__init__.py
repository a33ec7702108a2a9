"""The command line: parse arguments, call a room, print, exit with a code.

Every message is one sentence in French or English (``--lang``, else ``GHTLD_LANG``, else the
locale; French where none says). Exit codes: 0 done, 1 something is wrong and said, 2 wrong usage.
"""

from __future__ import annotations

import click

from ghtld.cli.edition import build, check, locate, new
from ghtld.cli.query import query
from ghtld.cli.register import diff, lift, match
from ghtld.cli.serve import push, serve
from ghtld.cli.terminal import Speaker, default_language


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


for verb in (check, locate, build, new, query, serve, push, lift, diff, match):
    main.add_command(verb)
