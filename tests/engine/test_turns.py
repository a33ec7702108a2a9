"""Places and turns: who is let in, who waits, who is next."""

import asyncio

import pytest

from ghtld.engine.turns import Full, Turns


def run(scenario):
    return asyncio.run(scenario())


def turns(workers, places=10, share=3):
    made = Turns(places, share)
    for worker in workers:
        made.free(worker)
    return made


async def asking(made, client, got):
    made.enter(client)
    worker = await made.take(client, 5)
    got.append(client)
    return worker


def test_a_client_who_has_its_share_is_turned_away_while_others_are_let_in():
    made = turns("w")
    for _ in range(3):
        made.enter("a")
    with pytest.raises(Full):
        made.enter("a")
    made.enter("b")
    made.leave("a")
    made.enter("a")


def test_who_has_no_name_has_no_share():
    made = turns("w", share=1)
    for _ in range(5):
        made.enter("")


def test_a_full_queue_lets_nobody_in():
    async def scenario():
        made = turns("", places=1)
        waiting = asyncio.ensure_future(asking(made, "a", []))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            made.enter("b")
        made.free("w")
        assert await waiting == "w"
        made.enter("b")

    run(scenario)


def test_the_next_turn_is_of_the_client_with_the_fewest_at_work():
    async def scenario():
        made = turns("12")
        got = []
        await asking(made, "a", got)
        await asking(made, "a", got)
        waiting = [asyncio.ensure_future(asking(made, name, got)) for name in "abc"]
        await asyncio.sleep(0)
        assert made.waiting == 3
        for worker in "12":  # b and c have none at work: they come before a, who waited longer
            made.free(worker)
            await asyncio.sleep(0)
        assert got == ["a", "a", "b", "c"]
        made.done("b")
        made.free("1")
        await asyncio.gather(*waiting)
        assert got[-1] == "a"
        assert made.waiting == 0

    run(scenario)


def test_among_equals_who_waited_longest_is_next():
    async def scenario():
        made = turns("")
        got = []
        waiting = [asyncio.ensure_future(asking(made, name, got)) for name in "bacb"]
        await asyncio.sleep(0)
        for worker in "1234":
            made.free(worker)
        await asyncio.gather(*waiting)
        assert got == ["b", "a", "c", "b"]

    run(scenario)


def test_among_equals_who_had_less_time_is_next():
    async def scenario():
        made = turns("1")
        got = []
        await asking(made, "hog", got)
        waiting = [asyncio.ensure_future(asking(made, name, got)) for name in ("hog", "other")]
        await asyncio.sleep(0)
        made.done("hog", 10.0)
        made.free("1")
        await waiting[1]
        assert got == ["hog", "other"]
        made.free("1")
        await waiting[0]
        for _ in range(2):
            made.leave("hog")
        assert "hog" not in made._spent

    run(scenario)


def test_a_turn_that_comes_too_late():
    async def scenario():
        made = turns("")
        made.enter("a")
        with pytest.raises(Full):
            await made.take("a", 0.01)
        assert made.waiting == 0
        made.free("w")
        assert made.idle == ("w",)

    run(scenario)


def test_who_leaves_with_a_worker_in_hand_gives_it_back():
    async def scenario():
        made = turns("")
        asked = asyncio.ensure_future(asking(made, "a", []))
        await asyncio.sleep(0)
        made.free("w")
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert made.idle == ("w",)
        assert made.waiting == 0

    run(scenario)


def test_a_worker_that_is_no_more_is_handed_to_nobody():
    made = turns("12")
    made.forget("2")
    made.forget("3")
    assert made.idle == ("1",)
