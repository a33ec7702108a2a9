"""One lift under way: every row read, staged, settled with the others, and written."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ghtld import iris
from ghtld.extracts import Extract
from ghtld.register import interpret, journal, reasons, staging, statements
from ghtld.register.codes import CATEGORY, GROUPING_TYPE, STATUS, Codes
from ghtld.register.etalab_csv import LEGAL as LEGACY_LEGAL
from ghtld.register.etalab_csv import PLACE
from ghtld.register.files import Advance
from ghtld.register.finess_plus import GROUPING, LEGAL
from ghtld.register.journal import Journal
from ghtld.register.reasons import RejectReason, Unreadable
from ghtld.register.recognise import Format, Recognised
from ghtld.register.records import Cells, Code, Kind
from ghtld.register.staging import Staged, Staging
from ghtld.register.tables import Broken
from ghtld.register.values import Note
from ghtld.text import Text, UserError

Say = Callable[[Text], None]
Progress = Callable[[int, int], None]
"""Called with the bytes read since the last call, and the bytes to read in all."""

_EVERY = 1_000
_COUNTED = {
    "point": b"/wgs84_pos#lat> ",
    "membership": b"#registeredMember> ",
    "support": b"#registeredSupport> ",
}
_LEGAL_SECTIONS = {LEGACY_LEGAL, LEGAL}


class ImportRun:
    """One lift under way, in a folder of its own."""

    def __init__(self, folder: Path, codes: Codes, name: str, *, described: bool) -> None:
        self._described = described
        self._extract = Extract(folder / "extract")
        self._codes = codes
        self._graph = iris.graph(name)
        self._staging = Staging(folder / "staging.sqlite")
        self._journal = Journal(self._extract.rejects)

    def close(self) -> None:
        """Let go of the files."""
        self._journal.close()
        self._staging.close()

    def run(
        self,
        found: list[Recognised],
        date: str,
        say: Say,
        progress: Progress,
        *,
        closed: bool,
    ) -> tuple[dict[str, int], int, list[Text]]:
        """Read every file, resolve what they say of each other, and write the extract."""
        total = sum(one.source.path.stat().st_size * _passes(one) for one in found)
        for one in found:
            say(Text(f"Lecture de {one.source.name}", f"Reading {one.source.name}"))
            self._read(one, lambda read: progress(read, total))
        say(Text("Écriture de l’extrait", "Writing the extract"))
        settled = staging.resolve(self._staging, self._journal, self._graph, closed=closed)
        self._describe(found, date)
        counts = {**self._write(), **settled}
        told = journal.Summary(self._graph, date, found, counts, self._journal, self._codes)
        self._extract.summary.write_text(told.to_json(), encoding="utf-8")
        return counts, told.rejected, told.advice()

    def _read(self, one: Recognised, advance: Advance) -> None:
        file = one.source.name
        tally = self._journal.tally(file)
        for row in one.read(advance):
            tally.read += 1
            if isinstance(row, Broken):
                self._broken(one, row)
            elif self._stage(file, row):
                tally.kept += 1
            if tally.read % _EVERY == 0:
                self._journal.refuse_damaged(file)
        if tally.read == 0:
            raise UserError(
                f"{file} n’a aucune ligne : téléchargez-le de nouveau.",
                f"{file} has no row: download it again.",
            )
        self._journal.refuse_damaged(file)

    def _broken(self, one: Recognised, row: Broken) -> None:
        file = one.source.name
        if row.last:
            raise UserError(
                f"{file} s’arrête au milieu d’une ligne : téléchargez-le de nouveau.",
                f"{file} stops in the middle of a row: download it again.",
            )
        place = f"line {row.place}" if row.place.isdigit() else row.place
        self._journal.rejected(file, place, row.reason, row.value, row.raw)

    def _stage(self, file: str, row: Cells) -> bool:
        """Set down what a row says; return whether it is kept."""
        note = partial(self._note, file, row)
        try:
            if row.section == GROUPING:
                return self._stage_grouping(file, row, note)
            if row.section == PLACE:
                return self._stage_point(file, row, note)
            kind = Kind.LEGAL if row.section in _LEGAL_SECTIONS else Kind.GEOGRAPHIC
            return self._stage_entry(file, row, kind, note)
        except Unreadable as why:
            self._journal.rejected(file, row.place, why.reason, why.value, row.raw)
            return False

    def _note(self, file: str, row: Cells, reason: RejectReason, value: str) -> None:
        self._journal.remark(file, row.place, reason, value, row.raw)

    def _stage_entry(self, file: str, row: Cells, kind: Kind, note: Note) -> bool:
        said = interpret.entry(row, kind, note)
        for scheme, code in ((CATEGORY, said.category), (STATUS, said.status)):
            self._note_new(scheme, code, note)
        body, address, point = (
            statements.lines(group, self._graph)
            for group in (
                statements.entry(said, self._codes),
                statements.address(said.number, said.place),
                statements.point(said.number, said.point),
            )
        )
        return self._put(
            Staged(
                str(statements.node_of(said.number)),
                kind,
                body,
                said.number,
                said.technical,
                said.legal_entity,
                said.is_closed,
                said.is_home,
                address,
                point,
                file,
                row.place,
            ),
            row,
        )

    def _stage_point(self, file: str, row: Cells, note: Note) -> bool:
        number, point = interpret.located(row, note)
        if point is None:
            return True
        lines = statements.lines(statements.point(number, point), self._graph)
        before = self._staging.put_point(number, lines, file, row.place)
        if before not in (None, lines):
            raise Unreadable(reasons.DUPLICATE, number)
        if before is not None:
            note(reasons.REPEATED, number)
        return True

    def _stage_grouping(self, file: str, row: Cells, note: Note) -> bool:
        said = interpret.grouping(row, note)
        self._note_new(GROUPING_TYPE, said.kind, note)
        key = str(statements.node_of_grouping(said.identifier))
        lines = statements.lines(statements.grouping(said, self._codes), self._graph)
        staged = Staged(
            key, "grouping", lines, closed=said.state == "I", file=file, place=row.place
        )
        if not self._put(staged, row):
            return True
        for member in dict.fromkeys(said.members):
            self._staging.put_member(key, member, file, row.place)
        return True

    def _put(self, staged: Staged, row: Cells) -> bool:
        """Set an entity down; one that was read before is kept as it was read first."""
        before = self._staging.put(staged)
        if before is None:
            return True
        if before.kind != staged.kind:
            raise Unreadable(reasons.OTHER_KIND, staged.number)
        same = (staged.said, staged.address, staged.point)
        if (bytes(before.said), bytes(before.address), bytes(before.point)) != same:
            raise Unreadable(reasons.DUPLICATE, staged.number or staged.key)
        if before.file == staged.file:
            self._note(staged.file, row, reasons.REPEATED, staged.number or staged.key)
        return True

    def _note_new(self, scheme: str, code: Code | None, note: Note) -> None:
        if code is not None and self._codes.is_new(scheme, code):
            note(reasons.NEW_CODE, f"{scheme} {code.code} {code.label}".strip())

    def _describe(self, found: list[Recognised], date: str) -> None:
        """Set down what describes the extract itself: its codes, its date and its files."""
        for described in self._codes.new_concepts():
            lines = statements.lines(described, self._graph)
            self._staging.put(Staged(str(described[0][0]), "concept", lines))
        about = [statements.source(self._graph, (str(one.format) for one in found))]
        if not self._described:
            page = journal.page_of(found[0].format)
            about += statements.extract(self._graph, date, page)
        lines = statements.lines(about, self._graph)
        self._staging.put(Staged(str(self._graph), "graph", lines))

    def _write(self) -> dict[str, int]:
        """Write the graph, sorted, each statement once; return what it holds."""
        counts: Counter[str] = Counter()
        with (
            self._extract.quads.open("wb") as file,
            gzip.GzipFile(filename="", mode="wb", compresslevel=3, fileobj=file, mtime=0) as packed,
        ):
            for kind, home, said in self._staging.taken_up():
                lines = sorted(set(said.splitlines(keepends=True)))
                packed.write(b"".join(lines))
                counts[kind] += 1
                counts["home"] += home
                counts["triples"] += len(lines)
                for name, sign in _COUNTED.items():
                    counts[name] += said.count(sign)
            packed.flush()
            os.fsync(file.fileno())
        return dict(counts)


def _passes(one: Recognised) -> int:
    return 2 if one.format is Format.STRUCTURES else 1
