"""Why a file is refused, and every reason to reject a row, set a value aside or note something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ghtld.text import Text


class Effect(StrEnum):
    """What became of the row that a remark is about."""

    REJECTED = "rejected"
    """The row, or the membership, is not in the graph."""
    SET_ASIDE = "set aside"
    """The row is in the graph without this value."""
    NOTED = "noted"
    """Row and value are in the graph; a person may want to know."""


@dataclass(frozen=True)
class RejectReason:
    """Why a row was rejected, a value set aside, or something noted."""

    code: str
    effect: Effect
    text: Text
    spreadsheet: bool = False
    """Whether only a spreadsheet program leaves such a trace."""


class Unreadable(Exception):
    """A row that can't be kept: the reason, and the value at fault."""

    def __init__(self, reason: RejectReason, value: str = "") -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.value = value


_ALL: list[RejectReason] = []


def _reason(
    code: str, effect: Effect, fr: str, en: str, *, spreadsheet: bool = False
) -> RejectReason:
    reason = RejectReason(code, effect, Text(fr, en), spreadsheet)
    _ALL.append(reason)
    return reason


def _rejected(code: str, fr: str, en: str, *, spreadsheet: bool = False) -> RejectReason:
    return _reason(code, Effect.REJECTED, fr, en, spreadsheet=spreadsheet)


def _aside(code: str, fr: str, en: str) -> RejectReason:
    return _reason(code, Effect.SET_ASIDE, fr, en)


def _noted(code: str, fr: str, en: str) -> RejectReason:
    return _reason(code, Effect.NOTED, fr, en)


ENCODING = _rejected(
    "encoding",
    "La ligne n’est pas dans l’encodage du reste du fichier.",
    "The row is not in the encoding of the rest of the file.",
)
CONTROL = _rejected(
    "control",
    "La ligne contient un caractère de contrôle.",
    "The row holds a control character.",
)
QUOTES = _rejected(
    "quotes",
    "Les guillemets de la ligne ne se ferment pas comme il faut.",
    "The quotation marks of the row are not closed as they should be.",
)
FIELDS = _rejected(
    "fields",
    "La ligne n’a pas le nombre de champs de sa section, ou ils sont décalés.",
    "The row has not the number of fields of its section, or they are shifted.",
)
SECTION = _rejected(
    "section", "La section de la ligne est inconnue.", "The section of the row is unknown."
)
SHAPE = _rejected(
    "shape", "L’élément n’est pas un objet JSON.", "The element is not a JSON object."
)
ZEROS = _rejected(
    "zeros",
    "Des zéros de tête sont perdus : un tableur est passé par là.",
    "Leading zeros are lost: a spreadsheet went through it.",
    spreadsheet=True,
)
SCIENTIFIC = _rejected(
    "scientific",
    "Un numéro est devenu un nombre en notation scientifique : un tableur est passé par là.",
    "A number became scientific notation: a spreadsheet went through it.",
    spreadsheet=True,
)
SPREADSHEET_DATE = _rejected(
    "spreadsheet-date",
    "Une valeur est devenue une date de tableur (« mars-02 », « 08/01/2021 »).",
    "A value became a spreadsheet date (“mars-02”, “08/01/2021”).",
    spreadsheet=True,
)
NUMBER = _rejected(
    "number",
    "Le numéro FINESS n’a pas neuf caractères comme il faut.",
    "The FINESS number has not nine characters as it should.",
)
KEY = _rejected(
    "key", "La clé du numéro FINESS est fausse.", "The check digit of the FINESS number is wrong."
)
LEGAL_NUMBER = _rejected(
    "legal-number",
    "Le numéro FINESS de l’entité juridique manque ou est faux.",
    "The FINESS number of the legal entity is missing or wrong.",
)
NAME = _rejected("name", "Le nom manque.", "The name is missing.")
DUPLICATE = _rejected(
    "duplicate",
    "Ce numéro a déjà été lu avec d’autres valeurs : la première ligne est gardée.",
    "This number was read before with other values: the first row is kept.",
)
OTHER_KIND = _rejected(
    "other-kind",
    "Ce numéro est celui d’une entité d’une autre sorte, juridique ou géographique.",
    "This number is that of an entity of the other sort, legal or geographic.",
)
IDENTIFIER = _rejected(
    "identifier", "L’identifiant du groupement manque.", "The grouping’s identifier is missing."
)
MEMBER = _rejected(
    "member",
    "Ce membre n’est aucune entité du fichier : l’appartenance n’est pas reprise.",
    "This member is no entity of the file: the membership is not kept.",
)
ROLE = _rejected(
    "role",
    "Ce rôle est inconnu : l’appartenance n’est pas reprise.",
    "This role is unknown: the membership is not kept.",
)
ORPHAN_POINT = _rejected(
    "orphan-point",
    "Ces coordonnées sont celles d’un établissement absent des fichiers.",
    "These coordinates are those of an establishment absent from the files.",
)

