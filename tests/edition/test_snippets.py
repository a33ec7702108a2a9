"""The blocks that ``ghtld new`` prints: each parses, keeps the layout, and satisfies the shapes."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import RdfFormat, parse

from ghtld.content import Content
from ghtld.edition import corpus, describe, infer, layers, snippets, trig_lint, validate
from ghtld.edition.check import flattened
from ghtld.finding import Severity
from ghtld.terms import PREFIXES


def heading(block: str) -> str:
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|^#.*$', "", block, flags=re.MULTILINE)
    used = {p for p in re.findall(r"(?<![\w:-])([a-z][a-z-]*):(?=\w)", bare) if p in PREFIXES}
    return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(used))


@pytest.mark.parametrize("kind", snippets.kinds())
def test_a_block_parses(kind: str) -> None:
    block = snippets.snippet("000-99", kind)
    assert list(parse(heading(block) + block, format=RdfFormat.TRIG))


@pytest.mark.parametrize("kind", snippets.kinds())
def test_a_block_keeps_the_layout(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("content")
    (root / "data").mkdir()
    block = snippets.snippet("000-99", kind)
    (root / "data/000.trig").write_text(heading(block) + "\n" + block, encoding="utf-8")
    assert [f.message.en for f in trig_lint.findings(Content(root))] == []


def test_the_blocks_satisfy_the_shapes_and_the_layers(content: Content) -> None:
    """All at once, each under a number of its own, beside the real data."""
    read = corpus.read(content)
    shapes = content.files("shapes/*.ttl")
    rules = infer.load_rules(content)

    def judged(extra: str) -> set[tuple[str | None, str | None]]:
        quads = list(read.quads)
        for quad in parse(extra, format=RdfFormat.TRIG):
            home = corpus.iris.graph("evidence-000")
            quads.append(corpus._at_home(quad, home))
        quads += infer.infer(quads, rules)
        quads += describe.layer_quads(quads, rules)
        assert list(layers.findings(quads)) == []
        found = validate.validate(flattened(q.triple for q in quads), validate.load_shapes(shapes))
        return {(f.focus, f.shape) for f in found if f.severity is Severity.VIOLATION}

    blocks = [snippets.snippet(f"000-{80 + n}", k) for n, k in enumerate(snippets.kinds())]
    text = "\n".join(blocks)
    added = judged(heading(text) + text) - judged("")
    unlabelled = {shape for _, shape in added}
    assert {s.rpartition("#")[2].partition("-")[0] for s in unlabelled if s} <= {
        "Label",
        "Fact",
        "QuotedFact",
    }


def test_a_fact_needs_no_help_to_be_numbered_in_parts() -> None:
    assert "fact:000-51-2 {" in snippets.snippet("000-51-2", "figure")
