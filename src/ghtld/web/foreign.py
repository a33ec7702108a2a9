"""Names in French and English for what our vocabulary does not name: kinds, and foreign terms.

Terms of other vocabularies carry no axioms and no labels in ours; the pages still have to name
them to people.
"""

from __future__ import annotations

from ghtld.terms import expand

KINDS: dict[str, tuple[str, str]] = {
    "group": ("Groupements", "Groupings"),
    "establishment": ("Établissements", "Establishments"),
    "body": ("Autres organismes", "Other bodies"),
    "network": ("Réseaux de soins", "Care networks"),
    "programme": ("Programmes et plans", "Programmes and plans"),
    "person": ("Personnes", "People"),
    "post": ("Fonctions", "Posts"),
    "place": ("Lieux", "Places"),
    "agreement": ("Conventions", "Agreements"),
    "event": ("Événements", "Events"),
    "signature": ("Signatures", "Signatures"),
    "membership": ("Appartenances", "Memberships"),
    "action": ("Actions et engagements", "Actions and commitments"),
    "figure": ("Chiffres", "Figures"),
    "ranking": ("Classements", "Rankings"),
    "list": ("Listes", "Lists"),
    "discrepancy": ("Écarts de compte", "Count discrepancies"),
    "match": ("Rapprochements avec le registre", "Register matches"),
    "document": ("Documents", "Documents"),
    "fact": ("Faits", "Facts"),
    "note": ("Notes", "Notes"),
    "evidence": ("Preuves", "Evidence"),
    "graph": ("Graphes", "Graphs"),
    "concept": ("Concepts", "Concepts"),
    "finess": ("Entrées du registre FINESS", "FINESS register entries"),
}
"""The kinds of things, in the plural, as headings of lists."""

_ONE: dict[str, tuple[str, str]] = {
    "group": ("Groupement", "Grouping"),
    "establishment": ("Établissement", "Establishment"),
    "body": ("Organisme", "Body"),
    "network": ("Réseau de soins", "Care network"),
    "programme": ("Programme", "Programme"),
    "person": ("Personne", "Person"),
    "post": ("Fonction", "Post"),
    "place": ("Lieu", "Place"),
    "agreement": ("Convention", "Agreement"),
    "event": ("Événement", "Event"),
    "signature": ("Signature", "Signature"),
    "membership": ("Appartenance", "Membership"),
    "action": ("Action", "Action"),
    "figure": ("Chiffre", "Figure"),
    "ranking": ("Classement", "Ranking"),
    "list": ("Liste", "List"),
    "discrepancy": ("Écart", "Discrepancy"),
    "match": ("Rapprochement", "Match"),
    "document": ("Document", "Document"),
    "fact": ("Fait", "Fact"),
    "note": ("Note", "Note"),
    "evidence": ("Preuve", "Evidence"),
    "graph": ("Graphe", "Graph"),
    "concept": ("Concept", "Concept"),
    "finess": ("Entrée FINESS", "FINESS entry"),
}

