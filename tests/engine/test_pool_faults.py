"""Faults of the system and of workers, each in every state: no worker is lost for ever."""

import asyncio
import os
import random
import resource
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from ghtld.engine import pool as pools
from ghtld.engine import process as processes
from ghtld.engine.interface import (
    DataSet,
    DeadlineExceeded,
    EngineBusy,
    EngineFailed,
    EngineUnavailable,
    Limits,
    NoRoom,
    Question,
    Refusal,
)
from ghtld.engine.pool import Pool
from ghtld.formats import CSV, RESULTS_JSON

ONE = DataSet(("http://example.org/graph/1",))
CROSS = "{ GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?h ?i ?j } }"
LONG = "SELECT * FROM <http://example.org/graph/3> { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(pools, "_RESTART_AFTER", 0.05)
    monkeypatch.setattr(pools, "_LOOK_EVERY", 0.1)


def with_pool(store, scenario, size=2, **limits):
    async def run():
        engine = Pool(store, ONE, size, Limits(**{"deadline": 1.0, "rest": 60.0, **limits}))
        await engine.start()
        try:
            result = await scenario(engine)
            await whole(engine)
            return result
        finally:
            await engine.stop()

    return asyncio.run(run())


async def whole(engine):
    """Wait until every worker is idle again, and answers."""
    async with asyncio.timeout(10):
        while engine.workers != {"idle": engine._size, "working": 0, "starting": 0}:
            await asyncio.sleep(0.01)
    assert b"true" in await ask(engine, f"ASK {{}} # {random.random()}")
    assert len(engine.pids) == engine._size
    assert engine.budget.used == engine.budget.disk_used == 0
    assert not engine.queue._under_way
    assert not engine._shared
    assert not engine._evaluations
    assert (engine.counts.waiting, engine.counts.working) == (0, 0)


async def ask(engine, text, client="", fmt=RESULTS_JSON):
    answer = await engine.ask(Question(text, fmt, client=client))
    return b"".join([part async for part in answer])


def test_hang_ups_of_many_clients_at_any_moment(store):
    async def scenario(engine):
        for _ in range(150):
            asked = [
                asyncio.ensure_future(ask(engine, f"ASK {{}} # {n} {random.random()}", f"c{n}"))
                for n in range(12)
            ]
            await asyncio.sleep(random.uniform(0, 0.004))
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
            workers = engine.workers
            assert sum(workers.values()) == 2

    with_pool(store, scenario)


@pytest.mark.parametrize("moment", ["before its first step", "granted", "at work", "streaming"])
def test_who_leaves_at_each_moment_loses_no_worker(store, moment):
    async def scenario(engine):
        text = LONG if moment == "streaming" else f"SELECT (COUNT(*) AS ?n) {CROSS}"
        task = asyncio.ensure_future(engine.ask(Question(text, CSV, client="a")))
        if moment == "granted":
            await asyncio.sleep(0)
        elif moment == "at work":
            await asyncio.sleep(0.05)
        elif moment == "streaming":
            answer = await task
            await anext(answer)
            await answer.aclose()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with_pool(store, scenario, size=1)


def test_a_hang_up_on_a_quick_question_costs_no_worker_its_life(store):
    async def scenario(engine):
        before = set(engine.pids)
        for n in range(50):
            asked = asyncio.ensure_future(ask(engine, f"ASK {{}} # {n}", f"c{n % 5}"))
            await asyncio.sleep(0.0005)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
        await asyncio.sleep(0.2)
        assert set(engine.pids) == before
        assert engine.counts.killed == 0

    with_pool(store, scenario)


def kill(pid, how=signal.SIGKILL):
    os.kill(pid, how)


def test_a_worker_killed_while_idle(store):
    async def scenario(engine):
        before = engine.pids
        kill(before[0])
        async with asyncio.timeout(5):
            while before[0] in engine.pids:
                await asyncio.sleep(0.01)

    with_pool(store, scenario)


def test_a_worker_killed_between_grant_and_work_costs_no_answer(store):
    async def scenario(engine):
        asked = asyncio.ensure_future(ask(engine, "ASK {} # a"))
        await asyncio.sleep(0)
        (worker,) = engine.queue.held or engine.queue.idle
        engine._retire(worker)
        assert b"true" in await asked

    with_pool(store, scenario, size=1)


@pytest.mark.parametrize("after", [0.0, 0.02, 0.2])
def test_a_worker_killed_at_work(store, after):
    async def scenario(engine):
        asked = asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}"))
        await asyncio.sleep(0.05 + after)
        kill(next(worker.pid for worker in engine.queue.held))
        with pytest.raises(EngineFailed):
            await asked

    with_pool(store, scenario)


def test_who_waited_for_a_worker_makes_it_wait_for_a_slow_reader_too(store):
    async def scenario(engine):
        first = asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}"))
        await asyncio.sleep(0.05)
        asked = asyncio.ensure_future(engine.ask(Question(LONG, CSV)))
        await asyncio.gather(first, return_exceptions=True)
        answer = await asked
        await asyncio.sleep(0.3)
        assert engine.budget.used < 2**20
        assert b"".join([part async for part in answer]).count(b"\r\n") == 20_001

    with_pool(store, scenario, size=1, deadline=2.0, spool=2**18)


