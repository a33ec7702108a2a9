"""Between a fast writer and a slow reader."""

import asyncio
import os
import tempfile
from pathlib import Path

import pytest

from ghtld.engine.interface import DeadlineExceeded, EngineFailed
from ghtld.engine.spool import Room, Spool

PART = os.urandom(64 * 1024)


def run(scenario):
    return asyncio.run(scenario())


async def everything(spool):
    parts = []
    while (part := await spool.get()) is not None:
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_what_is_written_is_read(count):
    async def scenario():
        room = Room(2**30)
        spool = Spool(room)
        for _ in range(count):
            spool.put(PART)
        assert room.used == count * len(PART)
        spool.end()
        assert await everything(spool) == PART * count
        assert room.used == 0

    run(scenario)


def test_reading_between_the_writing():
    async def scenario():
        room = Room(2**30)
        spool = Spool(room)
        expected, got = [], []
        for number in range(60):
            part = bytes([number]) * 50_000
            expected.append(part)
            spool.put(part)
            if number % 3 == 0 or number > 50:
                got.append(await spool.get())
        spool.end()
        got.append(await everything(spool))
        assert b"".join(got) == b"".join(expected)
        assert room.used == 0

    run(scenario)


def test_a_reader_waits_for_the_writer():
    async def scenario():
        spool = Spool(Room(2**20))
        reading = asyncio.ensure_future(everything(spool))
        await asyncio.sleep(0)
        spool.put(b"a")
        await asyncio.sleep(0)
        spool.put(b"b")
        spool.end()
        assert await reading == b"ab"

    run(scenario)


def test_what_was_written_is_read_before_the_reason_of_the_end():
    async def scenario():
        spool = Spool(Room(2**20))
        spool.put(b"a")
        spool.end(DeadlineExceeded())
        spool.end()
        assert await spool.get() == b"a"
        with pytest.raises(DeadlineExceeded):
            await spool.get()

    run(scenario)


def test_little_stays_in_memory_and_nothing_after_closing():
    async def scenario():
        room = Room(2**30)
        spool = Spool(room)
        for _ in range(32):
            spool.put(PART)
        assert spool._in_memory <= 2**19
        assert os.fstat(spool._file.fileno()).st_size == 32 * len(PART) - spool._in_memory
        spool.close()
        assert room.used == 0
        assert spool._file is None

    run(scenario)


def test_a_full_room_makes_writers_wait_until_someone_reads():
    async def scenario():
        room = Room(len(PART))
        spool = Spool(room)
        spool.put(PART)
        waiting = asyncio.ensure_future(room.free())
        await asyncio.sleep(0)
        assert not waiting.done()
        await spool.get()
        await asyncio.wait_for(waiting, 5)

    run(scenario)


@pytest.fixture(params=["no folder", "full disk"])
def no_disk(request, monkeypatch, tmp_path):
    """Leave no place for temporary files, or one that takes nothing."""
    if request.param == "no folder":
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    else:
        full = Path("/dev/full")
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: full.open("r+b", buffering=0))


def test_without_a_disk_the_answer_ends_with_a_reason_and_takes_no_room(no_disk, caplog):
    async def scenario():
        room = Room(2**30)
        spool = Spool(room)
        with pytest.raises(EngineFailed):
            for _ in range(100):
                spool.put(PART)
        assert 0 < room.used <= 512 * 1024
        spool.close()
        assert room.used == 0

    run(scenario)
    assert "no temporary file" in caplog.text
