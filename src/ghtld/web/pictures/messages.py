"""What the pictures say, in French and in English: one table."""

from __future__ import annotations

from ghtld.web.pictures import open_messages

_TABLE: dict[str, tuple[str, str]] = {
    # every picture
    "pictures": ("En images", "In pictures"),
    "take": ("Emporter cette image :", "Take this picture away:"),
    "take-svg": ("dessin SVG", "SVG drawing"),
    "take-xlsx": ("tableur XLSX", "XLSX spreadsheet"),
    "take-csv": ("tableau CSV", "CSV table"),
    "as-table": ("Le même contenu en tableau", "The same as a table"),
    "left-out": ("Voir les {count} autres lignes", "See the {count} other rows"),
    "all-parts": ("Revenir à toutes les parties", "Back to all parts"),
    "scroll": ("Image, à faire défiler au besoin", "Picture, scroll where needed"),
    "scroll-table": ("Tableau, à faire défiler au besoin", "Table, scroll where needed"),
    "part": ("partie", "part"),
    "iri": ("identifiant", "identifier"),
    "nothing": ("L’édition n’a rien à montrer ici.", "The edition has nothing to show here."),
    "credit": ("Fond de carte :", "Outlines:"),
    "cut": (
        "L’image et le tableau s’arrêtent à {limit} lignes ; les données vont plus loin.",
        "The picture and the table stop at {limit} rows; the data go further.",
    ),
    "col-event": ("événement", "event"),
    "col-date-said": ("date telle que dite", "date as stated"),
    "col-earliest": ("au plus tôt", "at the earliest"),
    "col-latest": ("au plus tard", "at the latest"),
    "col-status": ("statut", "status"),
    "col-words": ("mots de la source", "words of the source"),
    "col-document": ("document", "document"),
    "titled": ("{name} : {words}", "{name}: {words}"),
    "source-is": ("Source : {name}", "Source: {name}"),
    # timeline
    "timeline": ("Frise", "Timeline"),
    "timeline-title": ("Frise des événements", "Timeline of events"),
    "timeline-lead": (
        "Chaque événement à la précision où sa date est connue, et pas plus : un jour est un "
        "point, un mois ou une année une barre, une date sans année reste ouverte.",
        "Each event as precisely as its date is known, and no more: a day is a point, a month or "
        "a year a bar, a date without a year stays open.",
    ),
    "timeline-desc": (
        "{count} événements, un par ligne, sur des années dont les intervalles vides sont ôtés.",
        "{count} events, one a row, over years from which empty stretches are left out.",
    ),
    "legend-day": ("un jour, fait", "a day, done"),
    "legend-span": ("un mois ou une année", "a month or a year"),
    "legend-not-done": ("prévu, ou non dit fait", "planned, or not said to be done"),
    "legend-outside": ("su par ailleurs", "known from elsewhere"),
    "a-weekday": ("un {day}, sans date", "a {day}, no date"),
    "no-date": ("date non dite", "date not stated"),
    "lane-dated": ("Datés par les documents", "Dated by the documents"),
    "lane-dated-note": (
        "Les bornes d’un mois ou d’une année sont celles de ce mois ou de cette année.",
        "The bounds of a month or a year are those of that month or year.",
    ),
    "lane-no-year": ("Année non indiquée", "Year not stated"),
    "lane-no-year-note": (
        "Le document ne dit pas l’année. La borne basse est déduite d’un autre fait ; il n’y a "
        "pas de borne haute.",
        "The document does not state the year. The lower bound is inferred from another fact; "
        "there is no upper bound.",
    ),
    "lane-undated": ("Sans date", "Undated"),
    "lane-undated-note": (
        "Les documents parlent de ces événements sans les dater.",
        "The documents speak of these events without dating them.",
    ),
    "lane-outside": ("Su par ailleurs", "Known from elsewhere"),
    "lane-outside-note": (
        "Aucun document de l’édition ne le dit ; la source est nommée à chaque ligne.",
        "No document of the edition says so; the source is named on each row.",
    ),
    # network
    "network": ("Réseau", "Network"),
    "network-title": ("Qui coopère avec qui", "Who cooperates with whom"),
    "network-lead": (
        "Chaque trait va d’une organisation à l’accord dont elle est partie, ou au groupement dont "
        "elle est membre. Rien n’y relie deux hôpitaux qu’aucun document ne relie.",
        "Each line goes from an organisation to the agreement it is a party to, or to the grouping "
        "it is a member of. Nothing ties two hospitals that no document ties.",
    ),
    "network-desc": (
        "{organisations} organisations et {ties} liens : membres et parties à gauche, "
        "groupements, accords, puis les établissements avec qui ils sont passés.",
        "{organisations} organisations and {ties} ties: members and parties at the left, "
        "groupings, agreements, then the establishments these are made with.",
    ),
    "legend-done": ("accord fait", "agreement done"),
    "legend-planned": ("prévu", "planned"),
    "legend-open": ("état non dit ou non résolu", "state not stated or unresolved"),
    "legend-member": ("appartenance", "membership"),
    "legend-support": ("établissement support", "support establishment"),
    "head-members": ("Membres et parties", "Members and parties"),
    "head-groups": ("Groupements", "Groupings"),
    "head-agreements": ("Accords", "Agreements"),
    "head-with": ("Avec", "With"),
    "col-organisation": ("organisation", "organisation"),
    "col-through": ("par", "through"),
    "col-how": ("acte ou rôle", "act or role"),
    "tie-party": ("partie", "party"),
    "tie-party-list": ("parties, en liste", "parties, as a list"),
    "tie-member": ("membre", "member"),
    "tie-support": ("établissement support", "support establishment"),
    "network-parties": ("Par un accord", "Through an agreement"),
    "network-parties-note": (
        "Une partie que le document ne nomme que dans une liste est déduite de cette liste.",
        "A party that the document names in a list only is inferred from that list.",
    ),
    "network-members": ("Par un groupement", "Through a grouping"),
    "network-members-note": (
        "Les membres que les documents nomment ; l’établissement support est dit tel.",
        "The members that the documents name; the support establishment is called so.",
    ),
    "network-outside": ("Su par ailleurs", "Known from elsewhere"),
    "network-outside-note": (
        "Aucun document de l’édition ne le dit.",
        "No document of the edition says so.",
    ),
    # matrix
    "matrix": ("Missions", "Missions"),
    "matrix-title": ("Missions par accord", "Missions by agreement"),
    "matrix-lead": (
        "La loi donne quatre missions à une convention d’association. Voici ce que chaque "
        "document en dit, mission par mission, et ce qu’il tait.",
        "The law gives an association agreement four missions. Here is what each document says of "
        "them, mission by mission, and what it leaves unsaid.",
    ),
    "matrix-desc": (
        "{agreements} accords en lignes, {missions} missions en colonnes ; chaque signe dit si la "
        "mission est dite, tue ou hors sujet.",
        "{agreements} agreements in rows, {missions} missions in columns; each sign tells whether "
        "the mission is stated, left unsaid or beside the point.",
    ),
    "matrix-note": (
        "Les missions marquées d’une flèche sont celles que les documents étendent ou nomment "
        "autrement ; elles suivent celle de la loi dont elles relèvent.",
        "The missions marked with an arrow are those that the documents extend or word "
        "differently; they follow the one of the law that they come under.",
    ),
    "col-agreement": ("accord", "agreement"),
    "col-instrument": ("acte", "act"),
    "mark-stated": ("dite de l’accord", "stated of the agreement"),
    "mark-extended": ("dite sous une forme étendue ou autre", "stated in a wider or other form"),
    "mark-party": ("dite d’une partie, non de l’accord", "said of a party, not of the agreement"),
    "mark-silence": ("silence vérifié", "silence, checked"),
    "mark-other-kind": (
        "pas une convention d’association",
        "not an association agreement",
    ),
    "mark-unstated": ("rien n’est dit", "nothing is stated"),
    # map
    "map": ("Carte", "Map"),
    "map-title": ("Carte des établissements", "Map of the establishments"),
    "map-lead": (
        "Les établissements que les documents nomment, là où le registre les place, ou comptés "
        "par département. La position est celle du registre, jamais celle d’un document.",
        "The establishments that the documents name, where the register places them, or counted "
        "by department. A position is the register’s, never a document’s.",
    ),
    "map-desc": (
        "La France métropolitaine : {count} établissements placés, reliés à l’établissement "
        "support de leur groupement ; {counted} autres comptés par département.",
        "Mainland France: {count} establishments placed, tied to the support establishment of "
        "their grouping; {counted} others counted by department.",
    ),
    "map-no-coordinates": (
        "L’extrait du registre que contient cette édition ne donne pas de coordonnées : rien ne "
        "peut être placé, et la carte se réduit à son tableau.",
        "The register extract that this edition holds gives no coordinates: nothing can be "
        "placed, and the map is its table only.",
    ),
    "map-counted-only": (
        "L’extrait du registre que contient cette édition ne donne pas de coordonnées : les "
        "établissements sont comptés par département, d’après leur numéro FINESS.",
        "The register extract that this edition holds gives no coordinates: establishments are "
        "counted by department, by their FINESS number.",
    ),
    "map-count": (
        "{count} établissements sans coordonnées",
        "{count} establishments without a point",
    ),
    "map-count-one": ("un établissement sans coordonnées", "one establishment without a point"),
    "legend-department": (
        "nombre d’établissements du département, sans coordonnées",
        "number of establishments of the department, without a point",
    ),
    "col-department": ("Département", "Department"),
    "map-some-missing": (
        "{count} établissements sur {total} n’ont pas de coordonnées et ne sont qu’au tableau.",
        "{count} establishments out of {total} have no coordinates and are in the table only.",
    ),
    "map-beyond": (
        "{count} établissements sont hors de la carte et ne sont qu’au tableau.",
        "{count} establishments lie beyond the map and are in the table only.",
    ),
    "map-no-outlines": (
        "Le fond de carte n’est pas installé ici : il vient d’un paquet npm à l’installation.",
        "The outlines are not installed here: they come from an npm package at set-up time.",
    ),
    "map-placed": ("Placés par le registre", "Placed by the register"),
    "map-placed-note": (
        "Latitude et longitude en degrés (WGS84), telles que le registre les donne.",
        "Latitude and longitude in degrees (WGS84), as the register gives them.",
    ),
    "map-unplaced": ("Sans coordonnées", "Without coordinates"),
    "map-unplaced-note": (
        "Le registre n’en donne pas, ou l’établissement n’y a pas été retrouvé.",
        "The register gives none, or the establishment was not found in it.",
    ),
    "legend-establishment": ("établissement", "establishment"),
    "col-establishment": ("établissement", "establishment"),
    "col-groups": ("groupement", "grouping"),
    "col-entry": ("fiche du registre", "register entry"),
    "col-postcode": ("code postal", "postcode"),
    "col-commune": ("commune", "commune"),
    "col-coordinates": ("coordonnées", "coordinates"),
    "no-coordinates": ("non données", "not given"),
}
_TABLE |= open_messages.TABLE


def say(key: str, language: str, **values: object) -> str:
    """Return the message ``key`` in ``language``; raise KeyError when there is no such message."""
    return _TABLE[key][0 if language == "fr" else 1].format(**values)
