"""The page of a person: what documents say they signed or held, at the documents' dates."""

from __future__ import annotations

from ghtld.terms import GHT, ORG
from ghtld.web.pages.blocks import Table
from ghtld.web.pages.elements import Html, safe
from ghtld.web.pages.kinds import silences
from ghtld.web.pages.kinds.wording import as_written, date, heads, joined, of, terms, without_empty
from ghtld.web.pages.sheet import Sheet


def write(sheet: Sheet) -> None:
    """Write the page: role, act, date; nothing of today."""
    signatures = sheet.in_order(sheet.take_from(GHT.signatory, "signature"))
    posts = sheet.in_order(sheet.take_from(ORG.heldBy, "post"))
    sheet.mirrored(ORG.holds, terms(posts))
    sheet.lead = Html(" · ".join(as_written(sheet, post) for post in posts))
    rows = []
    for signature in signatures:
        said = sheet.said(signature.term)
        signings = of(said, GHT.signing)
        about = [v for s in signings for v in of(sheet.said(s.term), GHT.subject)]
        when = [date(sheet, sheet.said(s.term)) for s in signings]
        capacity = [as_written(sheet, post) for post in of(said, GHT.capacity)]
        rows.append(
            (
                sheet.cell(about or signings),
                joined(*when),
                joined(*capacity),
                sheet.cell(of(said, GHT.principal)),
                sheet.to(signature),
            )
        )
    head = heads(sheet, "agreement", "signed", "in-capacity", "on-behalf", "signature-page")
    sheet.section("signed-by", without_empty(Table(head, rows)), count=len(rows))
    held = [
        (as_written(sheet, post), sheet.cell(of(sheet.said(post.term), ORG.postIn)))
        for post in posts
    ]
    note = Html(f'<p class="soft">{safe(sheet.say("people-note"))}</p>') if posts else Html("")
    sheet.section("posts", Table(heads(sheet, "post", "post-in"), held), note)
    sheet.section("quoted", sheet.bullets(sheet.take_from(GHT.claimant)))
    sheet.section("takes-part", sheet.bullets(sheet.take_from(GHT.actor)))
    sheet.section("names", sheet.rows(GHT.nameForm))
    silences.editors_notes(sheet)
