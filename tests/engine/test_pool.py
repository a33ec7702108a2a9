"""The pool and the engine in this process, over a real store."""

import asyncio
import json
import socket
from pathlib import Path

import pytest
from in_process import InProcess

from ghtld.engine.interface import (
    DataSet,
    DeadlineExceeded,
    EngineBusy,
    EngineFailed,
    Limits,
    MemoryExceeded,
    NestedTooDeep,
    Question,
    Refusal,
    ResultTooLarge,
    ServiceForbidden,
    StackExceeded,
    SyntaxRefused,
    UpdateForbidden,
)
from ghtld.engine.pool import LEAN, Pool, own_memory
from ghtld.formats import CSV, RESULTS_JSON, RESULTS_XML, TSV, TURTLE

GRAPH = "http://example.org/graph/"
ONE = DataSet((GRAPH + "1",))
ALL = "SELECT * { ?s ?p ?o }"
INSIDE = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
CROSS = "{ GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?h ?i ?j } }"


def with_engine(engine, scenario):
    async def run():
        await engine.start()
        try:
            return await scenario(engine)
        finally:
            await engine.stop()

    return asyncio.run(run())


async def answer(engine, text, fmt=RESULTS_JSON, data_set=None):
    parts = await engine.ask(Question(text, fmt, data_set))
    return b"".join([part async for part in parts])


async def rows(engine, text, data_set=None):
    return json.loads(await answer(engine, text, data_set=data_set))["results"]["bindings"]


def pool(store, **limits):
    return Pool(store, ONE, limits=Limits(**{"deadline": 1.0, **limits}))


@pytest.mark.parametrize("engine_class", [Pool, InProcess])
def test_the_default_data_set_is_read_only_when_none_is_named(store, engine_class):
    async def scenario(engine):
        values = [row["o"]["value"] for row in await rows(engine, ALL)]
        assert values == ["1"]
        assert len(await rows(engine, INSIDE)) == 3
        named = await rows(engine, f"SELECT * FROM <{GRAPH}2> {{ ?s ?p ?o }}")
        assert [row["o"]["value"] for row in named] == ["2"]
        told = DataSet((GRAPH + "2",), (GRAPH + "1",))
        assert [row["o"]["value"] for row in await rows(engine, ALL, told)] == ["2"]
        assert len(await rows(engine, INSIDE, told)) == 1
        assert await rows(engine, INSIDE, DataSet((), ())) == []

    with_engine(engine_class(store, ONE), scenario)


@pytest.mark.parametrize("engine_class", [Pool, InProcess])
def test_refusals_that_need_no_killing(store, engine_class):
    async def scenario(engine):
        with pytest.raises(SyntaxRefused) as refused:
            await answer(engine, "SELECT *\n{ ?s ?p }")
        assert (refused.value.line, refused.value.column) == (2, 10)
        assert refused.value.after == "{ ?s ?p }"
        with pytest.raises(SyntaxRefused) as refused:
            await answer(engine, "SELECT ?x")
        assert "{" in refused.value.expected
        with pytest.raises(UpdateForbidden):
            await answer(engine, "CLEAR ALL")
        with pytest.raises(ServiceForbidden):
            await answer(engine, "ASK { SERVICE <http://127.0.0.1/> {} }")

    with_engine(engine_class(store, ONE), scenario)


@pytest.mark.parametrize("fmt", [RESULTS_JSON, RESULTS_XML, CSV, TSV])
def test_answers_are_the_bytes_of_the_engine(store, fmt):
    async def scenario(engine):
        return await answer(engine, ALL, fmt)

    ours = with_engine(Pool(store, ONE), scenario)
    assert ours == with_engine(InProcess(store, ONE), scenario)


def test_a_long_answer_streams_whole(store):
    async def scenario(engine):
        every = await rows(engine, f"SELECT * FROM <{GRAPH}3> {{ ?s ?p ?o }}")
        assert len(every) == 20_000
        graph = await answer(engine, f"CONSTRUCT FROM <{GRAPH}3> WHERE {{ ?s ?p ?o }}", TURTLE)
        assert graph.count(b"\n") == 20_000

    with_engine(Pool(store, ONE), scenario)


