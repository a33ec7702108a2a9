"""What the documentation shows is real: facts, queries, messages, lists of kinds and layers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_pages import ROOT, WRITTEN, by_name, fences, text_of
from pyoxigraph import RdfFormat, Store, parse

from ghtld import iris
from ghtld.content import Content
from ghtld.edition import layers, snippets
from ghtld.terms import PREFIXES


@pytest.mark.parametrize("page", WRITTEN, ids=by_name)
def test_facts_shown_are_those_of_the_data(page: Path) -> None:
    data = "".join(text_of(path) for _, path in Content(ROOT).documents())
    heads = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    for block in fences(text_of(page), "trig"):
        assert list(parse(heads + block, format=RdfFormat.TRIG))
        assert block in data


@pytest.mark.parametrize("page", WRITTEN, ids=by_name)
def test_queries_shown_are_sparql(page: Path) -> None:
    for query in fences(text_of(page), "sparql"):
        Store().query(query, prefixes=PREFIXES)
    for query in re.findall(r"'query=\n(.*?)'", text_of(page), re.DOTALL):
        Store().query(query)


def sentences() -> Iterator[str]:
    """Yield every sentence that the checks may say, as a pattern."""
    machine = ROOT / "src" / "ghtld"
    for path in (machine / "finding.py", *sorted((machine / "edition").rglob("*.py"))):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    part.value if isinstance(part, ast.Constant) else None for part in node.values
                ]
                yield "".join(".*" if part is None else re.escape(str(part)) for part in parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        for message in re.findall(r'sh:message "([^"]*)"@fr', text_of(path)):
            plain = message.replace("\u00a0", " ")
            yield ".*".join(re.escape(part) for part in re.split(r"\{[?$]\w+\}", plain))


def messages_explained() -> list[str]:
    page = text_of(ROOT / "docs" / "curate.md")
    section = page.partition("## Les messages et leur remède")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", section, re.MULTILINE)
    return [row for row in rows if row not in ("Message", "---")]


@pytest.fixture(scope="module")
def patterns() -> list[re.Pattern[str]]:
    fixed = (p for p in sentences() if len(p.replace(".*", "")) > len("une phrase"))
    return [re.compile(pattern, re.DOTALL) for pattern in fixed]


@pytest.mark.parametrize("message", messages_explained())
def test_messages_explained_to_curators_are_real(
    message: str, patterns: list[re.Pattern[str]]
) -> None:
    assert any(pattern.fullmatch(message) for pattern in patterns)


def test_permanent_addresses_lead_to_the_same_path_of_the_host() -> None:
    page = text_of(ROOT / "docs" / "operate.md")
    rule = re.search(r"^RewriteRule (\S+) https://HOST/(\S+) \[R=303,L\]$", page, re.MULTILINE)
    assert rule is not None
    for path in ("", "def", "id/fact/000-05", "doc/group/lozere.ttl", "dumps/ghtld.nq"):
        assert re.sub(rule[1], rule[2].replace("$", "\\"), path, count=1) == path


def test_curators_find_every_kind_of_block() -> None:
    page = text_of(ROOT / "docs" / "curate.md")
    assert [kind for kind in snippets.kinds() if f"`{kind}`" not in page] == []


def test_the_model_lists_every_kind_and_layer() -> None:
    page = text_of(ROOT / "docs" / "model.md")
    assert [kind for kind in iris.KINDS if f"`{kind}`" not in page] == []
    names = {
        value
        for key, value in vars(layers).items()
        if key.isupper() and isinstance(value, str) and " " not in value
    }
    assert [name for name in sorted(names) if f"`layer:{name}`" not in page] == []


def test_develop_mentions_every_module_of_the_ground() -> None:
    page = text_of(ROOT / "docs" / "develop.md")
    ground = sorted((ROOT / "src" / "ghtld").glob("[a-z]*.py"))
    assert [by_name(path) for path in ground if by_name(path) not in page] == []


def test_decisions_are_short_and_numbered() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    for path in records:
        text = text_of(path)
        assert text.startswith(f"# {path.name[:4]} — "), path.name
        assert len(text.splitlines()) <= 50, path.name
        for head in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert head in text, path.name


def test_the_readme_counts_the_documents() -> None:
    words = {4: ("quatre", "four"), 5: ("cinq", "five"), 6: ("six", "six"), 7: ("sept", "seven")}
    fr, en = words[len(list(Content(ROOT).documents()))]
    readme = text_of(ROOT / "README.md")
    assert f"{fr} documents" in readme
    assert f"{en} documents" in readme
