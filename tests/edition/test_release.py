"""A release: the same from the same inputs, whole or not at all, true of itself."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Dataset, Literal, NamedNode, Quad, RdfFormat, Store, parse

from ghtld import formats, iris
from ghtld.content import Content
from ghtld.edition import layers
from ghtld.edition.build import build
from ghtld.release import NoRelease, Release, current
from ghtld.terms import DCAT, DCTERMS, PROV, RDF, SPDX, VOID


@pytest.fixture(scope="session")
def store(release: Release) -> Store:
    return Store.read_only(str(release.store))


@pytest.fixture(scope="session")
def quads(release: Release) -> set[Quad]:
    return set(parse(path=release.dumps / "ghtld.nq", format=RdfFormat.N_QUADS))


def test_the_same_inputs_give_the_same_bytes(
    release: Release, copy: Content, tmp_path: Path
) -> None:
    """Another folder, another day, another order of files on disk, another locale."""
    os.utime(copy.data / "000.trig", (0, 0))
    environment = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "ghtld", "build", "--content", str(copy.root)]
    subprocess.run(
        [*command, "--build", str(tmp_path / "b")], env=environment, check=True, capture_output=True
    )
    again = current(tmp_path / "b")
    assert again.path.name == release.path.name
    assert again.manifest == release.manifest
    for name in release.manifest.files:
        assert (again.path / name).read_bytes() == (release.path / name).read_bytes(), name


def test_every_file_of_the_manifest_has_its_size_and_sum(release: Release) -> None:
    assert release.manifest.files
    for name, file in release.manifest.files.items():
        content = (release.path / name).read_bytes()
        assert len(content) == file.bytes
        assert hashlib.sha256(content).hexdigest() == file.sha256


def test_the_hash_is_that_of_the_sorted_n_quads(release: Release) -> None:
    lines = (release.dumps / "ghtld.nq").read_bytes().splitlines(keepends=True)
    assert lines == sorted(lines)
    assert hashlib.sha256(b"".join(lines)).hexdigest() == release.hash


def test_sha256sum_accepts_the_checksums(release: Release) -> None:
    run = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release.dumps, check=False
    )
    assert run.returncode == 0


def test_a_gzipped_dump_holds_the_dump(release: Release) -> None:
    for packed in release.dumps.glob("*.gz"):
        plain = packed.with_suffix("")
        assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


def test_the_graph_formats_hold_the_same_edition(release: Release) -> None:
    graphs = {}
    for fmt in formats.GRAPH_FORMATS:
        dataset = Dataset(parse(path=release.dumps / f"ghtld.{fmt.suffix}", format=fmt.rdf))
        graphs[fmt.name] = {str(q.triple) for q in dataset if "_:" not in str(q.triple)}
    sizes = {name: len(graph) for name, graph in graphs.items()}
    assert len({frozenset(graph) for graph in graphs.values()}) == 1, sizes


def test_the_data_set_formats_hold_the_same_layers(release: Release, quads: set[Quad]) -> None:
    trig = set(parse(path=release.dumps / "ghtld.trig", format=RdfFormat.TRIG))
    assert {q for q in trig if "_:" not in str(q)} == {q for q in quads if "_:" not in str(q)}


def test_every_triple_is_in_a_graph_and_every_graph_in_a_layer(quads: set[Quad]) -> None:
    assert {layers.layer_of(q.graph_name.value) for q in quads} >= {
        layers.SOURCE,
        layers.EVIDENCE,
        layers.EDITORIAL,
        layers.CONCEPTS,
        layers.VOCABULARY,
        layers.INFERRED,
        layers.EXTERNAL,
        layers.LAW,
        layers.REGISTER,
        layers.DESCRIPTION,
    }
    assert None not in {layers.layer_of(q.graph_name.value) for q in quads}


def test_every_graph_says_its_layer(store: Store) -> None:
    silent = store.query(
        "PREFIX ght: <https://w3id.org/ghtld/def#> SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } "
        "FILTER NOT EXISTS { GRAPH <https://w3id.org/ghtld/id/graph/edition> "
        "{ ?g ght:layer ?l } } }"
    )
    assert [s["g"] for s in silent] == []


def test_the_edition_is_the_union_of_its_layers(store: Store, quads: set[Quad]) -> None:
    union = {q.triple for q in quads if layers.layer_of(q.graph_name.value) in layers.EDITION}
    edition = {q.triple for q in store.quads_for_pattern(None, None, None, iris.graph("edition"))}
    assert edition == union


def test_the_default_graphs_share_no_triple(store: Store, release: Release) -> None:
    assert len(release.manifest.default_graphs) == 2
    first, second = (
        {q.triple for q in store.quads_for_pattern(None, None, None, NamedNode(graph))}
        for graph in release.manifest.default_graphs
    )
    assert first
    assert second
    assert not first & second


def test_nothing_is_in_the_unnamed_graph(store: Store) -> None:
    assert not bool(store.query("ASK { ?s ?p ?o }"))


def test_every_triple_of_a_fact_has_words_or_derives(store: Store) -> None:
    """The main promise: the words behind any triple are one join away."""
    orphans = store.query(
        "PREFIX ght: <https://w3id.org/ghtld/def#> PREFIX prov: <http://www.w3.org/ns/prov#> "
        "SELECT ?fact { { SELECT DISTINCT ?fact { GRAPH ?fact { ?s ?p ?o } "
        "FILTER(STRSTARTS(STR(?fact), 'https://w3id.org/ghtld/id/fact/')) } } "
        "FILTER NOT EXISTS { GRAPH ?e { ?fact ght:quote|prov:wasDerivedFrom ?ground } } }"
    )
    assert [s["fact"] for s in orphans] == []


def test_the_description_counts_truly(release: Release, store: Store) -> None:
    described = Dataset(parse(path=release.dataset, format=RdfFormat.TURTLE))
    dataset = NamedNode(iris.DATASET)

    def said(subject: NamedNode, predicate: NamedNode) -> str:
        return next(
            q.object.value for q in described.quads_for_subject(subject) if q.predicate == predicate
        )

    edition = iris.graph("edition")
    triples = list(store.quads_for_pattern(None, None, None, edition))
    assert int(said(dataset, VOID.triples)) == len(triples)
    assert int(said(dataset, VOID.distinctSubjects)) == len({q.subject for q in triples})
    for part in [q.object for q in described.quads_for_predicate(VOID.classPartition)]:
        kind = NamedNode(said(part, VOID["class"]))
        number = sum(1 for _ in store.quads_for_pattern(None, RDF.type, kind, edition))
        assert int(said(part, VOID.entities)) == number, kind


def test_the_description_gives_size_and_sum_of_each_dump(release: Release) -> None:
    described = Dataset(parse(path=release.dataset, format=RdfFormat.TURTLE))
    sums = {q.object.value for q in described.quads_for_predicate(SPDX.checksumValue)}
    sizes = {int(q.object.value) for q in described.quads_for_predicate(DCAT.byteSize)}
    dumps = [path for path in release.dumps.iterdir() if path != release.checksums]
    assert sums == {hashlib.sha256(p.read_bytes()).hexdigest() for p in dumps}
    assert sizes == {p.stat().st_size for p in dumps}


def test_the_evidence_file_ties_each_flattened_statement_to_a_fact(
    release: Release, quads: set[Quad]
) -> None:
    tied: dict[str, dict[NamedNode, object]] = {}
    for quad in parse(path=release.evidence, format=RdfFormat.N_TRIPLES):
        tied.setdefault(quad.subject.value, {})[quad.predicate] = quad.object
    stated = {
        Quad(s[RDF.subject], s[RDF.predicate], s[RDF.object], s[DCTERMS.isPartOf])
        for s in tied.values()
    }
    facts = {q for q in quads if layers.layer_of(q.graph_name.value) == layers.SOURCE}
    assert stated == facts


def test_how_much_is_quoted_is_said_per_document(release: Release) -> None:
    share = json.loads(release.quotation_coverage.read_text(encoding="utf-8"))
    assert sorted(share) == ["000", "001", "002", "003", "004"]
    assert all(0 < entry["quoted"] < entry["length"] for entry in share.values())


def test_the_selectors_have_the_length_of_their_words(quads: set[Quad]) -> None:
    said: dict[str, dict[str, str]] = {}
    for quad in quads:
        if "/id/evidence/" in str(quad.subject) and isinstance(quad.object, Literal):
            name = quad.predicate.value.rpartition("#")[2]
            said.setdefault(str(quad.subject), {})[name] = quad.object.value
    assert len(said) >= 185
    for evidence in said.values():
        assert int(evidence["end"]) - int(evidence["start"]) == len(evidence["exact"])
        assert "\n" not in evidence["prefix"] + evidence["suffix"]
        assert max(len(evidence["prefix"]), len(evidence["suffix"])) <= 32


def test_a_change_of_one_word_gives_another_release(copy: Content, tmp_path: Path) -> None:
    first = build(copy, tmp_path / "b", lambda text: None).release
    path = copy.data / "entities/places.ttl"
    path.write_text(path.read_text("utf-8").replace('"Lozère"@en', '"The Lozère"@en'), "utf-8")
    second = build(copy, tmp_path / "b", lambda text: None).release
    assert second.hash != first.hash
    assert first.path.is_dir(), "a release that may be in use is not deleted"
    assert current(tmp_path / "b").path == second.path


@pytest.mark.parametrize("delay", [0.05, 0.5, 2.0, 4.0])
def test_a_build_killed_anywhere_leaves_the_last_release(
    build_folder: Path, copy: Content, tmp_path: Path, delay: float
) -> None:
    folder = tmp_path / "b"
    (folder / "releases").mkdir(parents=True)
    whole = current(build_folder)
    target = folder / "releases" / whole.path.name
    subprocess.run(["cp", "-r", str(whole.path), str(target)], check=True)
    (folder / "current").symlink_to(Path("releases") / target.name)
    path = copy.data / "entities/places.ttl"
    path.write_text(path.read_text("utf-8").replace('"Lozère"@en', '"The Lozère"@en'), "utf-8")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "ghtld",
            "build",
            "--content",
            str(copy.root),
            "--build",
            str(folder),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    served = current(folder)
    for name, file in served.manifest.files.items():
        assert (served.path / name).stat().st_size == file.bytes
    assert bool(Store.read_only(str(served.store)).query("ASK { GRAPH ?g { ?s ?p ?o } }"))


def test_what_a_killed_build_left_is_swept_by_the_next(copy: Content, tmp_path: Path) -> None:
    left = tmp_path / "b" / "releases" / ".aside-left"
    left.mkdir(parents=True)
    build(copy, tmp_path / "b", lambda text: None)
    assert not left.exists()


def test_two_builds_at_once_end_with_one_whole_release(copy: Content, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ghtld", "build", "--content", str(copy.root)]
    builds = [
        subprocess.Popen(
            [*command, "--build", str(tmp_path / "b")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    assert [process.wait() for process in builds] == [0, 0]
    names = [p.name for p in (tmp_path / "b" / "releases").iterdir()]
    assert names == [current(tmp_path / "b").path.name]


def test_no_release_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoRelease) as missing:
        current(tmp_path)
    assert "ghtld build" in missing.value.fr
    assert "ghtld build" in missing.value.en


def test_a_damaged_manifest_is_no_release(tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "x"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    (tmp_path / "current").symlink_to(folder)
    with pytest.raises(NoRelease):
        current(tmp_path)


def test_provenance_never_points_outside_the_five_documents(quads: set[Quad]) -> None:
    quoted = {q.object.value for q in quads if q.predicate == PROV.wasQuotedFrom}
    assert quoted == {f"{iris.BASE}id/document/00{n}" for n in range(5)}