BOMBS = {
    "a cross product counted": f"SELECT (COUNT(*) AS ?n) {CROSS}",
    "a cross product streamed": f"SELECT * {CROSS}",
    "a cross product of a graph": "CONSTRUCT { ?a ?i ?f } " + CROSS,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_the_deadline_kills_and_the_next_question_is_answered(store, bomb):
    async def scenario(engine):
        fmt = TURTLE if bomb.startswith("CONSTRUCT") else RESULTS_JSON
        with pytest.raises(DeadlineExceeded):
            await answer(engine, bomb, fmt)
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store, answer=10**12), scenario)


def test_a_question_out_of_memory(store):
    async def scenario(engine):
        with pytest.raises(MemoryExceeded):
            await answer(engine, f"SELECT * {CROSS} ORDER BY ?a ?d")
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store, deadline=20.0, memory=64 * 2**20), scenario)


def test_an_answer_over_the_cap_is_refused_before_its_first_byte_when_it_can_be(store):
    async def scenario(engine):
        with pytest.raises(ResultTooLarge):
            await engine.ask(Question(f"SELECT * FROM <{GRAPH}3> {{ ?s ?p ?o }}", CSV))
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store, answer=10_000), scenario)


def test_an_answer_over_the_cap_is_cut_short_after_its_first_byte(store):
    async def scenario(engine):
        text = f"SELECT * FROM <{GRAPH}3> {{ ?s ?p ?o }}"
        with pytest.raises(ResultTooLarge):  # or before it, where the worker is that fast
            await answer(engine, text, CSV)
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store, answer=200_000), scenario)


CHAINS = {
    "negations": "ASK { FILTER(" + "!" * 20_000 + "1) }",
    "alternatives": "ASK { FILTER(" + "||".join(["true"] * 20_000) + ") }",
    "sums": "SELECT (1" + "+1" * 20_000 + " AS ?x) {}",
    "unions": "SELECT * { " + "UNION".join(["{}"] * 20_000) + " }",
    "triples": "SELECT * { " + "?a ?b ?c. " * 20_000 + " }",
    "steps": "ASK { ?a <a:a>" + "/<a:a>" * 20_000 + " ?b }",
}


@pytest.mark.parametrize("text", CHAINS.values(), ids=CHAINS.keys())
def test_what_the_stack_does_not_hold_is_said_to_be_so(store, text):
    async def scenario(engine):
        with pytest.raises(StackExceeded):
            await answer(engine, text)
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store, deadline=20.0), scenario)


def test_nesting_that_only_the_parser_meets(store):
    async def scenario(engine):
        with pytest.raises(NestedTooDeep):
            await answer(engine, "ASK { FILTER(" + "!" * 20_000 + "1) }")
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store), scenario)


def test_a_client_that_leaves_frees_the_worker(store):
    async def scenario(engine):
        parts = await engine.ask(Question(f"SELECT * {CROSS}", CSV))
        await anext(parts)
        await parts.aclose()
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store, deadline=20.0), scenario)


def test_a_client_that_stops_reading_does_not_hold_the_worker(store):
    async def scenario(engine):
        parts = await engine.ask(Question(f"SELECT * {CROSS}", CSV))
        await asyncio.sleep(1.3)
        assert b"true" in await answer(engine, "ASK {}")
        with pytest.raises(DeadlineExceeded):
            async for _ in parts:
                pass

    with_engine(pool(store, answer=10**12), scenario)


def test_an_answer_that_is_finished_can_be_read_after_the_deadline(store):
    async def scenario(engine):
        parts = await engine.ask(Question(f"SELECT * FROM <{GRAPH}3> {{ ?s ?p ?o }}", CSV))
        while engine.counts.working:
            await asyncio.sleep(0.01)
        assert engine.counts.answered == 1
        await asyncio.sleep(1.2)
        body = b"".join([part async for part in parts])
        assert body.count(b"\r\n") == 20_001
        assert engine.budget.used == 0
        assert engine.counts.killed == 0

    with_engine(pool(store), scenario)