_TERMS: dict[str, tuple[str, str]] = {
    "rdf:type": ("nature", "type"),
    "rdfs:label": ("libellé", "label"),
    "rdfs:comment": ("commentaire", "comment"),
    "rdfs:seeAlso": ("voir aussi", "see also"),
    "rdfs:isDefinedBy": ("défini par", "defined by"),
    "skos:prefLabel": ("libellé", "label"),
    "skos:altLabel": ("autre libellé", "other label"),
    "skos:definition": ("définition", "definition"),
    "skos:example": ("exemple", "example"),
    "skos:scopeNote": ("emploi", "use"),
    "skos:notation": ("code", "code"),
    "skos:inScheme": ("dans la liste", "in the scheme"),
    "skos:topConceptOf": ("concept de tête de", "top concept of"),
    "skos:hasTopConcept": ("concept de tête", "top concept"),
    "skos:broader": ("plus large", "broader"),
    "skos:narrower": ("plus étroit", "narrower"),
    "skos:related": ("lié à", "related to"),
    "skos:closeMatch": ("proche de", "close to"),
    "skos:exactMatch": ("même chose que", "same as"),
    "skos:broadMatch": ("plus large", "broader"),
    "skos:Concept": ("Concept", "Concept"),
    "skos:ConceptScheme": ("Liste de concepts", "Concept scheme"),
    "dcterms:title": ("titre", "title"),
    "dcterms:description": ("description", "description"),
    "dcterms:date": ("date", "date"),
    "dcterms:identifier": ("numéro", "number"),
    "dcterms:source": ("source", "source"),
    "dcterms:publisher": ("éditeur", "publisher"),
    "dcterms:creator": ("auteur", "creator"),
    "dcterms:language": ("langue", "language"),
    "dcterms:license": ("licence", "licence"),
    "dcterms:isPartOf": ("fait partie de", "part of"),
    "dcterms:created": ("créé le", "created"),
    "dcterms:modified": ("modifié le", "modified"),
    "foaf:Person": ("Personne", "Person"),
    "foaf:name": ("nom", "name"),
    "foaf:page": ("page", "page"),
    "org:Membership": ("Appartenance", "Membership"),
    "org:Post": ("Fonction", "Post"),
    "org:Organization": ("Organisation", "Organization"),
    "org:organization": ("organisation", "organization"),
    "org:member": ("membre", "member"),
    "org:role": ("rôle", "role"),
    "org:postIn": ("fonction exercée dans", "post in"),
    "org:heldBy": ("exercée par", "held by"),
    "org:holds": ("exerce", "holds"),
    "org:hasMember": ("a pour membre", "has member"),
    "org:memberOf": ("membre de", "member of"),
    "org:hasMembership": ("appartenance", "membership"),
    "org:hasPost": ("fonction", "post"),
    "org:linkedTo": ("lié à", "linked to"),
    "org:subOrganizationOf": ("fait partie de", "part of"),
    "prov:wasQuotedFrom": ("cité de", "quoted from"),
    "prov:wasDerivedFrom": ("déduit de", "derived from"),
    "prov:hadPrimarySource": ("source première", "primary source"),
    "prov:wasAttributedTo": ("attribué à", "attributed to"),
    "prov:wasGeneratedBy": ("produit par", "generated by"),
    "oa:exact": ("mots exacts", "exact words"),
    "oa:prefix": ("mots précédents", "words before"),
    "oa:suffix": ("mots suivants", "words after"),
    "oa:start": ("début (caractère)", "start (character)"),
    "oa:end": ("fin (caractère)", "end (character)"),
    "oa:TextQuoteSelector": ("Citation", "Quotation"),
    "oa:TextPositionSelector": ("Position dans le texte", "Position in the text"),
    "oa:hasSource": ("source", "source"),
    "oa:hasSelector": ("sélecteur", "selector"),
    "eli:LegalResource": ("Texte de droit", "Legal resource"),
    "eli:title": ("titre", "title"),
    "eli:basis_for": ("fonde", "basis for"),
    "eli:date_document": ("date du texte", "date of the text"),
    "igeo:codeINSEE": ("code Insee", "INSEE code"),
    "owl:sameAs": ("identique à", "same as"),
    "owl:inverseOf": ("inverse de", "inverse of"),
    "owl:versionInfo": ("version", "version"),
    "adms:status": ("état", "status"),
    "void:subset": ("partie", "subset"),
    "void:triples": ("triplets", "triples"),
}

_LABELS = {expand(name): labels for name, labels in _TERMS.items()}


def label(iri: str, language: str) -> str | None:
    """Return the name of a foreign term in ``language``, or None when the table lacks it."""
    names = _LABELS.get(iri)
    return names[_column(language)] if names else None


def kind(name: str, language: str) -> str:
    """Return the name of one thing of this kind."""
    return _ONE[name][_column(language)]


def kinds(name: str, language: str) -> str:
    """Return the name of the things of this kind, in the plural."""
    return KINDS[name][_column(language)]


def _column(language: str) -> int:
    return 0 if language == "fr" else 1
