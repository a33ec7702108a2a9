"""The words that every stage understands."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter


def reader(description: str | None) -> ArgumentParser:
    """Return what reads the command line of a stage; ``--quick`` is there already."""
    made = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    made.add_argument(
        "--quick", action="store_true", help="show that all of it runs; the figures mean nothing"
    )
    return made
