"""Check a built release: every byte as the build wrote it, or what to do."""

from __future__ import annotations

from ghtld.finding import Finding, violation
from ghtld.integrity import Damage, Fault, Inspection
from ghtld.release import INTEGRITY, NoRelease, Release


def examine_release(release: Release) -> tuple[Inspection, list[Finding]]:
    """Read every byte of ``release``; return what was read and a finding for each wrong file.

    Raises NoRelease when it can't be verified.
    """
    inspection = Inspection(release)
    inspection.finish()
    findings = [_finding(release, damage) for damage in inspection.damages]
    if not inspection.is_listed and not findings:
        raise NoRelease(
            f"L’édition de {release.path} n’a pas de {INTEGRITY} et ne peut être vérifiée : "
            "relancez « ghtld build ».",
            f"The release in {release.path} has no {INTEGRITY} and can’t be verified: run "
            "“ghtld build” again.",
        )
    return inspection, findings


def _finding(release: Release, damage: Damage) -> Finding:
    file = str(release.path / damage.name)
    match damage.fault:
        case Fault.MISSING:
            fr, en = "le fichier manque", "the file is missing"
        case Fault.EXTRA:
            return violation(
                "le fichier n’est pas de l’édition : retirez-le.",
                "the file is not part of the release: remove it.",
                file=file,
            )
        case _:
            fr, en = "le fichier est abîmé", "the file is damaged"
    return violation(
        f"{fr} : relancez « ghtld build », ou recopiez l’édition d’une machine où elle est "
        "entière.",
        f"{en}: run “ghtld build” again, or copy the release from a machine where it is whole.",
        file=file,
    )
