"""What the page of discrepancies and open questions says, in French and in English."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    # discrepancies and open questions
    "discrepancies": ("Écarts", "Discrepancies"),
    "discrepancies-title": ("Écarts et questions ouvertes", "Discrepancies and open questions"),
    "discrepancies-lead": (
        "Rien n’est corrigé ici : quand un document se contredit, se trompe ou se tait, l’édition "
        "le garde et le dit, avec les mots de chaque côté.",
        "Nothing is corrected here: where a document contradicts itself, errs or is silent, the "
        "edition keeps it and says so, with the words of each side.",
    ),
    "discrepancies-desc": (
        "{discrepancies} écarts comptés, un carré par membre, puis {questions} questions par "
        "groupe et par document.",
        "{discrepancies} counted discrepancies, a square for each member, then {questions} "
        "questions by group and by document.",
    ),
    "stated-count": ("{count} annoncés", "{count} announced"),
    "listed-count": ("{count} nommés", "{count} named"),
    "total": ("total", "total"),
    "open-what": ("de quoi il s’agit", "what it is about"),
    "open-said": ("ce que dit la source", "what the source says"),
    "open-against": ("en regard", "against it"),
    "open-document": ("document", "document"),
    "open-proof": ("fait ou note", "fact or note"),
    "open-counted": ("Nombres annoncés et listes", "Numbers announced and lists"),
    "open-counted-note": (
        "Le nombre qu’un document annonce n’est pas celui des éléments qu’il nomme. Le calcul est "
        "une règle ; les deux côtés sont cités.",
        "The number that a document announces is not that of the items it names. A rule computes "
        "this; both sides are quoted.",
    ),
    "open-registered": ("Registre et documents", "Register and documents"),
    "open-registered-note": (
        "Le registre range l’établissement sous un autre nom que celui que le document lui donne. "
        "Un registre ne corrige pas un document : il n’est ni de la même date ni du même usage.",
        "The register files the establishment under another name than the document gives it. A "
        "register does not correct a document: neither its date nor its purpose is the same.",
    ),
    "open-members": (
        "Membres au registre et dans les documents",
        "Members, register and documents",
    ),
    "open-members-note": (
        "Le document et le registre ne comptent pas les mêmes membres. Chacun vaut à sa date : un "
        "écart peut être un départ, une fusion ou un autre usage du mot. Calculé à partir des "
        "rapprochements et des codes nationaux.",
        "The document and the register do not count the same members. Each holds at its date: a "
        "difference may be a departure, a merger or another use of the word. Computed from the "
        "matches and the national codes.",
    ),
    "register-on": ("extrait FINESS, {date}", "FINESS extract, {date}"),
    "register-member": ("membre, au registre, de", "member, in the register, of"),
    "register-no-member": (
        "n’est pas membre, au registre, de",
        "not a member, in the register, of",
    ),
    "register-elsewhere": ("il y est membre de", "there it is a member of"),
    "register-not-named": (
        "aucun membre rapproché dans le document, pour",
        "no member matched in the document, for",
    ),
    "open-elsewhere": ("Su par ailleurs", "Known from elsewhere"),
    "open-elsewhere-note": (
        "Une autre source dit plus tard, autrement, ou ce que le document tait.",
        "Another source says it later, otherwise, or where the document is silent.",
    ),
    "open-unresolved": ("États non résolus ou non dits", "States unresolved or not stated"),
    "open-unresolved-note": (
        "Le document ne dit pas si la chose est faite, ou le dit de deux façons.",
        "The document does not say whether the thing is done, or says it in two ways.",
    ),
    "open-not-found": ("Recherches sans résultat", "Searches without a result"),
    "open-not-found-note": (
        "Cherché dans le registre et non trouvé ; rien n’est supposé.",
        "Looked for in the register and not found; nothing is assumed.",
    ),
    "open-ambiguous": ("Ambiguïtés", "Ambiguities"),
    "open-ambiguous-note": (
        "Les mots se lisent de plusieurs façons ; la lecture retenue est dite.",
        "The words can be read in several ways; the reading taken is stated.",
    ),
    "open-silent": ("Silences", "Silences"),
    "open-silent-note": (
        "Ce que le document ne dit pas, vérifié par les mots qui n’y sont pas.",
        "What the document does not say, checked by the words that are not in it.",
    ),
    "open-misprinted": ("Coquilles et lectures", "Misprints and readings"),
    "open-misprinted-note": (
        "Les citations gardent la coquille ; la lecture des éditeurs est à côté.",
        "Quotations keep the misprint; the editors’ reading stands beside it.",
    ),
}
