"""``python -m ghtld``: the command line."""

from ghtld.cli import main

main(prog_name="ghtld")
