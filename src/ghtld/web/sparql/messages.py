"""What the page of the endpoint says, and what is said of an engine elsewhere that fails."""

from __future__ import annotations

EDITOR: dict[str, tuple[str, str]] = {
    "editor": ("Éditeur SPARQL", "SPARQL editor"),
    "editor-hint": (
        "Ctrl+Entrée exécute la requête, Ctrl+Espace complète un terme, Tab sort de l’éditeur.",
        "Ctrl+Enter runs the query, Ctrl+Space completes a term, Tab leaves the editor.",
    ),
    "no-editor": (
        "L’éditeur de requêtes n’est pas installé sur ce serveur : ce formulaire suffit.",
        "The query editor is not installed on this server: this form does all that is needed.",
    ),
    "running": ("La requête est en cours…", "The query is running…"),
    "no-answer": (
        "Le serveur ne répond pas ; vérifiez la connexion et réessayez.",
        "The server does not answer; check the connection and try again.",
    ),
    "share": ("Partager et réutiliser", "Share and reuse"),
    "share-link": ("Lien vers la question et sa réponse", "Link to the question and its answer"),
    "spreadsheet": ("CSV pour un tableur", "CSV for a spreadsheet"),
    "spreadsheet-hint": (
        "Collez l’adresse du CSV dans un tableur (Excel : Données, À partir du web ; LibreOffice : "
        "Feuille, Lien vers des données externes). Point-virgule et virgule décimale : "
        "prenez « CSV pour Excel en français ».",
        "Paste the address of the CSV into a spreadsheet (Excel: Data, From Web; LibreOffice: "
        "Sheet, External Links). Where the decimal sign is a comma, take “CSV for French Excel”.",
    ),
    "excel-fr": ("CSV pour Excel en français", "CSV for French Excel"),
    "copy": ("Copier", "Copy"),
    "copied": ("Copié", "Copied"),
    # the table of results, in the words of YASR
    "table": ("Table", "Table"),
    "response": ("Texte brut", "Raw text"),
    "plain-view": ("Vue simple", "Simple view"),
    "ellipsis": ("Abréger", "Abridge"),
    "filter-rows": ("Filtrer les lignes", "Filter the rows"),
    "page-size": ("Lignes par page : ", "Rows per page: "),
    "all-rows": ("Toutes", "All"),
    "result-one": ("1 ligne", "1 row"),
    "result-many": ("_N_ lignes", "_N_ rows"),
    "rows-of": ("Lignes _START_ à _END_ sur _TOTAL_", "Rows _START_ to _END_ of _TOTAL_"),
    "rows-none": ("Aucune ligne", "No rows"),
    "rows-filtered": ("(parmi _MAX_)", "(out of _MAX_)"),
    "save": ("Enregistrer la réponse", "Save the answer"),
}
"""The words of the editor, which its script gets too: none has a value to fill in."""

TABLE: dict[str, tuple[str, str]] = EDITOR | {
    "bad-dialect": (
        "Dialecte inconnu pour cette réponse : {name}. Il y a {known}, pour format=csv.",
        "Unknown dialect for this answer: {name}. There is {known}, for format=csv.",
    ),
    "error-502": ("Le moteur de requêtes a failli", "The query engine failed"),
    "backend-unreachable": (
        "Le moteur de requêtes est injoignable ; réessayez dans un instant.",
        "The query engine can’t be reached; try again in a moment.",
    ),
    "backend-failed": (
        "Le moteur de requêtes répond par une erreur ({detail}) ; simplifiez la requête ou "
        "réessayez plus tard.",
        "The query engine answers with an error ({detail}); simplify the query or try again later.",
    ),
    "backend-type": (
        "Le moteur de requêtes ne répond pas dans le format demandé ({detail}) ; demandez-en un "
        "autre.",
        "The query engine does not answer in the format asked for ({detail}); ask for another.",
    ),
    "backend-cut": (
        "La réponse du moteur de requêtes est incomplète et n’est donc pas transmise ; réessayez.",
        "The answer of the query engine is incomplete and so is not passed on; try again.",
    ),
    "backend-capped": (
        "Le moteur de requêtes s’est arrêté à {detail} lignes ; demandez-en moins par LIMIT et "
        "OFFSET.",
        "The query engine stopped at {detail} rows; ask for fewer with LIMIT and OFFSET.",
    ),
    "backend-other": (
        "Le moteur de requêtes ne contient pas l’édition servie ; réessayez plus tard.",
        "The query engine does not hold the release that is served; try again later.",
    ),
    "backend-refused": (
        "Le moteur de requêtes refuse la requête : {words}",
        "The query engine refuses the query: {words}",
    ),
    "no-dialect": (
        "Cette requête emploie les commandes d’un moteur (define, bif:, sql:) : il faut du SPARQL.",
        "This query uses commands of one engine (define, bif:, sql:): SPARQL is needed.",
    ),
}
