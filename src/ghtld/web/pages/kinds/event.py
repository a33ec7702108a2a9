"""The page of an event: what happened and when; of a signing, who signed and in which capacity."""

from __future__ import annotations

from ghtld.terms import GHT
from ghtld.web.pages.kinds import agreement, plain
from ghtld.web.pages.sheet import Sheet

_write = plain.writer("event")


def write(sheet: Sheet) -> None:
    """Write the page, those who signed right after what happened."""
    signatures = sheet.in_order(sheet.take_from(GHT.signing, "signature"))
    _write(sheet)
    table = agreement.signatories(sheet, signatures)
    before = len(sheet.sections)
    sheet.section("signatories", table, count=len(signatures))
    if len(sheet.sections) > before:
        sheet.sections.insert(min(1, before), sheet.sections.pop())