def test_where_there_is_no_room_left_the_worker_waits_for_the_reader(store):
    async def scenario(engine):
        parts = await engine.ask(Question(f"SELECT * FROM <{GRAPH}3> {{ ?s ?p ?o }}", CSV))
        await asyncio.sleep(0.3)
        assert engine.counts.working == 1
        assert engine.budget.used < 10 * 2**16
        body = b"".join([part async for part in parts])
        assert body.count(b"\r\n") == 20_001

    with_engine(pool(store, deadline=20.0, spool=2**16), scenario)


def test_a_full_queue_is_busy(store):
    async def scenario(engine):
        bomb = asyncio.ensure_future(answer(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}"))
        await asyncio.sleep(0.6)
        text = Question("ASK {}", CSV, client="a")
        waiting = asyncio.ensure_future(engine.ask(text))
        await asyncio.sleep(0.1)
        with pytest.raises(EngineBusy) as busy:
            await engine.ask(Question("ASK { }", CSV, client="b"))
        assert busy.value.retry_after >= 1
        with pytest.raises(DeadlineExceeded):
            await bomb
        assert b"true" in await anext(await waiting)

    with_engine(pool(store, queue=1), scenario)


def test_a_worker_that_dies_between_questions_is_replaced(store):
    async def scenario(engine):
        (worker,) = engine.queue.idle
        worker.kill()
        with pytest.raises(EngineFailed):
            await answer(engine, "ASK {}")
        assert b"true" in await answer(engine, "ASK {}")

    with_engine(pool(store), scenario)


def test_a_store_that_is_not_there(tmp_path):
    async def scenario(engine):
        pass

    with pytest.raises(EngineFailed):
        with_engine(Pool(tmp_path / "nothing", ONE), scenario)


def test_the_worker_can_open_no_file_and_no_socket(store, monkeypatch):
    """The scan refuses SERVICE; this is what holds should it ever be fooled."""
    monkeypatch.setattr("ghtld.engine.pool.admit", lambda _text, _limits: _Unsuspecting())

    async def scenario(engine):
        with socket.create_server(("127.0.0.1", 0)) as canary:
            port = canary.getsockname()[1]
            canary.settimeout(0.2)
            with pytest.raises(ServiceForbidden):
                await answer(engine, f"ASK {{ SERVICE <http://127.0.0.1:{port}/> {{}} }}")
            await answer(engine, f"ASK {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{}} }}")
            with pytest.raises(TimeoutError):
                canary.accept()
        (worker,) = engine.queue.idle
        limits = Path(f"/proc/{worker.pid}/limits").read_text().splitlines()
        open_already = len(list(Path(f"/proc/{worker.pid}/fd").iterdir()))
        allowed = next(line.split()[3] for line in limits if line.startswith("Max open files"))
        assert int(allowed) == open_already

    with_engine(pool(store), scenario)


class _Unsuspecting:
    names_data_set = False
    volatile = False


def test_from_reads_no_file(store, tmp_path):
    canary = tmp_path / "canary.ttl"
    canary.write_text("<a:a> <a:b> <a:c> .")

    async def scenario(engine):
        assert await rows(engine, f"SELECT * FROM <file://{canary}> {{ ?s ?p ?o }}") == []

    with_engine(pool(store), scenario)


def test_from_reads_no_pipe_and_no_address(store, tmp_path):
    async def scenario(engine):
        with socket.create_server(("127.0.0.1", 0)) as canary:
            port = canary.getsockname()[1]
            canary.settimeout(0.2)
            text = f"SELECT * FROM <http://127.0.0.1:{port}/x> {{ ?s ?p ?o }}"
            assert await rows(engine, text) == []
            with pytest.raises(TimeoutError):
                canary.accept()

    with_engine(pool(store), scenario)


def test_an_idle_worker_has_less_than_15_megabytes_of_its_own(store):
    async def scenario(engine):
        await answer(engine, "ASK {}")
        (pid,) = engine.pids
        return Path(f"/proc/{pid}/smaps_rollup").read_text()

    sizes = with_engine(pool(store), scenario).splitlines()
    own = [int(line.split()[1]) for line in sizes if line.startswith("Private_Dirty")]
    assert 0 < sum(own) < 15 * 1024


def test_a_worker_at_rest_gives_its_memory_back_and_keeps_none_from_an_answer(store, monkeypatch):
    async def scenario(engine):
        before = engine.pids
        assert b"true" in await answer(engine, "ASK {}")
        monkeypatch.setattr("ghtld.engine.pool.LEAN", 1)
        while engine.pids == before:
            await asyncio.sleep(0.01)
        monkeypatch.undo()
        assert b"true" in await answer(engine, "ASK { }")
        assert (engine.counts.killed, engine.counts.answered) == (0, 2)
        after = engine.pids
        await asyncio.sleep(0.3)  # a lean one stays
        assert engine.pids == after
        assert 0 < own_memory(after[0]) < LEAN
        assert own_memory(before[0]) == 0

    with_engine(pool(store, rest=0.05), scenario)


def test_a_worker_goes_first_and_knows_nothing_of_the_environment(store, monkeypatch):
    monkeypatch.setenv("GHTLD_SECRET", "x")

    async def scenario(engine):
        (pid,) = engine.pids
        assert int(Path(f"/proc/{pid}/oom_score_adj").read_text()) >= 500
        assert b"SECRET" not in Path(f"/proc/{pid}/environ").read_bytes()

    with_engine(pool(store), scenario)


def test_a_worker_that_has_grown_too_fat_makes_way_for_another(store):
    async def scenario(engine):
        before = engine.pids
        await answer(engine, f"SELECT * FROM <{GRAPH}3> {{ ?s ?p ?o }}", CSV)
        assert b"true" in await answer(engine, "ASK {}")
        assert engine.pids != before
        assert (engine.counts.answered, engine.counts.killed) == (2, 0)

    with_engine(pool(store, deadline=20.0, memory=6 * 2**20), scenario)


def test_what_was_done_is_counted(store):
    async def scenario(engine):
        await answer(engine, "ASK {}")
        for text in ("SELECT", "CLEAR ALL", f"SELECT (COUNT(*) AS ?n) {CROSS}"):
            with pytest.raises(Refusal):
                await answer(engine, text)
        await answer(engine, "ASK {}")
        return engine.counts

    counts = with_engine(pool(store), scenario)
    assert (counts.asked, counts.answered) == (5, 2)
    assert counts.refused == {"SyntaxRefused": 1, "UpdateForbidden": 1, "DeadlineExceeded": 1}
    assert (counts.waiting, counts.working) == (0, 0)
    assert (counts.killed, counts.started) == (1, 2)
    assert counts.seconds.count == 4  # an update never reached a worker
    assert counts.seconds.sum > 1.0
    assert counts.bytes > 0


def test_stopping_leaves_no_worker(store):
    async def scenario(engine):
        return engine.pids

    for pid in with_engine(Pool(store, ONE, size=2), scenario):
        assert not Path(f"/proc/{pid}").exists()


def children():
    tasks = Path("/proc/self/task").iterdir()
    return {name for task in tasks for name in (task / "children").read_text().split()}


@pytest.mark.parametrize("how", ["cancelled", "stopped"])
@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_a_pool_that_ends_while_it_starts_leaves_no_worker(store, how, after):
    before = children()

    async def run():
        engine = Pool(store, ONE, size=3)
        starting = asyncio.ensure_future(engine.start())
        await asyncio.sleep(after)
        if how == "cancelled":
            starting.cancel()
        else:
            await engine.stop()
        await asyncio.gather(starting, return_exceptions=True)
        await engine.stop()
        assert engine.pids == []

    asyncio.run(run())
    assert children() == before


def test_a_pool_that_cannot_start_leaves_no_worker(tmp_path):
    before = children()

    async def run():
        with pytest.raises(EngineFailed):
            await Pool(tmp_path / "nothing", ONE, size=3).start()
        assert children() == before

    asyncio.run(run())
