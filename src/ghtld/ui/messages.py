"""What the pages say, in French and in English: one table."""

from __future__ import annotations

from ghtld.ui import (
    http_messages,
    legal_messages,
    national_messages,
    reference_messages,
    sparql_messages,
)
from ghtld.ui import kinds_messages as kind_messages
from ghtld.ui import search_messages as finding_messages

_TABLE: dict[str, tuple[str, str]] = {
    # frame
    "skip": ("Aller au contenu", "Skip to the content"),
    "tagline": (
        "La coopération hospitalière publique, mot pour mot",
        "Public-hospital cooperation, word for word",
    ),
    "menu": ("Rubriques", "Sections"),
    "home": ("Accueil", "Home"),
    "questions": ("Questions", "Questions"),
    "vocabulary": ("Vocabulaire", "Vocabulary"),
    "shapes": ("Formes", "Shapes"),
    "data": ("Données", "Data"),
    "dataset": ("Jeu de données", "Data set"),
    "in-pictures": ("En images", "In pictures"),
    "dumps": ("Téléchargements", "Downloads"),
    "other-language": ("Read this page in English", "Lire cette page en français"),
    "edition-line": ("Édition {version} du {date}", "Edition {version} of {date}"),
    "formats": ("Cette page pour les machines :", "This page for machines:"),
    "iri": ("Identifiant pérenne", "Permanent identifier"),
    "footer": (
        "Données sous Licence Ouverte 2.0 ; les citations restent à leurs auteurs.",
        "Data under Licence Ouverte 2.0; the quotations remain their authors’.",
    ),
    # lists
    "kind-index": ("{count} dans cette édition", "{count} in this edition"),
    "see-all": ("tout voir", "see all"),
    # a thing
    "statements": ("Ce qui en est dit", "What is said of it"),
    "property": ("Propriété", "Property"),
    "value": ("Valeur", "Value"),
    "words": ("Les mots des sources", "The words of the sources"),
    "note": ("Note {number}", "Note {number}"),
    "context": ("Contexte", "Context"),
    "ambiguity": ("Ambiguïté", "Ambiguity"),
    "derived": ("Déduit de", "Derived from"),
    "incoming": ("Cité par", "Referred to by"),
    "elsewhere": ("Su par ailleurs", "Known from elsewhere"),
    "elsewhere-note": (
        "Ces affirmations ne viennent pas des documents de l’édition.",
        "These statements do not come from the documents of the edition.",
    ),
    "points-here": ("renvoie ici", "points here"),
    "contents": ("Ce que dit ce fait", "What this fact says"),
    "subject": ("Sujet", "Subject"),
    "nothing-said": (
        "L’édition mentionne cette chose sans rien en dire d’autre.",
        "The edition mentions this thing and says nothing else of it.",
    ),
    # literals
    "year-not-stated": ("{day} (année non indiquée)", "{day} (year not stated)"),
    "year": ("{count} an", "{count} year"),
    "years": ("{count} ans", "{count} years"),
    "month": ("{count} mois", "{count} month"),
    "months": ("{count} mois", "{count} months"),
    "day": ("{count} jour", "{count} day"),
    "days": ("{count} jours", "{count} days"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    # vocabulary and shapes
    "vocabulary-intro": (
        "Les classes et propriétés dont les données sont faites, chacune avec sa définition.",
        "The classes and properties the data are made of, each with its definition.",
    ),
    "classes": ("Classes", "Classes"),
    "object-properties": ("Propriétés entre choses", "Properties between things"),
    "data-properties": ("Propriétés à valeur littérale", "Properties with literal values"),
    "annotation-properties": ("Annotations", "Annotations"),
    "subclass-of": ("Sorte de", "Kind of"),
    "subproperty-of": ("Précise", "Refines"),
    "domain": ("Se dit de", "Said of"),
    "range": ("Désigne", "Points to"),
    "example": ("Exemple", "Example"),
    "scope-note": ("Emploi", "Use"),
    "status": ("État", "Status"),
    "inverse-of": ("Inverse de", "Inverse of"),
    "shapes-intro": (
        "Ce que toute édition doit respecter pour être publiée (SHACL).",
        "What every edition must satisfy to be published (SHACL).",
    ),
    "target": ("Porte sur", "Applies to"),
    # data set and dumps
    "dataset-intro": (
        "Description de cette édition et de ses couches (VoID et DCAT).",
        "Description of this edition and of its layers (VoID and DCAT).",
    ),
    "counts": ("Effectifs", "Counts"),
    "fingerprint": ("Empreinte (SHA-256)", "Fingerprint (SHA-256)"),
    "dumps-intro": (
        "TriG et N-Quads contiennent toutes les couches ; les autres formats, l’édition.",
        "TriG and N-Quads hold all layers; the other formats, the edition.",
    ),
    "file": ("Fichier", "File"),
    "size": ("Taille en octets", "Size in bytes"),
    "media-type": ("Type", "Type"),
    # SPARQL
    "sparql-title": ("Interroger l’édition", "Query the edition"),
    "sparql-intro": (
        "Lecture seule, SPARQL 1.1. Sans FROM, une requête lit l’édition et l’extrait courant du "
        "registre ; les autres couches se lisent avec GRAPH ou FROM.",
        "Read-only, SPARQL 1.1. Without FROM, a query reads the edition and the current register "
        "extract; the other layers are read with GRAPH or FROM.",
    ),
    "sparql-limits": (
        "Une requête dispose de {seconds} s et de {megabytes} Mo de réponse.",
        "A query has {seconds} s and {megabytes} MB of answer.",
    ),
    "query": ("Requête", "Query"),
    "run": ("Exécuter", "Run"),
    "results": ("Réponse", "Answer"),
    "rows": ("{count} lignes", "{count} rows"),
    "row": ("{count} ligne", "{count} row"),
    "rows-shown": ("Les {count} premières lignes", "The first {count} rows"),
    "text-cut": ("Début de la réponse", "Beginning of the answer"),
    "download": ("Télécharger la réponse :", "Download the answer:"),
    "examples": ("Exemples de questions", "Example questions"),
    # themes of the example questions
    "theme-missions": ("Missions", "Missions"),
    "theme-membres": ("Membres", "Members"),
    "theme-cooperations-anterieures": ("Coopérations antérieures", "Earlier cooperation"),
    "theme-provenance": ("Provenance", "Provenance"),
    "theme-signatures": ("Signatures", "Signatures"),
    "theme-chiffres": ("Chiffres", "Figures"),
    "theme-specialites": ("Spécialités", "Specialties"),
    # errors: a title and what to do
    "error-400": ("Requête mal formée", "Bad request"),
    "error-403": ("Non permis", "Forbidden"),
    "error-404": ("Rien à cette adresse", "Nothing at this address"),
    "error-404-detail": (
        "Cette édition ne contient rien à l’adresse demandée.",
        "This edition holds nothing at the address asked for.",
    ),
    "error-405": ("Méthode non permise", "Method not allowed"),
    "error-405-detail": (
        "Cette adresse n’accepte que : {allowed}.",
        "This address accepts only: {allowed}.",
    ),
    "error-406": ("Aucun format acceptable", "Not acceptable"),
    "error-406-detail": (
        "Cette ressource existe en : {formats}.",
        "This resource exists as: {formats}.",
    ),
    "error-410": ("Retiré de l’édition", "Withdrawn from the edition"),
    "error-410-detail": ("Retiré le {date} : {reason}", "Withdrawn on {date}: {reason}"),
    "error-413": ("Requête trop longue", "Query too long"),
    "error-415": ("Type de contenu non pris en charge", "Unsupported media type"),
    "error-500": ("Erreur du serveur", "Server error"),
    "error-500-detail": (
        "Le serveur n’a pas pu répondre ; réessayez plus tard.",
        "The server could not answer; try again later.",
    ),
    "error-503": ("Service occupé", "Busy"),
    "error-504": ("Délai dépassé", "Out of time"),
    "error-507": ("Réponse trop grande", "Answer too large"),
}
for _messages in (
    legal_messages,
    kind_messages,
    reference_messages,
    sparql_messages,
    finding_messages,
    national_messages,
    http_messages,
):
    _TABLE |= _messages.TABLE


def say(key: str, language: str, **values: object) -> str:
    """Return the message ``key`` in ``language``; raise KeyError when there is no such message."""
    text = _TABLE[key][0 if language == "fr" else 1]
    return text.format(**values) if "{" in text else text


def has(key: str) -> bool:
    """Tell whether there is a message ``key``."""
    return key in _TABLE