DATE = _aside(
    "date",
    "Cette date n’est pas une date AAAA-MM-JJ du calendrier.",
    "This date is no YYYY-MM-DD date of the calendar.",
)
SIREN = _aside("siren", "Ce SIREN n’a pas neuf chiffres.", "This SIREN has not nine digits.")
SIRET = _aside(
    "siret", "Ce SIRET n’a pas quatorze chiffres.", "This SIRET has not fourteen digits."
)
CATEGORY = _aside(
    "category",
    "Le code de catégorie manque ou n’a pas trois chiffres.",
    "The category code is missing or has not three digits.",
)
STATUS = _aside(
    "status",
    "Ce code de statut juridique n’a pas deux ou trois chiffres.",
    "This legal-status code has not two or three digits.",
)
STATE = _aside("state", "Cet état n’est ni A ni I.", "This state is neither A nor I.")
GROUPING_TYPE = _aside(
    "grouping-type",
    "Ce type de groupement n’a pas trois chiffres.",
    "This type of grouping has not three digits.",
)
GROUPING_CODE = _aside(
    "grouping-code",
    "Ce code de groupement n’a ni cinq ni onze chiffres.",
    "This grouping code has neither five nor eleven digits.",
)
COMMUNE = _aside(
    "commune",
    "Ce code de commune n’est pas un code INSEE de son département.",
    "This commune code is no INSEE code of its department.",
)
DEPARTMENT = _aside(
    "department", "Ce code de département est inconnu.", "This department code is unknown."
)
POSTCODE = _aside(
    "postcode", "Ce code postal n’a pas cinq chiffres.", "This postcode has not five digits."
)
CONTACT = _aside(
    "contact",
    "Cette valeur contient un téléphone ou une adresse électronique.",
    "This value holds a telephone number or an e-mail address.",
)
POINT = _aside(
    "point",
    "Ces coordonnées ne tombent dans aucun territoire français de leur système.",
    "These coordinates fall in no French territory of their system.",
)
SYSTEM = _aside(
    "system",
    "Le système de ces coordonnées n’est pas dit, ou n’est pas connu.",
    "The system of these coordinates is not told, or not known.",
)

SWAPPED = _noted(
    "swapped", "X et Y étaient échangés : remis en place.", "X and Y were swapped: put back."
)
DISAGREE = _noted(
    "disagree",
    "X et Y ne disent pas le même lieu que la latitude et la longitude : celles-ci sont gardées.",
    "X and Y tell another place than latitude and longitude: the latter are kept.",
)
JOINED = _noted(
    "joined",
    "Un saut de ligne coupait cette ligne : les morceaux sont rejoints.",
    "A line break cut this row: the pieces are joined.",
)
REPEATED = _noted(
    "repeated",
    "Ce numéro a déjà été lu avec les mêmes valeurs.",
    "This number was read before with the same values.",
)
SIREN_KEY = _noted(
    "siren-key",
    "La clé de ce SIREN est fausse : il est repris tel quel.",
    "The check digit of this SIREN is wrong: it is kept as it is.",
)
SIRET_KEY = _noted(
    "siret-key",
    "La clé de ce SIRET est fausse : il est repris tel quel.",
    "The check digit of this SIRET is wrong: it is kept as it is.",
)
NEW_CODE = _noted(
    "new-code",
    "Ce code manque au vocabulaire : il est décrit dans l’extrait.",
    "The vocabulary lacks this code: it is described in the extract.",
)
ADDRESSES = _noted(
    "addresses",
    "Plusieurs adresses : seule la principale est reprise.",
    "Several addresses: only the main one is kept.",
)
CLOSED_MEMBER = _noted(
    "closed-member", "Ce membre est une entité fermée.", "This member is a closed entity."
)
TWO_SUPPORTS = _noted(
    "two-supports",
    "Ce groupement a plusieurs établissements supports : tous sont repris.",
    "This grouping has several support establishments: all are kept.",
)
NO_SUPPORT = _noted(
    "no-support",
    "Ce groupement n’a pas d’établissement support.",
    "This grouping has no support establishment.",
)

ALL = tuple(_ALL)
"""Every reason, in the order of this module."""