def test_a_worker_killed_while_its_answer_is_read_slowly(store):
    async def scenario(engine):
        answer = await engine.ask(Question(f"SELECT * {CROSS}", CSV))
        await anext(answer)
        for worker in engine.queue.held:
            kill(worker.pid)
        with pytest.raises(Refusal):
            async for _ in answer:
                pass

    with_pool(store, scenario, answer=10**9)


def test_workers_killed_while_they_start(store, monkeypatch):
    started = []
    popen = subprocess.Popen

    class Doomed(popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)
            if len(started) in (4, 5):
                self.kill()

    async def scenario(engine):
        monkeypatch.setattr("ghtld.engine.process.subprocess.Popen", Doomed)
        started.extend([None, None])
        for pid in engine.pids:
            kill(pid)
        await asyncio.sleep(0.3)
        assert len(started) >= 6

    with_pool(store, scenario)


def test_a_worker_that_is_ready_before_anybody_looks_is_seen(store, monkeypatch):
    spawn = processes._spawn

    def spawn_and_be_late(*arguments):
        process = spawn(*arguments)
        time.sleep(0.6)  # the whole loop, as on a busy machine
        return process

    async def scenario(engine):
        monkeypatch.setattr(processes, "_spawn", spawn_and_be_late)
        for pid in engine.pids:
            kill(pid)
        await asyncio.sleep(0.1)

    with_pool(store, scenario)


def test_a_stopped_idle_worker_is_noticed_and_replaced(store):
    async def scenario(engine):
        before = set(engine.pids)
        for pid in before:
            kill(pid, signal.SIGSTOP)
        async with asyncio.timeout(10):
            while before & set(engine.pids):
                await asyncio.sleep(0.02)
        assert engine.counts.healed == 2

    with_pool(store, scenario)


def test_a_question_to_a_stopped_worker_is_asked_again_of_another(store):
    async def scenario(engine):
        for pid in engine.pids:
            kill(pid, signal.SIGSTOP)
        began = asyncio.get_running_loop().time()
        assert b"true" in await ask(engine, "ASK {} # again")
        assert asyncio.get_running_loop().time() - began < 5
        assert engine.counts.healed >= 1
        assert engine.counts.refused == {}

    with_pool(store, scenario, size=1, deadline=20.0)


def test_a_slow_reader_loses_its_worker_while_others_wait(store, monkeypatch):
    monkeypatch.setattr("ghtld.engine.evaluation._PATIENCE", 0.2)

    async def scenario(engine):
        slow = await engine.ask(Question(f"SELECT * {CROSS}", CSV, client="slow"))
        await asyncio.sleep(0.3)
        assert engine.workers["working"] == 1  # nobody else is there
        began = asyncio.get_running_loop().time()
        assert b"true" in await ask(engine, "ASK {} # other", "other")
        assert asyncio.get_running_loop().time() - began < 5
        with pytest.raises(NoRoom):
            async for _ in slow:
                pass

    with_pool(store, scenario, size=1, deadline=20.0, answer=10**9, spool=2**18)


def test_answers_that_nobody_reads_stop_no_short_one(store):
    async def scenario(engine):
        unread = [
            await engine.ask(Question(f"{LONG} # {n}", CSV, client=f"c{n}")) for n in range(2)
        ]
        while engine.workers["working"]:
            await asyncio.sleep(0.01)
        assert engine.budget.used > 2**20
        assert b"true" in await asyncio.wait_for(ask(engine, "ASK {} # short"), 2)
        for answer in unread:
            await answer.aclose()

    with_pool(store, scenario, size=2, deadline=5.0, spool=2**20)


def test_a_server_that_ends_turns_away_who_waits(store):
    async def scenario(engine):
        bomb = asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}"))
        await asyncio.sleep(0.05)
        waiting = asyncio.ensure_future(ask(engine, "ASK {} # waits", "b"))
        await asyncio.sleep(0.05)
        engine.drain()
        for asked in (waiting, ask(engine, "ASK {} # late", "c")):
            with pytest.raises(EngineBusy):
                await asyncio.wait_for(asked, 0.5)
        with pytest.raises(DeadlineExceeded):
            await bomb
        engine._draining = False

    with_pool(store, scenario, size=1)


def open_descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


