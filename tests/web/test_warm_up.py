"""The pages people enter by are in the cache before anybody asks, and nobody waits for that."""

import asyncio
import time

import pytest
from damage import copied, serve, server, wait

from ghtld.release import current
from ghtld.ui.negotiation import LANGUAGES
from ghtld.web.server import open_site
from ghtld.web.warm_up import WarmUp, entrances

BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture(scope="module")
def whole(build_folder):
    return current(build_folder)


def kept(served):
    """Return the pages that a server had kept for who asks for them now, and those it had not."""
    text = served.client.get("/metrics").text
    lines = [line for line in text.splitlines() if line.startswith("ghtld_requests_total{")]
    count = lambda state: sum(  # noqa: E731
        float(line.rsplit(" ", 1)[1]) for line in lines if f'cache="{state}"' in line
    )
    return count("hit"), count("miss")


def test_a_server_has_its_entrances_at_hand_after_the_start_and_after_a_change(
    build_folder, whole, tmp_path_factory
):
    build = tmp_path_factory.mktemp("warm")
    serve(build, copied(whole, build, "first"))
    paths = list(entrances(open_site(build_folder)))
    assert len(paths) == len(set(paths)) > 30
    with server(build) as served:
        assert kept(served) == (0, 0)  # nothing of this is counted as a request
        time.sleep(10)
        for path in paths:
            for language in LANGUAGES:
                headers = {**BROWSER, "Accept-Language": language}
                assert served.client.get(path, headers=headers).status_code == 200
        assert kept(served) == (2 * len(paths), 0)
        serve(build, copied(whole, build, "second"))
        served.look()
        wait(lambda: served.served() == "second")
        time.sleep(10)
        for path in paths:
            assert served.client.get(path, headers=BROWSER).status_code == 200
        assert kept(served) == (3 * len(paths), 0)
        assert "Traceback" not in served.said()


class Busy:
    """Sites of which one is served; they are asked until they are let go."""

    def __init__(self, site):
        self.latest = site
        self.is_busy = True


@pytest.fixture
def site(build_folder):
    return open_site(build_folder)


def asking(sites, asked):
    async def app(scope, receive, send):
        asked.append(scope["path"])

    return WarmUp(app, sites)


def test_it_waits_while_anybody_is_being_answered(site):
    sites, asked = Busy(site), []

    async def go():
        task = asyncio.create_task(asking(sites, asked)(site))
        await asyncio.sleep(0.2)
        assert asked == []
        sites.is_busy = False
        await task

    asyncio.run(go())
    assert asked[:2] == ["/", "/"]
    assert len(asked) == 2 * len(list(entrances(site)))


def test_it_ends_with_the_release_it_began_for(site):
    sites, asked = Busy(site), []
    sites.is_busy = False

    async def app(scope, receive, send):
        asked.append(scope["path"])
        sites.latest = object()

    asyncio.run(WarmUp(app, sites)(site))
    assert asked == ["/"]


def test_it_leaves_most_of_a_small_cache_to_what_is_busy_for(site):
    sites, asked = Busy(site), []
    sites.is_busy = False
    site.cache.limit = 0
    site.cache.bytes = 1
    asyncio.run(asking(sites, asked)(site))
    assert asked == []
