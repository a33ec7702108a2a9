"""Names in French and English for what our vocabulary does not name: kinds, and foreign terms.

Terms of other vocabularies carry no axioms and no labels in ours; the pages still have to name
them to people.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    "finess-group": ("Groupements du registre FINESS", "Groupings of the FINESS register"),
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
    "finess-group": ("Groupement FINESS", "FINESS grouping"),
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
    "geo:lat": ("latitude", "latitude"),
    "geo:long": ("longitude", "longitude"),
    "igeo:codeINSEE": ("code Insee", "INSEE code"),
    "owl:sameAs": ("identique à", "same as"),
    "owl:inverseOf": ("inverse de", "inverse of"),
    "owl:versionInfo": ("version", "version"),
    "adms:status": ("état", "status"),
    "void:subset": ("partie", "subset"),
    "void:triples": ("triplets", "triples"),
    "prov:Entity": ("Entité", "Entity"),
    "prov:Agent": ("Agent", "Agent"),
    "prov:Activity": ("Activité", "Activity"),
    "skos:changeNote": ("changement", "change"),
    "skos:note": ("note", "note"),
    "skos:relatedMatch": ("apparenté à", "related to"),
    "oa:Selector": ("Sélecteur", "Selector"),
    "vs:term_status": ("état", "status"),
    "rdfs:range": ("désigne", "range"),
    "rdfs:domain": ("se dit de", "domain"),
    "rdfs:subClassOf": ("sorte de", "subclass of"),
    "rdfs:subPropertyOf": ("précise", "subproperty of"),
    "rdf:first": ("premier", "first"),
    "rdf:rest": ("suite", "rest"),
    "owl:Class": ("Classe", "Class"),
    "owl:ObjectProperty": ("Propriété entre choses", "Object property"),
    "owl:DatatypeProperty": ("Propriété à valeur littérale", "Datatype property"),
    "owl:AnnotationProperty": ("Annotation", "Annotation property"),
    "owl:Ontology": ("Ontologie", "Ontology"),
    "owl:imports": ("importe", "imports"),
    "owl:members": ("termes", "members"),
    "owl:AllDisjointClasses": ("Classes disjointes", "Disjoint classes"),
    "foaf:Organization": ("Organisation", "Organization"),
    "foaf:Document": ("Document", "Document"),
    "org:OrganizationalCollaboration": ("Collaboration", "Collaboration"),
    "void:Dataset": ("Jeu de données", "Data set"),
    "dcat:Dataset": ("Jeu de données", "Data set"),
    "dcat:version": ("version", "version"),
    "void:entities": ("entités", "entities"),
    "void:class": ("classe", "class"),
    "void:classPartition": ("part d’une classe", "class partition"),
    "void:dataDump": ("téléchargement", "dump"),
    "void:sparqlEndpoint": ("point d’accès SPARQL", "SPARQL endpoint"),
    "void:properties": ("propriétés", "properties"),
    "schema:sha256": ("empreinte (SHA-256)", "fingerprint (SHA-256)"),
    "void:classes": ("classes", "classes"),
    "void:distinctObjects": ("objets distincts", "distinct objects"),
    "void:distinctSubjects": ("sujets distincts", "distinct subjects"),
    "void:uriSpace": ("espace de noms", "namespace"),
    "void:vocabulary": ("vocabulaire", "vocabulary"),
    "dcat:accessURL": ("accès", "access"),
    "dcat:accessService": ("service d’accès", "access service"),
    "dcat:byteSize": ("taille en octets", "size in bytes"),
    "dcat:compressFormat": ("compression", "compression"),
    "dcat:distribution": ("fichier ou accès", "file or access"),
    "dcat:downloadURL": ("téléchargement", "download"),
    "dcat:endpointDescription": ("description du point d’accès", "endpoint description"),
    "dcat:endpointURL": ("adresse du point d’accès", "endpoint address"),
    "dcat:keyword": ("mot-clé", "keyword"),
    "dcat:landingPage": ("page d’accueil", "landing page"),
    "dcat:mediaType": ("type de média", "media type"),
    "dcat:servesDataset": ("donne accès à", "serves"),
    "dcat:theme": ("thème", "theme"),
    "dcterms:accessRights": ("droits d’accès", "access rights"),
    "dcterms:accrualPeriodicity": ("rythme de mise à jour", "update frequency"),
    "dcterms:spatial": ("territoire", "territory"),
    "dcterms:conformsTo": ("conforme à", "conforms to"),
    "dcterms:issued": ("publié le", "issued"),
    "dcterms:format": ("format", "format"),
    "dcterms:bibliographicCitation": ("citation", "citation"),
}

_LABELS = {expand(name): labels for name, labels in _TERMS.items()}
_LABELS["http://publications.europa.eu/resource/authority/language/FRA"] = ("français", "French")


def label(iri: str, language: str) -> str | None:
    """Return the name of a foreign term in ``language``, or None when the table lacks it."""
    names = _LABELS.get(iri)
    return names[_column(language)] if names else None


def terms(language: str) -> Iterator[tuple[str, str]]:
    """Yield the IRIs of the foreign terms in the table, and their names in ``language``."""
    for iri, names in _LABELS.items():
        yield iri, names[_column(language)]


def kind(name: str, language: str) -> str:
    """Return the name of one thing of this kind."""
    return _ONE[name][_column(language)]


def kinds(name: str, language: str) -> str:
    """Return the name of the things of this kind, in the plural."""
    return KINDS[name][_column(language)]


def _column(language: str) -> int:
    return 0 if language == "fr" else 1
