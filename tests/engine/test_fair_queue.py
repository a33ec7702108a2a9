"""The queue of requests and workers: who is let in, who waits, who is next; nothing gets lost."""

import asyncio
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from ghtld.engine.fair_queue import FairQueue, Full, State


def run(scenario):
    return asyncio.run(scenario())


def queue(workers, size=4, places=10, share=3):
    made = FairQueue(size, places, share)
    for worker in workers:
        made.started(worker)
    return made


def working(made, ticket):
    """Collect the worker of a ticket that has one already."""
    return run(lambda: made.take(ticket, 5))


def test_a_client_may_have_every_place_while_nobody_else_wants_one():
    made = queue("", places=5)
    tickets = [made.enter("a") for _ in range(5)]
    with pytest.raises(Full):
        made.enter("a")
    assert all(ticket.state is State.WAITING for ticket in tickets)
    made.enter("b")
    assert [ticket.state for ticket in tickets] == [State.WAITING] * 4 + [State.REFUSED]
    made.enter("b")
    with pytest.raises(Full):  # three of a, two of b: more for b would be less for a
        made.enter("b")
    made.enter("c")
    assert made.waiting == 5


def test_who_has_no_name_needs_no_place_and_comes_first():
    made = queue("", places=1)
    waiting = [made.enter("a"), *(made.enter("") for _ in range(3))]
    made.started("w")
    assert [ticket.state for ticket in waiting].index(State.GRANTED) == 1


def test_answers_that_are_not_read_count_as_under_way():
    made = queue("12", share=1)
    first = made.enter("a")
    working(made, first)
    second = made.enter("a")
    assert second.state is State.WAITING
    made.hold("a")
    made.release(first)
    assert second.state is State.WAITING
    other = made.enter("b")
    assert other.state is State.GRANTED
    made.let_go("a")
    assert second.state is State.GRANTED


def test_the_next_turn_is_of_the_client_with_the_fewest_at_work():
    made = queue("12")
    first = [made.enter("a"), made.enter("a")]
    for ticket in first:
        working(made, ticket)
    again, b, c = made.enter("a"), made.enter("b"), made.enter("c")
    assert made.waiting == 3
    for ticket in first:  # b and c have none at work: they come before a, who waited longer
        made.release(ticket, 1.0)
    assert (again.state, b.state, c.state) == (State.WAITING, State.GRANTED, State.GRANTED)
    working(made, b)
    made.release(b)
    assert again.state is State.GRANTED


def test_among_equals_who_waited_longest_is_next():
    made = queue("")
    waiting = [(name, made.enter(name)) for name in "bacb"]
    got = []
    for worker in "1234":
        made.started(worker)
        got += [name for name, ticket in waiting if ticket.worker == worker]
    assert got == ["b", "a", "c", "b"]


def test_among_equals_who_had_less_time_is_next():
    made = queue("1")
    hog = made.enter("hog")
    working(made, hog)
    again, other = made.enter("hog"), made.enter("other")
    made.release(hog, 10.0)
    assert (again.state, other.state) == (State.WAITING, State.GRANTED)
    made.leave(other)
    made.leave(again)
    assert made._spent == {}


def test_a_turn_that_comes_too_late():
    async def scenario():
        made = queue("")
        ticket = made.enter("a")
        with pytest.raises(Full):
            await made.take(ticket, 0.01)
        assert made.waiting == 0
        made.started("w")
        assert made.idle == ("w",)

    run(scenario)


@pytest.mark.parametrize("first", ["granted", "cancelled"])
def test_who_is_cancelled_and_granted_in_one_step_loses_no_worker(first):
    async def scenario():
        made = queue("")
        ticket = made.enter("a")
        task = asyncio.ensure_future(made.take(ticket, 5))
        await asyncio.sleep(0)
        if first == "granted":
            made.started("w")
            task.cancel()
        else:
            task.cancel()
            made.started("w")
        with pytest.raises(asyncio.CancelledError):
            await task
        assert made.idle == ("w",)
        assert (made.waiting, made.held) == (0, ())

    run(scenario)


def test_who_was_granted_a_worker_that_dies_before_it_is_collected_waits_again_and_first():
    made = queue("1", size=1)
    first, second = made.enter("a"), made.enter("a")
    assert made.lost("1")
    assert (first.state, made.starting) == (State.WAITING, 1)
    made.started("2")
    assert (first.worker, second.worker) == ("2", None)


def test_a_worker_at_work_is_taken_out_by_its_release():
    made = queue("1", size=1)
    ticket = made.enter("a")
    working(made, ticket)
    assert not made.lost("1")
    with pytest.raises(RuntimeError):
        made.leave(ticket)
    made.release(ticket, usable=False)
    assert (made.starting, made.idle, made.held) == (1, (), ())
    with pytest.raises(RuntimeError):
        made.release(ticket)


