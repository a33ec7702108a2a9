"""``ghtld match``: what is proposed, how sure it is, and that people decide."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from ghtld.changes import Named
from ghtld.cli import main
from ghtld.content import Content
from ghtld.edition import corpus
from ghtld.edition.changes.entity_state import GEOGRAPHIC, GROUPING, LEGAL, State
from ghtld.edition.check import examine
from ghtld.edition.matching.entities import Decisions, Entity, decisions, gathered
from ghtld.edition.matching.propose import CERTAIN, PROBABLE, UNCERTAIN, Proposal, Search
from ghtld.edition.matching.search import Matching, search
from ghtld.extracts import Extract
from ghtld.finding import Severity
from ghtld.register.import_extract import Wanted, import_extract
from ghtld.text import UserError

ID = "https://w3id.org/ghtld/id/"
NOWHERE = Path("/nonexistent")


def pairs(found: Matching | list[Proposal]) -> set[tuple[str, str]]:
    proposals = found.proposals if isinstance(found, Matching) else found
    return {(one.entity.named.iri, one.entry.named.iri) for one in proposals}


def missed(found: Matching, truth: frozenset[tuple[str, str]]) -> list[str]:
    return sorted(entity.rpartition("/")[2] for entity, _ in truth - pairs(found))


def test_what_people_accepted_would_be_proposed_again(content: Content, undecided: Content) -> None:
    """Of what people found by hand, all but a name that changed and a hospital of another name."""
    truth = decisions(gathered(corpus.read(content).quads)).accepted
    found = search(undecided, NOWHERE)
    sited = {one.entity.named.iri for one in found.proposals if one.entry.of == GEOGRAPHIC}
    sought = frozenset((ours, theirs) for ours, theirs in truth if ours in sited)
    assert len(sought) >= 24
    assert missed(found, sought) == []
    first = {(one.entity.named.iri, one.entry.of): one for one in reversed(found.proposals)}
    assert pairs(list(first.values())) <= truth


def test_among_all_of_two_departments_too(
    content: Content, undecided: Content, reference: Path, tmp_path: Path
) -> None:
    table = reference / "finess" / "finess2021_extract_source_territories.csv"
    wanted = Wanted((str(table),), tmp_path, "2021-01")
    import_extract(wanted, content, lambda said: None, lambda read, total: None)
    truth = decisions(gathered(corpus.read(content).quads)).accepted
    found = search(undecided, tmp_path)
    assert missed(found, truth) == ["ch-roussel", "ehpad-bleymard", "ehpad-bleymard"]


def test_nothing_decided_is_proposed(content: Content) -> None:
    assert search(content, NOWHERE).proposals == []


def entity(name: str, *places: str, grouping: bool = False, numbers: str = "") -> Entity:
    made = Entity(Named(f"{ID}establishment/x", name, name), grouping, numbers=set(numbers.split()))
    made.take(name)
    made.places |= set(places)
    return made


def entry(number: str, name: str, commune: str = "", of: str = GEOGRAPHIC, **more: str) -> State:
    iri = f"{ID}finess-group/{number}" if of == GROUPING else f"{ID}finess/{number}"
    return State(Named(iri, name, name), of, has_name=bool(name), commune=commune, **more)


FILLING = [entry(f"99000{n:04d}", f"PHARMACIE NUMERO {n}", f"VILLE {n}") for n in range(40)]


def proposed(sought: Entity, *entries: State, decided: Decisions | None = None) -> list[Proposal]:
    searching = Search([sought], decided or Decisions(), "urn:extract", {})
    return searching.run([*FILLING, *entries])


@pytest.mark.parametrize(
    ("ours", "theirs", "commune", "category"),
    [
        ("CH de Lens", "CENTRE HOSPITALIER DE LENS", "LENS CEDEX", "355"),
        ("CH de proximité Saint Jacques de Marvejols", "CH ST JACQUES", "MARVEJOLS", "106"),
        ("EHPAD du Bleyard", "EHPAD DU BLEYMARD", "LE BLEYMARD", "500"),
        ("EHPAD du Collet de Dèze", "EHPAD LA SOLEILLADE", "LE COLLET DE DEZE", "500"),
        ("CHRU de Lille", "CHR LILLE", "LILLE", "101"),
        ("CH Émile-Roux (Le Puy-en-Velay)", "CH EMILE ROUX", "LE PUY EN VELAY CEDEX", "355"),
    ],
)  # fmt: skip
def test_names_are_read_as_people_read_them(
    ours: str, theirs: str, commune: str, category: str
) -> None:
    (found,) = proposed(entity(ours), entry("480000017", theirs, commune, category=category))
    assert found.confidence == PROBABLE
    assert found.score > 0.8
    assert commune in found.reason.fr
    assert found.reason.en.startswith("Name: ")


@pytest.mark.parametrize(
    ("ours", "theirs", "commune", "category"),
    [
        ("CHRU de Lille", "PHARMACIE DE LA GARE", "LILLE", "620"),
        ("EHPAD de Luc", "EHPAD LES LILAS", "LUÇON", "500"),
        ("Hôpital Sainte-Justine (Montréal)", "EHPAD SAINTE ANNE", "PARIS", "500"),
        ("Faculté de médecine de Nancy", "CLINIQUE SAINT ANDRE", "VANDOEUVRE LES NANCY", "365"),
    ],
)
def test_what_agrees_in_little_is_not_proposed(
    ours: str, theirs: str, commune: str, category: str
) -> None:
    assert proposed(entity(ours), entry("480000017", theirs, commune, category=category)) == []


def test_two_that_agree_alike_are_both_uncertain() -> None:
    twins = [
        entry(n, "CH EMILE ROUX", "LE PUY", category="355") for n in ("430000117", "430000125")
    ]
    found = proposed(entity("CH Émile-Roux"), *twins)
    assert [one.confidence for one in found] == [UNCERTAIN, UNCERTAIN]


def test_a_number_decides() -> None:
    group = entry("48", "Autre nom", of=GROUPING, code="76106")
    (found,) = proposed(entity("GHT de Lozère", grouping=True, numbers="76106"), group)
    assert (found.score, found.confidence) == (1.0, CERTAIN)
    assert "76106" in found.reason.fr
    named = entity("Hôpital de FINESS 480000017")
    (found,) = proposed(named, entry("480000017", "RESIDENCE", "MENDE"))
    assert found.confidence == CERTAIN


def test_a_group_is_no_establishment() -> None:
    hospital = entry("480000017", "HOPITAL LOZERE", "MENDE", category="355")
    group = entry("48", "Lozère", of=GROUPING)
    assert [
        one.entry.of for one in proposed(entity("GHT de Lozère", grouping=True), hospital, group)
    ] == [GROUPING]
    assert [one.entry.of for one in proposed(entity("Hôpital Lozère"), hospital, group)] == [
        GEOGRAPHIC
    ]


def test_the_legal_entity_follows_the_site() -> None:
    site = entry(
        "480000017", "HOPITAL LOZERE", "MENDE", category="355", owner=f"{ID}finess/480780097"
    )
    owner = entry("480780097", "", of=LEGAL)
    found = proposed(entity("Hôpital Lozère (Mende)"), site, owner)
    assert [one.entry.named.slug for one in found] == ["480000017", "480780097"]
    assert "480000017" in found[1].reason.fr
    accepted = frozenset({(f"{ID}establishment/x", f"{ID}finess/480000017")})
    (legal,) = proposed(entity("Hôpital Lozère"), site, owner, decided=Decisions(accepted))
    assert (legal.entry.named.slug, legal.confidence) == ("480780097", CERTAIN)


def test_what_was_decided_is_left_alone() -> None:
    sites = [
        entry(n, "CH EMILE ROUX", "LE PUY", category="355") for n in ("430000117", "430000125")
    ]
    ours = entity("CH Émile-Roux")
    taken = frozenset({(ours.named.iri, sites[0].named.iri)})
    assert proposed(ours, *sites, decided=Decisions(accepted=taken)) == []
    (other,) = proposed(ours, *sites, decided=Decisions(rejected=taken))
    assert other.entry.named.slug == "430000125"
    failed = frozenset({(ours.named.iri, "urn:extract")})
    assert proposed(ours, *sites, decided=Decisions(failed=failed)) == []


def test_at_most_three_of_a_sort_the_best_first() -> None:
    sites = [entry(f"43000{n:04d}", f"CH EMILE ROUX {'ANNEXE B ' * n}", "LE PUY") for n in range(6)]
    found = proposed(entity("CH Émile-Roux"), *sites)
    assert [one.entry.named.slug for one in found] == ["430000000", "430000001", "430000002"]


def run(*words: str, language: str = "fr") -> Result:
    told = ["--lang", language, "match", *words]
    return CliRunner().invoke(main, told, env={"COLUMNS": "200"})


def test_the_newest_lifted_extract_is_searched_and_nothing_is_written(
    undecided: Content, held: Path
) -> None:
    before = {path: path.read_bytes() for path in undecided.data.rglob("*") if path.is_file()}
    done = run("--content", str(undecided.root), "--build", str(held))
    assert done.exit_code == 0
    assert "GHT de Lozère" in done.stdout
    assert "finess-2026-03-09 : " in done.stderr
    assert "Rien n’est écrit" in done.stderr
    assert {p: p.read_bytes() for p in undecided.data.rglob("*") if p.is_file()} == before
    english = run("--content", str(undecided.root), "--build", str(held), language="en")
    assert "agreement" in english.stdout
    assert "Nothing is written" in english.stderr


def test_programs_get_json(undecided: Content, held: Path) -> None:
    done = run("--content", str(undecided.root), "--build", str(held), "--format", "json")
    told = json.loads(done.stdout)
    assert told["date"] == "2026-03-09"
    lozere = next(p for p in told["proposals"] if p["entity"]["iri"] == f"{ID}group/lozere")
    assert lozere["entry"]["iri"] == f"{ID}finess-group/48"
    assert (lozere["score"], lozere["confidence"]) == (1.0, "certaine")


def paste(content: Content, text: str) -> None:
    """Do what a person does: put each part into the file that its heading names."""
    prefixes, _, body = text.partition("\n\n")
    parts = re.split(r"^# (data/\S+)\n\n", body, flags=re.MULTILINE)
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        path = content.root / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        heads = dict.fromkeys(re.findall(r"^@prefix .*$", f"{old}\n{prefixes}", re.MULTILINE))
        kept = re.sub(r"^@prefix .*\n", "", old, flags=re.MULTILINE).strip()
        used = [h for h in sorted(heads) if f"{h.split()[1]}" in f"{kept}\n{part}"]
        path.write_text("\n".join(used) + f"\n\n{kept}\n\n{part.strip()}\n", encoding="utf-8")


def test_what_is_pasted_stands_the_check_and_is_not_proposed_again(
    undecided: Content, held: Path
) -> None:
    words = ("--content", str(undecided.root), "--build", str(held))
    text = run(*words, "--format", "turtle").stdout
    assert list(parse(text, format=RdfFormat.TURTLE))
    accepted = pairs(search(undecided, held))
    paste(undecided, text)
    findings = examine(undecided).findings
    wrong = [f.message.fr for f in findings if f.severity is Severity.VIOLATION]
    # What was taken out of the data to begin with is missed, and nothing else.
    assert [message for message in wrong if "match:" not in message] == []
    again = search(undecided, held)
    assert again.settled >= len(accepted) > 2
    assert pairs(again) & accepted == set()


def test_a_rejection_is_recorded_in_the_data(content: Content) -> None:
    found = decisions(gathered(corpus.read(content).quads))
    assert (f"{ID}establishment/ch-saint-jacques", f"{ID}finess/480783166") in found.rejected


def test_what_cannot_be_searched_is_one_sentence(
    content: Content, held: Path, tmp_path: Path
) -> None:
    done = run("--build", str(held), "--extract", "finess-1999", language="en")
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        "No extract is called finess-1999; there are: finess-2021-01, finess-2026-03-09."
        in done.stderr
    )
    empty = tmp_path / "empty"
    (empty / "data").mkdir(parents=True)
    with pytest.raises(UserError, match="lancez d’abord « ghtld lift »"):
        search(Content(empty), tmp_path)
    name = "finess-2026-03-09"
    broken = Extract(tmp_path / "register" / name)
    broken.path.mkdir(parents=True)
    broken.quads.write_bytes(gzip.compress(b"oops\n"))
    done = run("--build", str(tmp_path), language="en")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "finess-2026-03-09 is damaged or incomplete" in done.stderr
