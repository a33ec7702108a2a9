"""What the endpoint and its page say: the editor, refusals, an engine elsewhere that fails."""

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

SYNTAX: dict[str, tuple[str, str]] = {
    "undeclared": (
        "Ajoutez « {lines} » avant la requête : le préfixe {names} n’est pas déclaré.",
        "Add “{lines}” before the query: the prefix {names} is not declared.",
    ),
    "undeclared-many": (
        "Ajoutez « {lines} » avant la requête : les préfixes {names} ne sont pas déclarés.",
        "Add “{lines}” before the query: the prefixes {names} are not declared.",
    ),
    "bare-iri": (
        "Une IRI s’écrit entre < et > : mettez-y celle qui commence par « {scheme}: ».",
        "An IRI is written between < and >: put there the one that begins with “{scheme}:”.",
    ),
    "no-form": (
        "Ce n’est pas une requête SPARQL : commencez par SELECT, ASK, CONSTRUCT ou DESCRIBE.",
        "This is no SPARQL query: begin with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    ),
    "unknown-function": (
        "La fonction <{name}> n’existe pas ici : prenez-en une de SPARQL 1.1 ou de xsd:.",
        "There is no function <{name}> here: use one of SPARQL 1.1 or of xsd:.",
    ),
    "select-unbound": (
        "SELECT nomme une variable qui n’est ni dans GROUP BY ni dans un agrégat : ajoutez-la à "
        "GROUP BY, ou écrivez par exemple (SAMPLE(?x) AS ?y).",
        "SELECT names a variable that is neither in GROUP BY nor in an aggregate: add it to "
        "GROUP BY, or write for example (SAMPLE(?x) AS ?y).",
    ),
    "select-twice": (
        "SELECT donne deux fois le même nom de variable : changez l’un des deux.",
        "SELECT gives the same name of a variable twice: change one of them.",
    ),
    "select-star": (
        "SELECT * et GROUP BY ou un agrégat ne vont pas ensemble : nommez les variables.",
        "SELECT * does not go with GROUP BY or an aggregate: name the variables.",
    ),
    "variable-taken": (
        "Ligne {line}, AS donne un nom qu’une variable porte déjà : prenez-en un autre.",
        "At line {line}, AS gives a name that a variable has already: take another one.",
    ),
    "no-number": (
        "LIMIT et OFFSET sont suivis d’un nombre entier, sans signe : corrigez « {after} ».",
        "LIMIT and OFFSET take a whole number without a sign: correct “{after}”.",
    ),
    "no-iri": (
        "Ligne {line}, colonne {column} : ce qui est entre < et > n’est pas une IRI ; écrivez-la "
        "en entier, sans espace.",
        "Line {line}, column {column}: what stands between < and > is no IRI; write it in full, "
        "without spaces.",
    ),
    "values-uneven": (
        "Ligne {line}, VALUES demande des variables toutes différentes et, par ligne, autant de "
        "valeurs ; UNDEF tient la place de celle qui manque.",
        "At line {line}, VALUES needs variables that all differ and as many values in each row; "
        "UNDEF stands for one that is missing.",
    ),
    "no-escape": (
        "Ligne {line}, colonne {column} : \\u est suivi de quatre chiffres hexadécimaux d’un "
        "caractère ; corrigez-les.",
        "Line {line}, column {column}: \\u takes the four hexadecimal digits of a character; "
        "correct them.",
    ),
    "many-fields": (
        "La demande a plus de {most} champs : gardez la requête et les graphes dont elle a besoin.",
        "The request has more than {most} fields: keep the query and the graphs that it needs.",
    ),
}
"""Why a query can't be read, and what to write instead."""

BACKEND: dict[str, tuple[str, str]] = {
    "no-link": (
        "La requête est trop longue pour tenir dans une adresse : un programme l’envoie par POST.",
        "The query is too long to stand in an address: a program sends it by POST.",
    ),
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
"""What is said of the form of an answer, and of an engine elsewhere that fails."""

REFUSED: dict[str, tuple[str, str]] = {
    "syntax": (
        "Erreur de syntaxe ligne {line}, colonne {column}, après « {after} » : corrigez la requête "
        "à cet endroit.",
        "Syntax error at line {line}, column {column}, after “{after}”: correct the query there.",
    ),
    "syntax-expected": (
        "Erreur de syntaxe ligne {line}, colonne {column}, après « {after} » : il y manque "
        "{expected}.",
        "Syntax error at line {line}, column {column}, after “{after}”: {expected} is missing.",
    ),
    "or": (" ou ", " or "),
    "nested": (
        "La requête imbrique trop de parenthèses ou de groupes ; simplifiez-la.",
        "The query nests too many parentheses or groups; simplify it.",
    ),
    "chained": (
        "La requête enchaîne trop d’éléments (||, +, !, UNION, triplets…) pour la pile du moteur : "
        "coupez-la en plusieurs, ou remplacez la chaîne par IN ou VALUES.",
        "The query chains too many parts (||, +, !, UNION, triples…) for the engine’s stack: split "
        "it, or put IN or VALUES in the place of the chain.",
    ),
    "no-query": (
        "Il faut exactement une requête : un paramètre « query » ou un corps "
        "application/sparql-query.",
        "Exactly one query is needed: a “query” parameter or an application/sparql-query body.",
    ),
    "bad-utf8": (
        "La requête n’est pas en UTF-8 : envoyez-la dans cet encodage.",
        "The query is not UTF-8: send it in this encoding.",
    ),
    "bad-graph": (
        "Les graphes se nomment par des IRI absolues.",
        "Graphs are named by absolute IRIs.",
    ),
    "bad-format": (
        "Format inconnu pour cette réponse : {name}. Il y a {known}.",
        "Unknown format for this answer: {name}. There is {known}.",
    ),
    "unfit": (
        "Ce format ne peut pas écrire tout ce que contient la réponse (caractères de contrôle, "
        "triplets cités…) : demandez format={other}.",
        "This format can’t write all that the answer holds (control characters, quoted triples…): "
        "ask for format={other}.",
    ),
    "unfit-name": (
        "RDF/XML ne peut pas écrire <{name}>, qui ne finit pas par un nom XML : demandez "
        "format={other}.",
        "RDF/XML can’t write <{name}>, which does not end in an XML name: ask for format={other}.",
    ),
    "no-update": (
        "L’édition se lit et ne se modifie pas : posez une requête SELECT, ASK, CONSTRUCT ou "
        "DESCRIBE.",
        "The edition is read-only: ask a SELECT, ASK, CONSTRUCT or DESCRIBE query.",
    ),
    "no-service": (
        "Ce point d’accès n’en interroge pas d’autres : retirez SERVICE de la requête.",
        "This endpoint calls no other: remove SERVICE from the query.",
    ),
    "too-long": (
        "La requête dépasse {limit} octets ; raccourcissez-la.",
        "The query is longer than {limit} bytes; shorten it.",
    ),
    "bad-charset": (
        "La requête est annoncée en {charset} : envoyez-la en UTF-8.",
        "The query is announced as {charset}: send it as UTF-8.",
    ),
    "bad-encoding": (
        "Le corps de la requête est comprimé : envoyez-le tel quel, sans Content-Encoding.",
        "The body of the request is compressed: send it as it is, without Content-Encoding.",
    ),
    "bad-media-type": (
        "Envoyez application/sparql-query ou application/x-www-form-urlencoded.",
        "Send application/sparql-query or application/x-www-form-urlencoded.",
    ),
    "deadline": (
        "La requête n’a pas fini en {seconds} s : ajoutez un LIMIT, un sujet ou une propriété, ou "
        "téléchargez l’édition.",
        "The query was not done after {seconds} s: add a LIMIT, a subject or a property, or "
        "download the edition.",
    ),
    "memory": (
        "La requête demande trop de mémoire : ajoutez un LIMIT ou évitez ORDER BY et DISTINCT.",
        "The query needs too much memory: add a LIMIT or avoid ORDER BY and DISTINCT.",
    ),
    "too-large": (
        "La réponse dépasse {megabytes} Mo : ajoutez un LIMIT ou téléchargez l’édition.",
        "The answer is larger than {megabytes} MB: add a LIMIT or download the edition.",
    ),
    "no-room": (
        "Le serveur n’a pas la place de garder cette réponse jusqu’à sa lecture : demandez-en une "
        "partie (LIMIT), ou réessayez plus tard.",
        "The server has no room to keep this answer until it is read: ask for a part of it "
        "(LIMIT), or try again later.",
    ),
    "no-worker": (
        "Aucun processus ne peut répondre aux requêtes pour le moment ({reason}) : le serveur "
        "réessaie sans cesse, réessayez dans {seconds} s.",
        "No process can answer queries for the moment ({reason}): the server keeps trying, try "
        "again in {seconds} s.",
    ),
    "busy": (
        "Trop de requêtes attendent : réessayez dans {seconds} s.",
        "Too many queries are waiting: try again in {seconds} s.",
    ),
}
"""What is said of a query that is no query, or one that asks too much."""

TABLE: dict[str, tuple[str, str]] = EDITOR | SYNTAX | REFUSED | BACKEND