def test_all_who_wait_can_be_turned_away():
    async def scenario():
        made = queue("")
        waiting = [asyncio.ensure_future(made.take(made.enter("a"), 5)) for _ in range(3)]
        await asyncio.sleep(0)
        made.refuse_all()
        for task in waiting:
            with pytest.raises(Full):
                await task
        assert made.waiting == 0

    run(scenario)


WORKERS, PLACES, SHARE = 3, 4, 2
CLIENTS = ("", "a", "b", "c")


class EveryOrder(RuleBasedStateMachine):
    """Enter, collect, cancel, time out, free, kill and fail to start, in every order."""

    tickets = Bundle("tickets")
    at_work = Bundle("at work")
    unread = Bundle("unread")

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.queue = FairQueue(WORKERS, PLACES, SHARE)
        self.waits = {}
        self.number = 0
        self.held = Counter()

    def teardown(self):
        self.loop.run_until_complete(self.end())
        self.loop.close()

    async def end(self):
        for task in self.waits.values():
            task.cancel()
        await asyncio.gather(*self.waits.values(), return_exceptions=True)

    def step(self):
        """Let every task run until it waits."""
        for _ in range(3):
            self.loop.run_until_complete(asyncio.sleep(0))

    @rule()
    def a_worker_starts(self):
        if self.queue.starting:
            self.number += 1
            self.queue.started(self.number)

    @rule(data=st.data())
    def a_worker_dies(self, data):
        workers = (*self.queue.idle, *self.queue.held)
        if workers:
            self.queue.lost(data.draw(st.sampled_from(workers)))

    @rule(target=tickets, client=st.sampled_from(CLIENTS), runs=st.booleans())
    def a_request_comes(self, client, runs):
        try:
            ticket = self.queue.enter(client)
        except Full:
            return multiple()
        self.waits[ticket] = wait = self.loop.create_task(self.queue.take(ticket, 60))
        # As the evaluation does: a task may be cancelled before its first step.
        wait.add_done_callback(lambda _: ticket.state is State.WORKING or self.queue.leave(ticket))
        if runs:
            self.step()
        return ticket

    @rule(ticket=tickets, before=st.booleans())
    def its_client_hangs_up(self, ticket, before):
        """Cancel the wait in the very step in which a worker comes, before it or after it."""
        if not before:
            self.a_worker_starts()
        self.waits[ticket].cancel()
        if before:
            self.a_worker_starts()

    @rule()
    def time_passes(self):
        self.step()

    @rule(target=at_work, ticket=consumes(tickets))
    def its_worker_is_collected(self, ticket):
        self.step()
        return ticket if ticket.state is State.WORKING else multiple()

    @rule(target=unread, ticket=consumes(at_work), usable=st.booleans(), is_read=st.booleans())
    def a_worker_ends(self, ticket, usable, is_read):
        if ticket.state is not State.WORKING:
            return multiple()
        self.queue.release(ticket, 0.1, usable=usable)
        if is_read:
            return multiple()
        self.queue.hold(ticket.client)
        self.held[ticket.client] += 1
        return ticket.client

    @rule(client=consumes(unread))
    def an_answer_is_read(self, client):
        self.queue.let_go(client)
        self.held[client] -= 1

    @rule()
    def nobody_can_be_served(self):
        self.queue.refuse_all()

    @invariant()
    def every_worker_is_somewhere(self):
        made = self.queue
        assert len(made.idle) + len(made.held) + made.starting == WORKERS
        assert not set(made.idle) & set(made.held)
        assert 0 <= made.starting <= WORKERS

    @invariant()
    def who_is_gone_holds_nothing(self):
        gone = [ticket for ticket, wait in self.waits.items() if wait.done()]
        assert not any(t.state in (State.WAITING, State.GRANTED) for t in gone)

    @invariant()
    def every_share_is_given_back(self):
        states = Counter(t.client for t in self.queue._held.values())
        expected = {name: states[name] + self.held[name] for name in CLIENTS}
        assert dict(self.queue._under_way) == {n: count for n, count in expected.items() if count}

    @invariant()
    def the_places_hold_who_waits_and_nobody_else(self):
        lines = [ticket for line in self.queue._lines.values() for ticket in line]
        assert all(ticket.state is State.WAITING for ticket in lines)
        known = [ticket for ticket in self.waits if ticket.state is State.WAITING]
        assert set(lines) == set(known)
        refilled = WORKERS  # tickets whose worker died come back beyond the places
        assert sum(bool(ticket.client) for ticket in lines) <= PLACES + refilled

    @invariant()
    def no_worker_idles_while_somebody_may_have_it(self):
        may = [name for name in self.queue._lines if self.queue._may_work(name)]
        assert not (self.queue.idle and may)


EveryOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestEveryOrder = EveryOrder.TestCase
