"""Queries that would stop an endpoint, each with the statuses that are right for it."""

ANY = "(!<urn:x>|!^<urn:x>)*"
CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))

STOPPED = {504, 507}
BOMBS = {
    "a cross product counted": (f"SELECT (COUNT(*) AS ?z) {CROSS}", STOPPED),
    "a cross product sorted": (f"SELECT * {CROSS} ORDER BY ?r ?a", STOPPED),
    "a cross product grouped": (f"SELECT ?a (SAMPLE(?r) AS ?z) {CROSS} GROUP BY ?a", STOPPED),
    "a cross product without its like": (
        f"SELECT (COUNT(DISTINCT *) AS ?z) {CROSS}",
        STOPPED,
    ),
    "a cross product made a graph": (
        "CONSTRUCT { ?a ?b ?f . ?d ?e ?i . ?g ?h ?l } WHERE " + CROSS,
        STOPPED,
    ),
    "paths from anywhere to anywhere": (
        f"SELECT (COUNT(*) AS ?z) {{ ?a {ANY} ?b . ?c {ANY} ?d . ?e {ANY} ?f . ?g {ANY} ?h }}",
        STOPPED,
    ),
    "a string doubled forty times": (
        f'SELECT (STRLEN(?x40) AS ?z) {{ BIND("0123456789" AS ?x0) {DOUBLED} }}',
        STOPPED,
    ),
    "a regular expression that backtracks": (
        f'ASK {{ FILTER(REGEX("{"a" * 40}!", "^(a+)+$")) }}',
        {200},
    ),
    "a regular expression that grows": (
        'ASK { FILTER(REGEX("a", "(((a{1,1000}){1,1000}){1,1000})")) }',
        {200, *STOPPED},
    ),
    "1,500 nested groups": ("ASK " + "{" * 1_500 + "}" * 1_500, {400}),
    "20,000 parentheses": ("ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }", {400}),
    "20,000 negations": ("ASK { FILTER(" + "!" * 20_000 + "1) }", {400}),
    "10 MB": ("ASK {} # " + "x" * 10 * 2**20, {413}),
    "10 MB of one string": (f'ASK {{ FILTER("{"x" * 10 * 2**20}" = "") }}', {413}),
    "a million dots": ("ASK { " + "." * 2**20, {413}),
    "half a million dots": ("ASK { " + "." * 2**19, {400}),
    "half a million quotes": ("ASK { " + "'\\" * 2**18, {400}),
    "half a million long quotes": ("ASK { " + "'''\n\\" * 2**16, {400}),
    "half a million words": ("ASK { " + "a " * 2**18, {400}),
    "50,000 triple patterns": ("ASK { " + "?s ?p ?o . " * 50_000 + "}", {200, 400, *STOPPED}),
}

ENDLESS = {
    "rows": f"SELECT * {CROSS}",
    "a graph": "CONSTRUCT { ?a ?p ?z } WHERE { "
    + CROSS
    + " BIND(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j), STR(?m), STR(?o)) AS ?z) }",
}
