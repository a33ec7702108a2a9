"""What differs between two states of one entity. Pure.

Names differ when their words do: case, accents and punctuation do not count. A street is told only
if both sides publish one, so that what became a home is not led to.
"""

from __future__ import annotations

from collections.abc import Iterator

from ghtld import spelling
from ghtld.changes import Change, Kind
from ghtld.edition.changes.states import GROUPINGS, State


def changes(was: State | None, now: State | None) -> Iterator[Change]:
    """Yield what happened to an entity from one state to the other, None being its absence."""
    if was is None or now is None:
        if was is not None and not was.is_closed:
            yield _change(Kind.CLOSED, was)
        if now is not None and not now.is_closed:
            yield _change(Kind.CREATED, now, on=now.born)
        return
    if was.is_closed != now.is_closed:
        if now.is_closed:
            yield _change(Kind.CLOSED, now, after=now.died or "–", on=now.died)
        else:
            yield _change(Kind.REOPENED, now)
    names = _names(was, now)
    if names is not None and now.of != "fact":
        yield _change(Kind.RENAMED, now, *names)
    if _moved(was, now):
        streets = bool(was.street and now.street)
        yield _change(Kind.MOVED, now, _place_of(was, streets), _place_of(now, streets))
    if was.category and now.category and was.category != now.category:
        yield _change(Kind.RECLASSIFIED, now, was.category, now.category)
    if was.owner and now.owner and was.owner != now.owner:
        yield _change(Kind.TRANSFERRED, now, *(_number(s.owner) for s in (was, now)))


def _change(kind: Kind, state: State, before: str = "", after: str = "", on: str = "") -> Change:
    groups = (state.named.iri,) if state.of in GROUPINGS else ()
    regions = (state.region,) if state.region else ()
    return Change(kind, state.named, state.of, before, after, on=on, regions=regions, groups=groups)


def _names(was: State, now: State) -> tuple[str, str] | None:
    """Return the two names that differ, the short ones first; None when all are the same."""
    pairs = [
        (was.named.fr, now.named.fr, was.has_name and now.has_name),
        (was.named.en, now.named.en, was.has_name and now.has_name),
        (was.long_name, now.long_name, bool(was.long_name and now.long_name)),
    ]
    differing = (
        (old, new)
        for old, new, both in pairs
        if both and spelling.words(old) != spelling.words(new)
    )
    return next(differing, None)


def _moved(was: State, now: State) -> bool:
    if was.commune_code and now.commune_code:
        elsewhere = was.commune_code != now.commune_code
    else:
        elsewhere = _commune(was) != _commune(now) and bool(was.commune and now.commune)
    streets = was.street and now.street
    return elsewhere or bool(streets and spelling.words(was.street) != spelling.words(now.street))


def _commune(state: State) -> list[str]:
    """Return the words of a commune, without what the post adds: CEDEX and its number."""
    said = spelling.words(state.commune)
    return said[: said.index("cedex")] if "cedex" in said else said


def _place_of(state: State, street: bool) -> str:
    """Return where an entity is; the street only if both sides publish theirs."""
    town = f"{state.postcode} {state.commune}".strip() if street else state.commune
    return ", ".join(filter(None, (state.street if street else "", town))) or state.commune_code


def _number(iri: str) -> str:
    return iri.rpartition("/")[2]
