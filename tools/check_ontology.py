"""Judge the vocabulary: OWL 2 DL by py-horned-owl, consistency by HermiT over all that is kept.

Exits 1 with one sentence per finding; without Java, says so, and fails only in CI.
"""

from __future__ import annotations

import os
import shutil
import sys

from ghtld.content import bundled
from ghtld.edition.corpus import vocabulary_files
from ghtld.edition.reasoning import consistency_findings, dl_profile_findings
from ghtld.finding import Finding


def main() -> int:
    content = bundled()
    found: list[Finding] = dl_profile_findings(vocabulary_files(content))
    if shutil.which("java"):
        found += consistency_findings(
            [
                *vocabulary_files(content),
                *content.files("ontology/concepts/*.ttl"),
                *content.files("data/**/*.ttl"),
                *content.files("data/**/*.trig"),
            ]
        )
    else:
        print("Java manque : cohérence non vérifiée. / Java is missing: consistency not checked.")
        if os.environ.get("CI") == "true":
            return 1
    for finding in found:
        print(f"{finding.place}: {finding.message.fr} / {finding.message.en}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
