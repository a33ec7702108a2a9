"""The check of messages names each fault by file and key, in a copy broken one way at a time."""

import importlib.util
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FR = "ui/locale/fr/LC_MESSAGES/ghtld.po"
EN = "ui/locale/en/LC_MESSAGES/ghtld.po"


def loaded():
    spec = importlib.util.spec_from_file_location(
        "check_messages", ROOT / "tools" / "check_messages.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


check = loaded()


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the package: what the check reads of it."""
    kept = shutil.ignore_patterns("static", "third_party", "__pycache__", "edition", "register")
    shutil.copytree(ROOT / "src" / "ghtld", tmp_path / "ghtld", ignore=kept)
    return tmp_path / "ghtld"


def broken(copy, name, old, new):
    path = copy / name
    text = path.read_text("utf-8")
    assert re.search(old, text), old
    path.write_text(re.sub(old, new, text, count=1), "utf-8")


def added(key):
    """Return what to replace by what, for a catalogue to have one message more."""
    return 'msgid "tagline"', f'msgid "{key}"\\nmsgstr "x"\\n\\nmsgid "tagline"'


def test_the_catalogues_are_whole():
    assert check.faults() == []


CASES = {
    "a key that templates name is in no catalogue": (
        [("web/templates/_foot.html", r"_\('footer'\)", "_('nonesuch')")],
        ": nonesuch: no catalogue has it",
    ),
    "a key that Python names is in no catalogue": (
        [("web/kinds/layout.py", '"csv-excel"', '"nonesuch"')],
        ": nonesuch: no catalogue has it",
    ),
    "a problem whose sentence is in no catalogue": (
        [("ui/problems.py", "data-damaged", "nonesuch")],
        ": nonesuch: no catalogue has it",
    ),
    "a key that English lacks": (
        [(EN, r'msgid "tagline"\nmsgstr ".*"\n', "")],
        f"{EN}: tagline: is missing",
    ),
    "a key that French lacks": (
        [(FR, r'msgid "tagline"\nmsgstr ".*"\n', "")],
        f"{FR}: tagline: is missing",
    ),
    "a key that nothing uses": (
        [(FR, *added("zebra")), (EN, *added("zebra"))],
        f"{FR}: zebra: nothing uses it",
    ),
    "a key of a family that nothing uses": (
        [(FR, *added("facet-zebra")), (EN, *added("facet-zebra"))],
        f"{FR}: facet-zebra: nothing uses it",
    ),
    "a family that nothing makes": (
        [("web/sparql/editor.py", 'f"theme-', 'f"topic-')],
        "ui/messages.py: FROM_DATA: theme-*: nothing makes such keys",
    ),
    "a placeholder that one language lacks": (
        [(EN, r"Edition \{version\} of", "Edition of")],
        f"{FR}: edition-line: has {{date}} {{version}}, English {{date}}",
    ),
    "a placeholder that the call does not give": (
        [("web/templates/_foot.html", "'edition-line', version=", "'edition-line', release=")],
        ": edition-line: is given {date} {release}, has {date} {version}",
    ),
    "a plural form that is missing": (
        [(EN, r'(msgid "rows"\n.*\n.*\n)msgstr\[1\] ".*"\n', r"\1")],
        f"{EN}: rows: has ",
    ),
    "a plural form that is empty": (
        [(EN, r'(msgid "rows"\n.*\n.*\nmsgstr\[1\]) ".*"\n', r'\1 ""\n')],
        f"{EN}: rows: has no text",
    ),
    "a number asked of what has no plural forms": (
        [("web/templates/_foot.html", r"_\('footer'\)", "ngettext('footer', 2)")],
        ": footer: has no plural forms",
    ),
    "plural forms asked for without a number": (
        [("web/templates/sparql.html", r"ngettext\('rows', answer.rows\|length\)", "_('rows')")],
        ": rows: has plural forms: use ngettext",
    ),
    "a text that is empty": (
        [(FR, r'(msgid "tagline"\nmsgstr) ".*"', r'\1 ""')],
        f"{FR}: tagline: has no text",
    ),
    "a text that is only a guess": (
        [(FR, 'msgid "tagline"', '#, fuzzy\nmsgid "tagline"')],
        f"{FR}: tagline: is marked fuzzy",
    ),
    "a key that is there twice": (
        [(FR, r'(msgid "tagline"\nmsgstr ".*"\n)', r"\1\n\1")],
        f"{FR}: tagline: is there 2 times",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), CASES.values(), ids=CASES.keys())
def test_a_fault_is_named(copy, changes, said):
    for name, old, new in changes:
        broken(copy, name, old, new)
    found = check.faults(copy)
    assert any(said in one for one in found), found