@contextmanager
def no_descriptors():
    """Leave this process no descriptor to open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_descriptors() + 3, hard))
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass
    try:
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("what", ["descriptor", "process"])
def test_a_moment_without_descriptors_or_processes(store, monkeypatch, what):
    async def scenario(engine):
        def refuse(*_arguments, **_options):
            raise BlockingIOError(11, "Resource temporarily unavailable")

        with monkeypatch.context() as patched:
            if what == "process":
                patched.setattr("ghtld.engine.process.subprocess.Popen", refuse)
                await all_gone(engine)
            else:
                with no_descriptors():
                    await all_gone(engine)

    async def all_gone(engine):
        waiting = asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}", "a"))
        await asyncio.sleep(0.05)
        for pid in engine.pids:
            kill(pid)
        with pytest.raises(Refusal):
            await waiting
        async with asyncio.timeout(5):
            while engine.problem is None:
                await asyncio.sleep(0.01)
        with pytest.raises(EngineUnavailable) as refused:
            await asyncio.wait_for(ask(engine, "ASK {}"), 0.1)
        assert refused.value.reason or what != "process"
        assert refused.value.retry_after >= 1

    descriptors = open_descriptors()
    with_pool(store, scenario)
    assert open_descriptors() == descriptors


def test_who_waits_is_told_at_once_when_no_worker_can_be_started(store, monkeypatch):
    def refuse(*_arguments, **_options):
        raise OSError(12, "Cannot allocate memory")

    async def scenario(engine):
        bomb = asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}"))
        await asyncio.sleep(0.05)
        waiting = asyncio.ensure_future(ask(engine, "ASK {} # waits", "b"))
        await asyncio.sleep(0.05)
        with monkeypatch.context() as patched:
            patched.setattr("ghtld.engine.process.subprocess.Popen", refuse)
            kill(engine.pids[0])
            with pytest.raises(EngineUnavailable):
                await asyncio.wait_for(waiting, 0.5)
            with pytest.raises(EngineFailed):
                await bomb

    with_pool(store, scenario, size=1, deadline=20.0)


def test_the_watchdog_starts_what_nobody_starts_any_more(store):
    async def scenario(engine):
        kill(engine.pids[0])
        async with asyncio.timeout(5):
            while not engine._starters:
                await asyncio.sleep(0)
        for starter in list(engine._starters):
            starter.cancel()
        async with asyncio.timeout(5):
            while not engine.counts.healed:
                await asyncio.sleep(0.01)

    with_pool(store, scenario)


def test_the_same_question_is_evaluated_once_while_it_is_under_way(store):
    text = f"SELECT (COUNT(*) AS ?n) {{ {LONG[LONG.index('{') + 1 :]}"

    async def scenario(engine):
        answers = await asyncio.gather(*(ask(engine, text, f"c{n % 3}") for n in range(64)))
        assert len(set(answers)) == 1
        assert (engine.counts.asked, engine.counts.answered) == (64, 64)
        assert engine.counts.seconds.count == 1
        assert engine.counts.joined == 63

    with_pool(store, scenario)


def test_what_differs_is_not_shared(store):
    async def scenario(engine):
        other = DataSet(("http://example.org/graph/2",))
        text = "SELECT * { ?s ?p ?o }"
        asked = [
            engine.ask(Question(text, RESULTS_JSON)),
            engine.ask(Question(text, CSV)),
            engine.ask(Question(text, RESULTS_JSON, other)),
            engine.ask(Question(text, RESULTS_JSON, DataSet(other.default, ()))),
            engine.ask(Question("SELECT (RAND() AS ?r) {}", CSV)),
            engine.ask(Question("SELECT (RAND() AS ?r) {}", CSV)),
        ]
        answers = await asyncio.gather(*asked)
        bodies = [b"".join([part async for part in answer]) for answer in answers]
        assert engine.counts.joined == 0
        assert bodies[4] != bodies[5]
        assert b'"1"' in bodies[0]
        assert b'"2"' in bodies[2]

    with_pool(store, scenario)


def test_who_asked_first_may_leave_and_the_others_have_their_answer(store):
    async def scenario(engine):
        bomb = asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}"))
        await asyncio.sleep(0.05)
        first = asyncio.ensure_future(ask(engine, LONG, "a"))
        second = asyncio.ensure_future(ask(engine, LONG, "b"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).count(b'"type"') > 20_000
        with pytest.raises(DeadlineExceeded):
            await bomb

    with_pool(store, scenario, size=1, deadline=3.0)


def test_a_shared_question_that_fails_fails_for_all(store):
    async def scenario(engine):
        asked = [ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS}", n) for n in "abc"]
        failed = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(reason) for reason in failed] == [DeadlineExceeded] * 3
        assert engine.counts.killed == 1
        assert engine.counts.refused == {"DeadlineExceeded": 3}

    with_pool(store, scenario)


def test_a_refusal_tells_to_come_back_in_about_the_time_that_questions_take(store):
    async def scenario(engine):
        quick = [ask(engine, f"ASK {{}} # {n}", f"c{n}") for n in range(5)]
        await asyncio.gather(*quick)
        assert engine.busy().retry_after == 1
        engine._mean_seconds = 0.9
        bomb = [
            asyncio.ensure_future(ask(engine, f"SELECT (COUNT(*) AS ?n) {CROSS} # {n}", "a"))
            for n in range(6)
        ]
        await asyncio.sleep(0.1)
        with pytest.raises(EngineBusy) as busy:
            await ask(engine, "ASK {} # last", "a")
        assert busy.value.retry_after == 2  # capped: twice the deadline
        for task in bomb:
            task.cancel()
        await asyncio.gather(*bomb, return_exceptions=True)

    with_pool(store, scenario, queue=4)
