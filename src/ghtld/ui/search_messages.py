"""What search, lists and downloads say, in French and in English."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    # search
    "no-index": (
        "L’index de recherche de cette édition manque ou est abîmé : relancez « ghtld build ».",
        "The search index of this release is missing or damaged: run “ghtld build” again.",
    ),
    "search-hint": (
        "Accents, majuscules, abréviations (CH, CHU, St) et ordre des mots n’importent pas.",
        "Accents, capitals, abbreviations (CH, CHU, St) and word order do not matter.",
    ),
    "found-most": ("Plus de {count} réponses", "More than {count} answers"),
    "spelt-as": ("« {word} » est lu comme « {words} ».", "“{word}” is read as “{words}”."),
    "only-word": (
        "Rien ne réunit tous ces mots : voici ce qui répond à « {word} ».",
        "Nothing has all these words: here is what has “{word}”.",
    ),
    "found-questions": ("Questions qui ont une réponse ici", "Questions that are answered here"),
    "a-question": ("Question", "Question"),
    "by-kind": ("Par genre", "By kind"),
    "every-kind": ("Tous les genres", "All kinds"),
    "why-translation": (
        "en anglais ou en français : « {words} »",
        "in French or English: “{words}”",
    ),
    "why-form": ("nommé aussi « {words} »", "also named “{words}”"),
    "why-finess": ("par le numéro FINESS {words}", "by the FINESS number {words}"),
    "why-mention": ("par ce qui en est dit", "by what is said of it"),
    "suggestions-typed": (
        "{count} réponses, flèches pour choisir",
        "{count} answers, arrows to choose",
    ),
    "perhaps": ("Peut-être cherchiez-vous", "Perhaps you were looking for"),
    # home
    "home-intro": (
        "Cette édition rassemble ce que {documents} documents disent de la coopération entre "
        "hôpitaux publics français. Derrière chaque affirmation se trouvent les mots de la source.",
        "This edition gathers what {documents} documents say about cooperation between French "
        "public hospitals. Behind every statement stand the words of the source.",
    ),
    "home-holds": ("Ce que l’édition contient", "What the edition holds"),
    "home-start": ("Réutiliser", "Reuse"),
    "home-ask": ("Interroger en SPARQL", "Query with SPARQL"),
    "home-vocabulary": ("Lire le vocabulaire", "Read the vocabulary"),
    "home-dumps": ("Télécharger l’édition entière", "Download the whole edition"),
    "search-example": ("GHT Lozère, 590782215…", "Lozère, 590782215…"),
    "home-begin": ("Commencer par une question", "Begin with a question"),
    "home-look": ("D’un coup d’œil", "At a glance"),
    "home-more": ("Et encore", "And also"),
    "home-documents": ("Les documents lus :", "The documents read:"),
    "signatory": ("un signataire", "one signatory"),
    "signatories": ("{count} signataires", "{count} signatories"),
    "as-spreadsheet": ("tableur", "spreadsheet"),
    "ask-who-signed": ("Qui a signé… ?", "Who signed…?"),
    "all-who-signed": ("toutes les conventions", "all agreements"),
    "ask-which-members": (
        "Quels établissements composent… ?",
        "Which establishments make up…?",
    ),
    "all-which-members": ("tous les établissements", "all establishments"),
    "ask-which-missions": (
        "Quelles conventions servent la mission… ?",
        "Which agreements serve the mission…?",
    ),
    "all-which-missions": ("toutes les conventions", "all agreements"),
    "ask-which-region": ("Qu’y a-t-il dans ma région ?", "What is there in my region?"),
    "all-which-region": ("toutes les régions", "all regions"),
    "ask-timeline": ("Que s’est-il passé, et quand ?", "What happened, and when?"),
    "ask-network": ("Qui coopère avec qui ?", "Who cooperates with whom?"),
    "ask-matrix": (
        "Quelles missions chaque convention sert-elle ?",
        "Which missions does each agreement serve?",
    ),
    "ask-map": ("Où sont les établissements ?", "Where are the establishments?"),
    "ask-country": (
        "Et dans toute la France, d’après le registre ?",
        "And in the whole of France, by the register?",
    ),
    "ask-discrepancies": (
        "Que ne dit-on pas ? Désaccords et questions ouvertes",
        "What is not said? Disagreements and open questions",
    ),
    "all-questions": (
        "toutes les questions ({count}), avec leur réponse",
        "all questions ({count}), with their answers",
    ),
    # lists
    "list-count": ("{count} sur {total}", "{count} of {total}"),
    "list-table-of-finess": (
        "Les mêmes entrées, avec commune, statut et fermeture, à restreindre par nature et par "
        "état :",
        "The same entries with commune, status and closure, to be narrowed by nature and state:",
    ),
    "list-table-of-finess-group": (
        "Les mêmes groupements, avec support, code national et nombre de membres :",
        "The same groupings with support, national code and number of members:",
    ),
    "list-things-of-finess": (
        "Les mêmes entrées parmi les choses de l’édition, avec leurs identifiants pérennes et la "
        "requête SPARQL qui les donne :",
        "The same entries among the things of the edition, with their permanent identifiers and "
        "the SPARQL query that gives them:",
    ),
    "list-things-of-finess-group": (
        "Les mêmes groupements parmi les choses de l’édition, avec leurs identifiants pérennes et "
        "la requête SPARQL qui les donne :",
        "The same groupings among the things of the edition, with their permanent identifiers and "
        "the SPARQL query that gives them:",
    ),
    "narrow": ("Restreindre la liste", "Narrow the list"),
    "chosen": ("Choisi :", "Chosen:"),
    "remove": ("retirer", "remove"),
    "remove-all": ("Tout retirer", "Remove all"),
    "more-values": ("{count} autres", "{count} more"),
    "nothing-left": (
        "Rien ne répond à tous ces choix à la fois. Retirez-en un :",
        "Nothing answers all these choices at once. Remove one:",
    ),
    "page-past-end": (
        "Cette page n’existe pas : la liste s’arrête à la page {last}.",
        "There is no such page: the list ends at page {last}.",
    ),
    "last-page": ("Aller à la page {last}", "Go to page {last}"),
    "table-of": ("Emporter cette liste :", "Take this list away:"),
    "table-xlsx": ("tableur (XLSX)", "spreadsheet (XLSX)"),
    "list-too-long": (
        "{count} lignes sont trop pour un tableur : restreignez la liste à {limit} au plus, ou "
        "téléchargez l’édition.",
        "{count} rows are too many for a spreadsheet: narrow the list to {limit} at most, or "
        "download the edition.",
    ),
    "table-of-thing": ("Cette page en tableau :", "This page as a spreadsheet:"),
    "csv-excel": ("CSV pour Excel", "CSV for Excel"),
    "facet-type": ("Sorte", "Type"),
    "facet-designation": ("Désignation dans les sources", "What sources call it"),
    "facet-category": ("Catégorie FINESS", "FINESS category"),
    "facet-scheme": ("Liste de concepts", "Concept scheme"),
    "facet-role": ("Rôle", "Role"),
    "facet-layer": ("Couche", "Layer"),
    "facet-group": ("Membre de", "Member of"),
    "facet-place": ("Lieu", "Place"),
    "facet-region": ("Région (FINESS)", "Region (FINESS)"),
    "facet-department": ("Département (FINESS)", "Department (FINESS)"),
    "facet-mission": ("Mission", "Mission"),
    "facet-specialty": ("Spécialité", "Specialty"),
    "facet-instrument": ("Genre de convention", "Kind of agreement"),
    "facet-year": ("Année", "Year"),
    "facet-status": ("État", "Status"),
    "facet-legal": ("Statut juridique", "Legal status"),
    "facet-grouping": ("Type de groupement", "Type of grouping"),
    "facet-source": ("Document", "Source document"),
    # pictures
    "see-timeline": ("Le voir sur la frise", "See it on the timeline"),
    "see-network": ("Le voir dans le réseau", "See it in the network"),
    "see-matrix": ("Ses missions en tableau croisé", "Its missions in the matrix"),
    "see-map": ("Le voir sur la carte", "See it on the map"),
    "see-discrepancies": ("Tous les écarts et questions ouvertes", "All open questions"),
    # columns
    "column-label-fr": ("Nom français", "French name"),
    "column-label-en": ("Nom anglais", "English name"),
    "column-iri": ("IRI", "IRI"),
    "column-finess": ("Numéro FINESS", "FINESS number"),
    "column-siret": ("SIRET", "SIRET"),
    "column-postcode": ("Code postal", "Postcode"),
    "column-documents": ("Documents", "Documents"),
    "column-facts": ("Faits (IRI)", "Facts (IRIs)"),
    "column-quotations": ("Citations", "Quotations"),
    "column-subject": ("Sujet (IRI)", "Subject (IRI)"),
    "column-predicate": ("Propriété (IRI)", "Property (IRI)"),
    "column-object": ("Valeur (IRI ou forme exacte)", "Value (IRI or exact form)"),
    "column-language": ("Langue", "Language"),
    "column-datatype": ("Type de donnée", "Datatype"),
    "column-graphs": ("Graphes et faits (IRI)", "Graphs and facts (IRIs)"),
    "column-subject_label": ("Sujet", "Subject"),
    "column-predicate_label": ("Propriété", "Property"),
    "column-object_label": ("Valeur", "Value"),
    # citing
    "cite": ("Citer cette page", "Cite this page"),
    "cite-text": ("Texte", "Text"),
    "cite-version": ("version {version} du {date}", "version {version} of {date}"),
    "cite-hash": ("empreinte SHA-256 de l’édition : {hash}", "SHA-256 of the release: {hash}"),
    "query-behind": ("La requête SPARQL derrière cette page", "The SPARQL query behind this page"),
    "report": ("Signaler une erreur", "Report an error"),
    "report-subject": ("Erreur dans ghtld : {name}", "Error in ghtld: {name}"),
    "report-body": (
        "Chose : {iri}\nÉnoncé : {statement}\nÉdition : {version} ({hash})\n\nCe qui ne va pas :\n",
        "Thing: {iri}\nStatement: {statement}\nEdition: {version} ({hash})\n\nWhat is wrong:\n",
    ),
}
