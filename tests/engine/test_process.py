"""What a worker tells is called by its name: damaged data, want of memory, a failure."""

import asyncio
import io
import shutil

import pytest
from pyoxigraph import Store

from ghtld.engine.evaluate import Refused, write_answer
from ghtld.engine.interface import DataDamaged, DataSet, EngineFailed, MemoryExceeded
from ghtld.engine.pool import Pool
from ghtld.engine.process import refusal_of

DEFAULT = DataSet(("https://w3id.org/ghtld/id/graph/edition",))


def test_a_path_with_memory_in_it_is_no_want_of_memory():
    words = "RuntimeError: Corruption: block checksum mismatch in /srv/memory/store/000026.sst"
    assert type(refusal_of({"failed": words})) is DataDamaged
    assert type(refusal_of({"failed": "MemoryError: "})) is MemoryExceeded
    assert type(refusal_of({"failed": "ValueError: oops"})) is EngineFailed


def damaged(release, folder):
    """Return a copy of a store whose large files are flipped but for their ends: it opens well."""
    store = shutil.copytree(release.store, folder / "store")
    for path in store.glob("*.sst"):
        content = path.read_bytes()
        length = max(0, len(content) - 200_000)
        path.write_bytes(bytes(byte ^ 0xFF for byte in content[:length]) + content[length:])
    return store


def test_a_query_over_damaged_blocks_is_told_why(release, tmp_path):
    store = Store.read_only(str(damaged(release, tmp_path)))
    text = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    with pytest.raises(Refused) as refused:
        write_answer(store, {"text": text, "media_type": "text/csv", "deadline": 1}, io.BytesIO())
    assert type(refusal_of(refused.value.said)) is DataDamaged


def test_a_worker_that_can_not_open_its_data_says_why(release, tmp_path):
    store = shutil.copytree(release.store, tmp_path / "store")
    (store / "CURRENT").write_text("nonsense")

    async def start():
        engine = Pool(store, DEFAULT)
        try:
            await engine.start()
        finally:
            await engine.stop()

    with pytest.raises(DataDamaged):
        asyncio.run(start())
