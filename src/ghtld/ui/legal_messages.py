"""What the pages of law and decency say."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    "legal": ("Mentions légales", "Legal notice"),
    "privacy": ("Données personnelles", "Personal data"),
    "accessibility": ("Accessibilité", "Accessibility"),
    "not-configured": (
        "non renseigné par l’exploitant de ce site",
        "not stated by the operator of this site",
    ),
    "legal-incomplete": (
        "L’exploitant de ce site n’a pas renseigné toutes ces mentions. S’il est ouvert au public, "
        "la loi les demande : voyez docs/operate.md.",
        "The operator of this site has not stated all of this. Where the site is open to the "
        "public, French law requires it: see docs/operate.md.",
    ),
    "operator": ("Éditeur du site", "Publisher of the site"),
    "director": ("Directeur de la publication", "Publication director"),
    "hosting": ("Hébergeur", "Hosting provider"),
    "contact": ("Contact", "Contact"),
    "controller": ("Responsable du traitement", "Data controller"),
    "legal-content": ("Contenu", "Content"),
    "legal-sources": (
        "Les affirmations publiées ici sont celles de documents publics, citées mot pour mot ; "
        "l’édition ne les corrige pas et n’en garantit pas l’exactitude.",
        "The statements published here are those of public documents, quoted word for word; the "
        "edition does not correct them and does not warrant that they are true.",
    ),
    "legal-withdrawal": (
        "Une demande de retrait ou de rectification s’adresse au contact ci-dessus. Ce qui est "
        "retiré disparaît des pages, des données, de la recherche et des téléchargements ; son "
        "adresse dit qu’il a été retiré, et pourquoi.",
        "A request for withdrawal or correction goes to the contact above. What is withdrawn "
        "disappears from pages, data, search and downloads; its address says that it was "
        "withdrawn, and why.",
    ),
    "privacy-people": ("Les personnes nommées", "The people named"),
    "privacy-people-what": (
        "Quelques personnes apparaissent parce qu’un document public dit qu’elles ont agi dans une "
        "fonction : leur nom, la fonction, l’acte et sa date, rien d’autre.",
        "A few people appear because a public document says that they acted in a post: their name, "
        "the post, the act and its date, nothing else.",
    ),
    "privacy-people-not": (
        "Ni adresse, ni téléphone, ni courriel, ni lien vers d’autres sources ; ces pages "
        "demandent aux moteurs de recherche de ne pas les référencer et ne figurent pas au plan "
        "du site.",
        "No address, telephone, e-mail or link to other sources; these pages ask search engines "
        "not to list them and are not in the sitemap.",
    ),
    "privacy-visitors": ("Les visiteurs", "Visitors"),
    "privacy-visitors-what": (
        "Ce site ne dépose aucun cookie, ne mesure aucune audience et ne charge rien d’un autre "
        "serveur.",
        "This site sets no cookie, measures no audience and loads nothing from another server.",
    ),
    "privacy-log-off": (
        "Il ne tient pas de journal des accès.",
        "It keeps no access log.",
    ),
    "privacy-log-on": (
        "Son journal des accès contient l’adresse des pages demandées, sans les questions posées "
        "ni l’adresse réseau des visiteurs.",
        "Its access log holds the addresses of the pages asked for, without the questions asked "
        "and without the network addresses of visitors.",
    ),
    "privacy-log-full": (
        "Son journal des accès contient l’adresse des pages demandées, les questions posées et "
        "l’adresse réseau des visiteurs ; l’éditeur dit au contact ci-dessous combien de temps il "
        "le conserve.",
        "Its access log holds the addresses of the pages asked for, the questions asked and the "
        "network addresses of visitors; the contact below says for how long it is kept.",
    ),
    "privacy-rights": ("Vos droits", "Your rights"),
    "privacy-rights-what": (
        "Vous pouvez demander à voir, faire rectifier ou effacer ce qui vous concerne, ou vous y "
        "opposer (articles 15 à 21 du RGPD).",
        "You may ask to see, correct or erase what concerns you, or object to it (articles 15 to "
        "21 of the GDPR).",
    ),
    "privacy-authority": (
        "En cas de désaccord, l’autorité de contrôle est la",
        "In case of disagreement, the supervisory authority is the",
    ),
    "accessibility-state": (
        "Aucun audit de conformité au RGAA n’a été publié pour ce site : au sens de la loi, il est "
        "donc « non conforme », quel que soit son état réel.",
        "No audit against the RGAA has been published for this site: in the sense of French law it "
        "is therefore “not compliant”, whatever its actual state.",
    ),
    "accessibility-done": ("Ce qui est fait", "What is done"),
    "accessibility-done-what": (
        "Chaque page se lit sans script, au clavier, sur un écran étroit, en lettres deux fois "
        "plus grandes, en clair et en sombre, et dit la langue de chaque passage ; les tableaux "
        "ont des en-têtes, les formulaires des étiquettes, et un lien mène droit au contenu.",
        "Every page can be read without script, by keyboard, on a narrow screen, with letters "
        "twice as large, in light and dark, and says the language of each passage; tables have "
        "headers, forms have labels, and a link leads straight to the content.",
    ),
    "accessibility-limits": ("Limites connues", "Known limits"),
    "accessibility-limits-what": (
        "Les citations restent en français dans les pages en anglais ; le vocabulaire et les "
        "formes tiennent chacun sur une longue page ; l’éditeur de requêtes, là où il est "
        "présent, vient d’un tiers : le formulaire simple en est l’équivalent.",
        "Quotations remain in French on pages in English; the vocabulary and the shapes are one "
        "long page each; the query editor, where present, is a third party’s: the plain form is "
        "its equivalent.",
    ),
    "accessibility-help": ("Signaler un obstacle", "Report an obstacle"),
    "accessibility-help-what": (
        "Si une page vous résiste, écrivez au contact : l’information vous sera donnée autrement.",
        "If a page resists you, write to the contact: you will be given the information another "
        "way.",
    ),
    "accessibility-authority": (
        "Sans réponse, vous pouvez saisir le",
        "Without an answer, you may turn to the",
    ),
    "defender": ("Défenseur des droits", "Defender of Rights"),
    "security-unset": (
        "L’exploitant de ce site n’a pas dit où signaler une faille de sécurité ; il le fait avec "
        "l’option --security-contact.",
        "The operator of this site has not said where to report a vulnerability; the option "
        "--security-contact does.",
    ),
    "licences": ("Licences des composants", "Licences of components"),
    "licences-intro": (
        "Ce site emploie le travail d’autres : chaque composant, ses auteurs et sa licence.",
        "This site uses the work of others: each component, its authors and its licence.",
    ),
    "licences-texts": ("Les textes complets des licences", "The full texts of the licences"),
    "licences-machine": (
        "La même liste pour les machines (CycloneDX)",
        "The same list for machines (CycloneDX)",
    ),
    "licences-browser": ("Envoyé à votre navigateur", "Sent to your browser"),
    "licences-browser-what": (
        "L’éditeur de requêtes avec tout ce dont il dépend, icônes comprises, et les contours des "
        "cartes, redessinés à leur échelle.",
        "The query editor with all that it depends on, icons included, and the outlines of the "
        "maps, drawn anew to their scale.",
    ),
    "licences-browser-none": (
        "Rien d’autrui n’est joint à ces pages : votre navigateur ne reçoit que ce que le projet a "
        "écrit.",
        "Nothing of others is bundled with these pages: your browser gets only what the project "
        "has written.",
    ),
    "licences-unlisted": (
        "La liste des composants manque sur ce serveur : l’exploitant la fait avec "
        "« tools/setup.sh run ».",
        "The list of components is missing on this server: its operator makes it with "
        "“tools/setup.sh run”.",
    ),
    "licences-server": ("Employé par le serveur", "Run by the server"),
    "licences-server-what": (
        "Les paquets Python qui produisent ces pages.",
        "The Python packages that make these pages.",
    ),
    "licences-server-none": (
        "Les paquets Python de ce serveur viennent de PyPI, chacun avec sa licence ; aucune liste "
        "n’en a été faite ici.",
        "The Python packages of this server come from PyPI, each with its licence; no list of them "
        "was made here.",
    ),
    "licences-inside": (
        "avec {count} composants compilés, nommés dans les textes",
        "with {count} compiled components, named in the texts",
    ),
    "licences-own": (
        "Le logiciel de ce site est lui-même sous EUPL-1.2, ses données sous Licence Ouverte 2.0.",
        "The software of this site is itself under the EUPL-1.2, its data under Licence Ouverte "
        "2.0.",
    ),
    "component": ("Composant", "Component"),
    "component-authors": ("Auteurs", "Authors"),
}
