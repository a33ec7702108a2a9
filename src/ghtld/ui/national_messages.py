"""What the national pages say, in French and in English."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    # everywhere
    "nat-absent": (
        "Cette édition ne contient pas d’extrait national du registre. Pour y ajouter le pays : "
        "« ghtld lift FICHIER » sur un fichier du répertoire FINESS, puis « ghtld build ».",
        "This release holds no national extract of the register. To add the country: “ghtld lift "
        "FILE” on a file of the FINESS register, then “ghtld build”.",
    ),
    "nat-damaged": (
        "L’index national de cette édition est abîmé sur le serveur ; réessayez plus tard.",
        "The national index of this release is damaged on the server; try again later.",
    ),
    "nat-too-long": (
        "Ce tableau aurait {count} lignes ; un fichier en a {limit} au plus. Restreignez la liste, "
        "ou prenez les téléchargements de l’édition.",
        "This table would have {count} rows; a file has {limit} at most. Narrow the list, or take "
        "the downloads of the release.",
    ),
    "nat-country": ("La France hospitalière", "Hospitals of France"),
    "nat-france": ("France", "France"),
    "nat-menu": ("Registre national", "National register"),
    "nat-where": ("Où vous êtes", "Where you are"),
    "nat-source": ("Répertoire FINESS, extrait du {date}", "FINESS register, extract of {date}"),
    "nat-source-short": ("FINESS, {date}", "FINESS, {date}"),
    "nat-all-from": (
        "Tout ce que montre cette page vient du registre, tel que cet extrait le donne :",
        "All that this page shows comes from the register, as this extract gives it:",
    ),
    "nat-beside": (
        "Le registre se tient à part des documents de l’édition : il ne les corrige ni ne les "
        "complète.",
        "The register stands apart from the documents of the edition: it neither corrects nor "
        "completes them.",
    ),
    "nat-unsaid": ("non dit par le registre", "not said by the register"),
    "nat-closed": ("fermé", "closed"),
    "nat-closed-on": ("fermé le {date}", "closed on {date}"),
    "nat-number-only": ("FINESS {number} (numéro seul)", "FINESS {number} (number only)"),
    "nat-not-described": (
        "FINESS {number}, non décrit par cet extrait",
        "FINESS {number}, not described by this extract",
    ),
    "nat-none": ("Aucun.", "None."),
    "nat-take": ("Ce tableau :", "This table:"),
    "nat-take-map": ("Cette carte :", "This map:"),
    "nat-scroll-map": ("Carte, à faire défiler au besoin", "Map, scroll where needed"),
    "nat-scroll": ("Tableau, à faire défiler au besoin", "Table, scroll where needed"),
    "nat-whole": ("Les {count} lignes de ce tableau", "All {count} rows of this table"),
    "nat-home-lead": (
        "Groupements hospitaliers de territoire, régions, départements et établissements, tels que "
        "le registre les donne",
        "Territorial hospital groupings, regions, departments and establishments, as the register "
        "gives them",
    ),
    "nat-colon": (" :", ":"),
    # kinds
    "nat-kind-legal": ("Entité juridique", "Legal entity"),
    "nat-kind-geographic": ("Établissement", "Establishment"),
    "nat-legals": ("Entités juridiques", "Legal entities"),
    "nat-geographics": ("Établissements", "Establishments"),
    "nat-closeds": ("Entités fermées", "Closed entities"),
    # facets
    "nat-facet-kind": ("Nature", "Nature"),
    "nat-facet-region": ("Région", "Region"),
    "nat-facet-department": ("Département", "Department"),
    "nat-facet-category": ("Catégorie", "Category"),
    "nat-facet-status": ("Statut juridique", "Legal status"),
    "nat-facet-state": ("État", "State"),
    "nat-facet-grouping": ("Groupement", "Grouping"),
    # tables
    "nat-regions": ("Régions", "Regions"),
    "nat-departments": ("Départements", "Departments"),
    "nat-groupings": ("Groupements hospitaliers", "Hospital groupings"),
    "nat-categories": ("Catégories d’établissements", "Categories of establishments"),
    "nat-members": ("Membres", "Members"),
    "nat-list": ("Entités du registre", "Entities of the register"),
    "nat-col-region": ("Région", "Region"),
    "nat-col-department": ("Département", "Department"),
    "nat-col-departments": ("Départements", "Departments"),
    "nat-col-groupings": ("Groupements", "Groupings"),
    "nat-col-geographic": ("Établissements", "Establishments"),
    "nat-col-legal": ("Entités juridiques", "Legal entities"),
    "nat-col-category": ("Catégorie", "Category"),
    "nat-col-code": ("Code", "Code"),
    "nat-col-grouping": ("Groupement", "Grouping"),
    "nat-col-ghtcode": ("Code national", "National code"),
    "nat-col-support": ("Établissement support", "Support establishment"),
    "nat-col-members": ("Membres", "Members"),
    "nat-col-state": ("État", "State"),
    "nat-col-role": ("Rôle", "Role"),
    "nat-col-entity": ("Nom", "Name"),
    "nat-col-number": ("Numéro FINESS", "FINESS number"),
    "nat-col-sort": ("Catégorie ou statut", "Category or status"),
    "nat-col-kind": ("Nature", "Nature"),
    "nat-col-status": ("Statut juridique", "Legal status"),
    "nat-col-commune": ("Commune", "Commune"),
    "nat-col-commune-code": ("Code commune (INSEE)", "Commune code (INSEE)"),
    "nat-col-postcode": ("Code postal", "Postcode"),
    "nat-col-street": ("Adresse", "Street address"),
    "nat-col-closed": ("Fermé le", "Closed on"),
    "nat-col-owner": ("Entité juridique (FINESS)", "Legal entity (FINESS)"),
    "nat-col-siren": ("SIREN", "SIREN"),
    "nat-col-siret": ("SIRET", "SIRET"),
    "nat-col-latitude": ("Latitude (WGS84)", "Latitude (WGS84)"),
    "nat-col-longitude": ("Longitude (WGS84)", "Longitude (WGS84)"),
    "nat-col-extract": ("Extrait (IRI)", "Extract (IRI)"),
    "nat-col-date": ("Date de l’extrait", "Date of the extract"),
    # a grouping
    "nat-registered": ("Groupement inscrit au registre", "Grouping in the register"),
    "nat-facts": ("Ce que le registre en dit", "What the register says of it"),
    "nat-fact-code": ("Code national", "National code"),
    "nat-fact-number": ("Numéro de groupement", "Grouping number"),
    "nat-fact-type": ("Type", "Type"),
    "nat-fact-state": ("État", "State"),
    "nat-fact-updated": ("Mis à jour le", "Updated on"),
    "nat-fact-support": ("Établissement support", "Support establishment"),
    "nat-fact-members": ("Membres", "Members"),
    "nat-no-support": (
        "Le registre ne désigne pas d’établissement support.",
        "The register names no support establishment.",
    ),
    "nat-support-lost": (
        "Le registre désigne un établissement support que l’extrait ne décrit pas.",
        "The register names a support establishment that the extract does not describe.",
    ),
    "nat-several-supports": (
        "Le registre désigne plusieurs établissements supports.",
        "The register names several support establishments.",
    ),
    "nat-role-support": ("Support", "Support"),
    "nat-role-member": ("Membre", "Member"),
    "nat-not-resolved": ("Membres introuvables", "Members not found"),
    "nat-not-resolved-note": (
        "Le registre les compte parmi les membres par leur identifiant interne, mais l’extrait ne "
        "décrit aucune entité de cet identifiant :",
        "The register counts them among the members by their internal identifier, but the extract "
        "describes no entity of that identifier:",
    ),
    "nat-in-edition": ("Dans l’édition", "In the edition"),
    "nat-matched": (
        "Les éditeurs rapprochent ce groupement inscrit de :",
        "The editors match this registered grouping with:",
    ),
    "nat-matched-when": ("décidé le {date}", "decided on {date}"),
    "nat-confidence": ("confiance : {name}", "confidence: {name}"),
    "nat-grouping-all": (
        "{count} entités du registre : les membres et leurs établissements",
        "{count} entities of the register: the members and their establishments",
    ),
    "nat-other-extracts": ("Dans d’autres extraits", "In other extracts"),
    # maps
    "nat-map": ("Carte", "Map"),
    "nat-map-france": ("Les établissements supports des groupements", "Support establishments"),
    "nat-map-spots": ("Les établissements", "The establishments"),
    "nat-map-territory": ("Carte : {name}", "Map: {name}"),
    "nat-map-desc": (
        "{marks} établissements de groupements et {spots} points d’établissements, placés par le "
        "registre.",
        "{marks} establishments of groupings and {spots} spots of establishments, placed by the "
        "register.",
    ),
    "nat-map-note": (
        "Positions du registre (WGS84). Une entité juridique sans point est placée à l’un de ses "
        "établissements. Les lieux de vie ne sont pas placés.",
        "Positions are the register’s (WGS84). A legal entity without a point is placed at one of "
        "its establishments. Homes are not placed.",
    ),
    "nat-map-missing": (
        "{count} membres ne sont pas placés par le registre : ils ne sont qu’au tableau.",
        "The register does not place {count} members: they are in the table only.",
    ),
    "nat-map-cut": (
        "La carte montre {shown} établissements de groupements sur {count}.",
        "The map shows {shown} of {count} establishments of groupings.",
    ),
    "nat-legend-support": ("établissement support", "support establishment"),
    "nat-legend-member": ("membre d’un groupement", "member of a grouping"),
    "nat-legend-tie": ("même groupement", "same grouping"),
    "nat-legend-spot": ("établissements, au centième de degré", "establishments, to 0.01 degree"),
    # pages
    "nat-code-region": ("Région, code INSEE {code}", "Region, INSEE code {code}"),
    "nat-code-department": ("Département, code INSEE {code}", "Department, INSEE code {code}"),
    "nat-code-category": (
        "Catégorie du registre, code {code}",
        "Category of the register, code {code}",
    ),
    "nat-nothing-here": (
        "L’extrait n’a aucune entité ici.",
        "The extract has no entity here.",
    ),
    "nat-statuses": ("Par statut juridique", "By legal status"),
    "nat-groupings-note": (
        "Un groupement est rangé là où il a un membre.",
        "A grouping stands wherever it has a member.",
    ),
    "nat-list-count": ("{count} sur {total}", "{count} of {total}"),
    "nat-status-note": (
        "Le statut est celui de l’entité ou, pour un établissement, de son entité juridique.",
        "The status is the entity’s own or, for an establishment, that of its legal entity.",
    ),
    "nat-changes": (
        "Ce qui a changé depuis l’extrait précédent",
        "What has changed since the extract before",
    ),
    "nat-concept": ("Le concept dans le vocabulaire", "The concept in the vocabulary"),
}
