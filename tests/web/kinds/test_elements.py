"""Markup: what is put into it and is no markup itself is escaped, whoever forgets to."""

import ast
from pathlib import Path

import pytest
from markupsafe import Markup

import ghtld.web
from ghtld.web.pages.elements import concat, fill_in, link, markup

BAD = """<script>alert('"')</script>"""
SAFE = "&lt;script&gt;alert(&#39;&#34;&#39;)&lt;/script&gt;"


def test_text_is_escaped_and_markup_is_not():
    assert markup("<p>{}</p>", BAD) == f"<p>{SAFE}</p>"
    assert markup("<p>{}{}</p>", markup("<b>{}</b>", 1), None) == "<p><b>1</b>None</p>"
    assert markup("{{{}}}", "<") == "{&lt;}"
    assert link(BAD, BAD) == f'<a href="{SAFE}">{SAFE}</a>'


def test_a_row_of_parts():
    assert concat([BAD, Markup("<i>")], " < ") == f"{SAFE} &lt; <i>"
    assert concat([]) == ""
    assert concat(str(number) for number in range(3)) == "012"


def test_a_message_is_text_and_its_parts_may_be_markup():
    told = fill_in("a < b: {first}, {second}", {"first": Markup("<i>x</i>"), "second": BAD})
    assert told == f"a &lt; b: <i>x</i>, {SAFE}"
    assert fill_in("{first}", {"first": Markup("{second}")}) == "{second}"


@pytest.mark.parametrize("made", [markup("<p>{}</p>", "a"), concat("ab"), fill_in("a", {})])
def test_what_is_made_is_markup(made):
    assert type(made) is Markup
    assert made + "<" == f"{made}&lt;"


def test_patterns_are_literals():
    """The linter holds this of ``Markup``, and of other functions with one argument only."""
    wrong, found = [], 0
    for path in Path(ghtld.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "markup":
                found += 1
                if not (node.args and isinstance(node.args[0], ast.Constant)):
                    wrong.append(f"{path.name}:{node.lineno}")
    assert found > 50
    assert wrong == []
