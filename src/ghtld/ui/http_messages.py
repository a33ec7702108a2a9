"""What the pages say of HTTP itself: pages of a list, refused requests, files that are gone."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    "shown-of": ("{shown} montrées ici, {count} en tout", "{shown} shown here, {count} in all"),
    "pages": ("Pages", "Pages"),
    "page-of": ("Page {number} sur {pages}", "Page {number} of {pages}"),
    "previous": ("Page précédente", "Previous page"),
    "next": ("Page suivante", "Next page"),
    "error-412": ("Ce n’est plus la même chose", "No longer the same"),
    "error-416": ("Pas de tels octets", "No such bytes"),
    "error-431": ("En-têtes trop longs", "Headers too long"),
    "error-414": ("Adresse trop longue", "Address too long"),
    "error-408": ("Trop lent", "Too slow"),
    "one-host": (
        "Une requête nomme un serveur, et un seul, dans son en-tête Host.",
        "A request names one server, and only one, in its Host header.",
    ),
    "no-request": (
        "Ceci n’est pas une requête HTTP bien formée.",
        "This is no well-formed HTTP request.",
    ),
    "long-headers": (
        "Les en-têtes de la requête dépassent {limit} octets ; raccourcissez-les.",
        "The headers of the request are longer than {limit} bytes; shorten them.",
    ),
    "long-header": (
        "Un en-tête de la requête dépasse {limit} octets ; raccourcissez-le.",
        "A header of the request is longer than {limit} bytes; shorten it.",
    ),
    "long-path": (
        "Le chemin de l’adresse dépasse {limit} octets ; raccourcissez-le.",
        "The path of the address is longer than {limit} bytes; shorten it.",
    ),
    "error-501": ("Codage inconnu", "Unknown coding"),
    "transfer-coding": (
        "Le corps de la requête est codé pour le transfert : envoyez-le tel quel, d’un bloc ou "
        "par morceaux (chunked).",
        "The body of the request is coded for transfer: send it as it is, whole or chunked.",
    ),
    "long-address": (
        "L’adresse dépasse {limit} octets ; raccourcissez-la, ou envoyez la requête par POST.",
        "The address is longer than {limit} bytes; shorten it, or send the query by POST.",
    ),
    "slow": (
        "La requête n’est pas arrivée entière en {seconds} s.",
        "The request did not arrive whole within {seconds} s.",
    ),
    "full": (
        "Trop de connexions sont ouvertes : réessayez dans {seconds} s.",
        "Too many connections are open: try again in {seconds} s.",
    ),
    "full-of-one": (
        "Trop de connexions viennent de votre adresse : fermez-en, ou réessayez dans {seconds} s.",
        "Too many connections come from your address: close some, or try again in {seconds} s.",
    ),
    "changed": (
        "Le fichier a changé depuis : téléchargez-le de nouveau en entier.",
        "The file has changed since: download it again from its beginning.",
    ),
    "no-such-range": (
        "Le fichier n’a que {bytes} octets.",
        "The file has {bytes} bytes only.",
    ),
    "data-damaged": (
        "Des données de cette édition sont abîmées sur le disque du serveur ; réessayez plus tard.",
        "Data of this release are damaged on the server’s disk; try again later.",
    ),
    "dump-gone": (
        "Ce fichier a été retiré ou abîmé sur le serveur ; réessayez plus tard.",
        "This file was removed or damaged on the server; try again later.",
    ),
}
