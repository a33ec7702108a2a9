"""Between a fast writer and slow readers."""

import asyncio
import os
import tempfile
from pathlib import Path

import pytest

from ghtld.engine import spool as spools
from ghtld.engine.interface import DeadlineExceeded, EngineFailed
from ghtld.engine.spool import Spool, SpoolBudget

PART = os.urandom(64 * 1024)
IN_MEMORY = 512 * 1024


def run(scenario):
    return asyncio.run(scenario())


def made(size=2**30, on_disk=2**30):
    budget = SpoolBudget(size, on_disk)
    spool = Spool(budget)
    return budget, spool, spool.reader()


async def everything(reader):
    parts = []
    while (part := await reader.get()) is not None:
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_what_is_written_is_read(count):
    async def scenario():
        budget, spool, reader = made()
        for _ in range(count):
            spool.put(PART)
        assert budget.used == count * len(PART)
        spool.end()
        assert await everything(reader) == PART * count
        reader.close()
        assert (budget.used, budget.disk_used) == (0, 0)

    run(scenario)


def test_reading_between_the_writing():
    async def scenario():
        budget, spool, reader = made()
        expected, got = [], []
        for number in range(60):
            part = bytes([number]) * 50_000
            expected.append(part)
            spool.put(part)
            if number % 3 == 0 or number > 50:
                got.append(await reader.get())
        spool.end()
        got.append(await everything(reader))
        assert b"".join(got) == b"".join(expected)
        assert (budget.used, budget.disk_used) == (0, 0)

    run(scenario)


def test_a_reader_waits_for_the_writer():
    async def scenario():
        _, spool, reader = made()
        reading = asyncio.ensure_future(everything(reader))
        await asyncio.sleep(0)
        spool.put(b"a")
        await asyncio.sleep(0)
        spool.put(b"b")
        spool.end()
        assert await reading == b"ab"

    run(scenario)


def test_what_was_written_is_read_before_the_reason_of_the_end():
    async def scenario():
        _, spool, reader = made()
        spool.put(b"a")
        spool.end(DeadlineExceeded())
        spool.end()
        assert await reader.get() == b"a"
        with pytest.raises(DeadlineExceeded):
            await reader.get()

    run(scenario)


@pytest.mark.parametrize("count", [3, 20])
def test_readers_that_come_early_each_read_the_whole(count):
    async def scenario():
        budget, spool, first = made()
        spool.put(PART)
        assert await first.get() == PART
        second = spool.reader()
        reading = asyncio.ensure_future(everything(second))
        for _ in range(count - 1):
            spool.put(PART)
            assert await first.get() == PART
            await asyncio.sleep(0)
        spool.end()
        assert await first.get() is None
        assert await reading == PART * count
        assert not first.close()
        assert second.close()
        assert (budget.used, budget.disk_used) == (0, 0)

    run(scenario)


def test_a_long_answer_that_was_read_in_part_can_be_joined_no_more():
    async def scenario():
        _, spool, reader = made()
        for _ in range(9):
            assert spool.is_whole
            spool.put(PART)
        assert not spool.is_whole
        reader.close()

    run(scenario)


def test_little_stays_in_memory_and_nothing_after_closing():
    async def scenario():
        budget, spool, reader = made()
        for _ in range(32):
            spool.put(PART)
        assert spool._in_memory <= IN_MEMORY
        assert os.fstat(spool._file.fileno()).st_size == 32 * len(PART) - spool._in_memory
        assert budget.disk_used == 32 * len(PART) - spool._in_memory
        reader.close()
        assert (budget.used, budget.disk_used) == (0, 0)
        assert spool._file is None
        spool.put(PART)
        assert budget.used == 0

    run(scenario)


def test_a_full_budget_makes_writers_wait_for_their_own_readers():
    async def scenario():
        _, spool, reader = made(size=len(PART))
        for _ in range(3):
            spool.put(PART)
        assert spool.is_full
        waiting = asyncio.ensure_future(spool.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        await reader.get()
        await asyncio.wait_for(waiting, 5)
        reader.close()

    run(scenario)


def test_what_others_leave_unread_stops_no_short_answer():
    async def scenario():
        budget, spool, reader = made(size=len(PART))
        for _ in range(9):
            spool.put(PART)
        other = Spool(budget, "other")
        mine = other.reader()
        for _ in range(2):
            assert not other.is_full
            other.put(PART)
        other.end()
        assert await everything(mine) == PART * 2
        mine.close()
        reader.close()
        assert budget.used == 0

    run(scenario)


def test_one_client_fills_no_more_than_its_share():
    async def scenario():
        budget = SpoolBudget(4 * 2**20, 2**30)
        hog, other = Spool(budget, "hog"), Spool(budget, "other")
        reader = hog.reader()
        for _ in range(16):
            assert not hog.is_full
            hog.put(PART)
        assert hog.is_full
        assert not other.is_full
        reader.close()

    run(scenario)


def test_with_little_room_on_disk_the_writer_waits_instead_of_filling_it():
    async def scenario():
        budget, spool, reader = made(on_disk=len(PART))
        got = []

        async def write():
            for _ in range(40):
                spool.put(PART)
                if spool.is_full:
                    await spool.room()
            spool.end()

        writing = asyncio.ensure_future(write())
        for _ in range(100):
            await asyncio.sleep(0)
        assert not writing.done()
        assert budget.disk_used <= 2 * len(PART)
        got.append(await asyncio.wait_for(everything(reader), 5))
        await writing
        assert b"".join(got) == PART * 40

    run(scenario)


@pytest.fixture(params=["no folder", "full disk", "nearly full disk"])
def no_disk(request, monkeypatch, tmp_path):
    """Leave no place for temporary files, or one that takes nothing, or a part of the first."""
    if request.param == "no folder":
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    elif request.param == "full disk":
        full = Path("/dev/full")
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: full.open("r+b", buffering=0))
    else:
        real = os.pwrite
        left = [len(PART) + 1000]

        def pwrite(descriptor, data, offset):
            if not left[0]:
                raise OSError(28, "No space left on device")
            written = real(descriptor, data[: left[0]], offset)
            left[0] -= written
            return written

        monkeypatch.setattr(spools.os, "pwrite", pwrite)


def test_without_a_disk_the_writer_waits_for_the_reader_and_it_is_told_once(no_disk, caplog):
    async def scenario():
        budget, spool, reader = made()

        async def write():
            for _ in range(100):
                spool.put(PART)
                if spool.is_full:
                    await spool.room()
            spool.end()

        writing = asyncio.ensure_future(write())
        for _ in range(50):
            await asyncio.sleep(0)
        assert not writing.done()
        assert spool._in_memory <= IN_MEMORY + 2 * len(PART)
        assert await asyncio.wait_for(everything(reader), 5) == PART * 100
        await writing
        reader.close()
        assert (budget.used, budget.disk_used) == (0, 0)

    spools._warnings._next.clear()
    run(scenario)
    assert caplog.text.count("no temporary file") == 1


def test_a_file_that_was_cut_ends_the_answer_instead_of_being_read_for_ever():
    async def scenario():
        _, spool, reader = made()
        for _ in range(10):
            spool.put(PART)
        spool.end()
        os.ftruncate(spool._file.fileno(), 100)
        with pytest.raises(EngineFailed):
            await asyncio.wait_for(everything(reader), 5)
        reader.close()

    run(scenario)


def test_half_of_what_is_free_on_disk_may_be_used(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder, free = spools.temporary_room()
    assert folder == str(tmp_path)
    assert SpoolBudget(2**40).disk == pytest.approx(free // 2, rel=0.2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert spools.temporary_room() == ("", 0)
