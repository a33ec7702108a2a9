"""Write docs/reference/ from the code, the vocabulary and the queries.

Usage: write_docs.py [--check]. With --check nothing is written; stale files are named, exit 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from pyoxigraph import Literal, NamedNode, Store

from ghtld import formats
from ghtld.cli import main as cli
from ghtld.content import Content, read_query
from ghtld.edition import snippets
from ghtld.engine.interface import Limits
from ghtld.terms import OWL, PREFIXES, RDF, RDFS, SKOS, shorten

ROOT = Path(__file__).resolve().parents[1]
CONTENT = Content(ROOT)
REFERENCE = ROOT / "docs" / "reference"
NOTICE = (
    "<!-- Écrit par tools/write_docs.py : ne pas modifier à la main. / "
    "Written by tools/write_docs.py: do not edit. -->"
)
TERM_KINDS = (
    ("Classes", OWL.Class, RDFS.subClassOf),
    ("Propriétés entre choses / Properties between things", OWL.ObjectProperty, RDFS.subPropertyOf),
    (
        "Propriétés à valeur littérale / Properties with literal values",
        OWL.DatatypeProperty,
        RDFS.subPropertyOf,
    ),
    ("Annotations", OWL.AnnotationProperty, RDFS.subPropertyOf),
)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return (
            "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
        )

    heads = list(heads)
    return "\n".join([line(heads), line(["---"] * len(heads)), *map(line, rows)])


def page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTICE, *parts]) + "\n"


# The command line


def cli_page() -> str:
    return page(
        "La ligne de commande / The command line",
        "Chaque message est en français ou en anglais : `--lang`, sinon `GHTLD_LANG`, sinon la "
        "langue du système, sinon le français. Code de sortie : 0, c’est fait ; 1, quelque chose "
        "ne va pas, et une phrase le dit ; 2, la commande est mal écrite.",
        "Every message is in French or English: `--lang`, else `GHTLD_LANG`, else the locale, else "
        "French. Exit code: 0, done; 1, something is wrong and a sentence says what; 2, the "
        "command is misspelt.",
        *_command("ghtld", cli),
        *(part for name in sorted(cli.commands) for part in _verb(name)),
    )


def _verb(name: str) -> Iterator[str]:
    yield from _command(f"ghtld {name}", cli.commands[name])
    if name == "new":
        yield "Genres / kinds: " + ", ".join(f"`{kind}`" for kind in snippets.kinds()) + "."


def _command(path: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=path, help_option_names=["-h", "--help"])
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {path}"
    yield f"`{path} {usage}`"
    yield from _both_languages(" ".join((command.help or "").split()))
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    yield table(
        ("Option", "Valeur / Value", "Défaut / Default", "Environnement / Environment", ""),
        (_option(option, context) for option in options),
    )


def _both_languages(text: str) -> Iterator[str]:
    yield from (part.strip() for part in text.split(" / ") if part.strip())


def _option(option: click.Option, context: click.Context) -> tuple[str, ...]:
    default = option.get_default(context, call=False)
    known = isinstance(default, str | int | float | Path) and not isinstance(default, bool)
    value = "" if option.is_flag else option.make_metavar(context)
    return (
        ", ".join(f"`{name}`" for name in option.opts),
        f"`{value}`" if value else "",
        "*obligatoire / required*" if option.required else f"`{default}`" if known else "",
        f"`{option.envvar}`" if option.envvar else "",
        option.help or "",
    )


# The vocabulary and the concepts


def _store(pattern: str) -> Store:
    store = Store()
    for path in CONTENT.files(pattern):
        store.load(path=str(path))
    return store


def _said(store: Store, node: NamedNode, predicate: NamedNode, language: str) -> str:
    values = (q.object for q in store.quads_for_pattern(node, predicate, None))
    texts = (v.value for v in values if isinstance(v, Literal) and v.language == language)
    return next(iter(sorted(texts)), "")


def _nodes(store: Store, node: NamedNode, predicate: NamedNode) -> str:
    found = (q.object for q in store.quads_for_pattern(node, predicate, None))
    return ", ".join(sorted(f"`{shorten(n.value)}`" for n in found if isinstance(n, NamedNode)))


def _ours(store: Store, kind: NamedNode) -> list[NamedNode]:
    found = {q.subject for q in store.quads_for_pattern(None, RDF.type, kind)}
    ours = (n for n in found if isinstance(n, NamedNode) and n.value.startswith(PREFIXES["ght"]))
    return sorted(ours, key=lambda n: n.value)


def vocabulary_page() -> str:
    store = _store("ontology/ghtld.ttl")
    parts = []
    for title, kind, above in TERM_KINDS:
        terms = _ours(store, kind)
        if terms:
            parts += [f"## {title}", _terms(store, terms, above)]
    return page(
        "Le vocabulaire / The vocabulary",
        "Préfixe / prefix `ght:` = `https://w3id.org/ghtld/def#`.",
        *parts,
    )


def _terms(store: Store, terms: list[NamedNode], above: NamedNode) -> str:
    def row(term: NamedNode) -> tuple[str, ...]:
        ends = (_nodes(store, term, RDFS.domain), _nodes(store, term, RDFS.range))
        place = (_nodes(store, term, above), " → ".join(end or "…" for end in ends))
        return (
            f"`{shorten(term.value)}`",
            "<br>".join(part for part in place if part.strip("… →")),
            *(_entry(store, term, RDFS.label, language) for language in ("fr", "en")),
        )

    heads = ("Terme / Term", "Sous / Under, domaine → portée / domain → range")
    return table((*heads, "Français", "English"), map(row, terms))


def _entry(store: Store, node: NamedNode, label: NamedNode, language: str) -> str:
    definition = _said(store, node, SKOS.definition, language)
    return f"**{_said(store, node, label, language)}** — {definition}"


def concepts_page() -> str:
    parts: list[str] = []
    for path in CONTENT.files("ontology/concepts/*.ttl"):
        store = _store(f"ontology/concepts/{path.name}")
        scheme = NamedNode(PREFIXES["concept"] + path.stem)
        titles = [_said(store, scheme, RDFS.label, tag) for tag in ("fr", "en")]
        parts += [
            f"## `{path.stem}:` {' / '.join(titles)}",
            table(("Notation", "Français", "English"), _concepts(store)),
        ]
    return page("Les listes de concepts / The concept schemes", *parts)


def _concepts(store: Store) -> Iterator[tuple[str, ...]]:
    found = {q.subject for q in store.quads_for_pattern(None, RDF.type, SKOS.Concept)}
    for concept in sorted((c for c in found if isinstance(c, NamedNode)), key=lambda c: c.value):
        languages = (_entry(store, concept, SKOS.prefLabel, tag) for tag in ("fr", "en"))
        yield (f"`{shorten(concept.value)}`", *languages)


# Queries and rules


def questions_page() -> str:
    def row(path: Path) -> tuple[str, ...]:
        query = read_query(path)
        link = f"[{query.name}](../../{CONTENT.name(path)})"
        return (link, query.title("fr"), query.title("en"))

    files = CONTENT.files("queries/*.rq")
    return page(
        "Les questions / The questions",
        "Chacune est un fichier de `queries/`, avec sa réponse attendue à côté ; la page SPARQL "
        "les propose, les tests les posent.",
        "Each is a file of `queries/`, with its expected answer beside it; the SPARQL page offers "
        "them, the tests ask them.",
        table(("Question", "Français", "English"), map(row, files)),
    )


def rules_page() -> str:
    def row(path: Path) -> tuple[str, ...]:
        rule = read_query(path)
        joins_facts = rule.heading.get("into") == "each-fact"
        return (
            f"[{rule.name}](../../{CONTENT.name(path)})",
            "le fait lu / the fact read" if joins_facts else f"`graph:inferred-{rule.name}`",
            rule.heading.get("after", ""),
            rule.heading.get("description-fr", rule.title("fr")),
            rule.heading.get("description-en", rule.title("en")),
        )

    heads = ("Règle / Rule", "Écrit dans / Writes to", "Après / After", "Français", "English")
    return page(
        "Les règles / The rules", table(heads, map(row, CONTENT.files("ontology/rules/*.rq")))
    )


# What the server offers


def service_page() -> str:
    limits = Limits()
    return page(
        "Formats et limites / Formats and limits",
        "## Documents",
        _formats(formats.ALL),
        "## Réponses de SELECT et d’ASK / Answers of SELECT and ASK",
        _formats(formats.RESULT_FORMATS),
        "## Une requête SPARQL peut coûter / A SPARQL query may cost",
        table(
            ("Limite / Limit", "Défaut / Default"),
            (
                ("temps / time", f"{limits.deadline:g} s"),
                ("mémoire d’un processus / memory of a worker", _mebibytes(limits.memory)),
                ("réponse / answer", _mebibytes(limits.answer)),
                ("file d’attente / queue", str(limits.queue)),
                ("part d’un client / share of one client", "1/4"),
                ("imbrication / nesting", str(limits.nesting)),
                ("texte de la requête / text of the query", _mebibytes(limits.query_bytes)),
            ),
        ),
    )


def _formats(listed: Iterable[formats.Format]) -> str:
    head = ("Format", "Suffixe / Suffix", "Accept", "`format=`, aussi / also")
    return table(head, (_format(fmt) for fmt in listed))


def _format(fmt: formats.Format) -> tuple[str, ...]:
    suffixes = (f".{suffix}" for suffix in (fmt.suffix, *fmt.suffixes))
    shown = [fmt.suffix, *fmt.suffixes, *fmt.media_types]
    others = sorted(fmt.names - set(shown))
    parts = (suffixes, fmt.media_types, others)
    return fmt.label, *(", ".join(f"`{said}`" for said in said_of) for said_of in parts)


def _mebibytes(number: int) -> str:
    return f"{number // 2**20} Mio / MiB"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "concepts.md": concepts_page,
    "questions.md": questions_page,
    "rules.md": rules_page,
    "service.md": service_page,
    "vocabulary.md": vocabulary_page,
}


def stale(folder: Path) -> list[str]:
    """Return the names of the pages in ``folder`` that are not what would be written."""

    def kept(name: str) -> str:
        path = folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    return [name for name, write in PAGES.items() if kept(name) != write()]


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        names = stale(REFERENCE)
        for name in names:
            print(f"docs/reference/{name} n’est pas à jour / is stale: python tools/write_docs.py")
        return 1 if names else 0
    if arguments:
        print(__doc__)
        return 2
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (REFERENCE / name).write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
