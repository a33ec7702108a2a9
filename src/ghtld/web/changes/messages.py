"""What the pages and feeds of changes say, in French and in English."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    "title": ("Changements du registre", "Changes in the register"),
    "lead": (
        "Ce qui diffère entre l’extrait du {old} et celui du {new}. Le registre ne dit pas "
        "pourquoi ; scissions et réunions se lisent au chemin des membres.",
        "What differs between the extract of {old} and that of {new}. The register does not say "
        "why; splits and mergers are told by where members went.",
    ),
    "place-title": ("Changements : {place}", "Changes: {place}"),
    "none": (
        "Un seul extrait du registre est tenu : il n’y a pas encore de changement à montrer.",
        "Only one extract of the register is held: there is no change to show yet.",
    ),
    "none-advice": (
        "Quand l’opérateur aura transposé un second extrait avec « ghtld lift » et relancé "
        "« ghtld build », cette page dira ce qui a changé, et les fils Atom aussi.",
        "Once the operator has lifted a second extract with “ghtld lift” and run “ghtld build” "
        "again, this page will tell what changed, and so will the Atom feeds.",
    ),
    "nothing": ("Rien n’a changé.", "Nothing has changed."),
    "all": ("Tous les changements", "All changes"),
    "see-all": ("Voir les {count}", "See all {count}"),
    "what": ("Quoi", "What"),
    "before": ("Avant", "Before"),
    "after": ("Après", "After"),
    "with": ("Groupement", "Grouping"),
    "becomes": ("Devient", "Becomes"),
    "made-of": ("Formé de", "Made of"),
    "of-legal": ("entité juridique", "legal entity"),
    "of-geographic": ("établissement", "establishment"),
    "of-grouping": ("groupement", "grouping"),
    "on": ("Date au registre", "Date in the register"),
    "take": ("Tous les changements, à emporter :", "All changes, to take away:"),
    "follow": ("Suivre par un fil Atom", "Follow by an Atom feed"),
    "follow-regions": ("Par région", "By region"),
    "scroll": ("Tableau à faire défiler", "Table to scroll"),
    "feed-all": (
        "Changements du registre national des hôpitaux",
        "Changes in the national register of hospitals",
    ),
    "feed-place": (
        "Changements du registre : {place}",
        "Changes in the register: {place}",
    ),
    "feed-about": (
        "Extrait FINESS du {new} comparé à celui du {old}.",
        "FINESS extract of {new} compared with that of {old}.",
    ),
    "feed-none": (
        "Un seul extrait FINESS est tenu : rien à comparer encore.",
        "Only one FINESS extract is held: nothing to compare yet.",
    ),
    "dated": ("Le registre donne la date du {date}.", "The register gives the date {date}."),
}


def say(key: str, language: str, **values: object) -> str:
    """Return a sentence in ``language``."""
    return _TABLE[key][language == "en"].format(**values)
