"""The direct way to documents says what the long way says, to the byte, and leaves it the rest."""

import asyncio
import threading

import httpx
import pytest
from served import running
from test_paging import HUB, crowded_release

from ghtld.engine.interface import Limits
from ghtld.formats import ALL
from ghtld.web.configuration import Configuration
from ghtld.web.kinds import resource
from ghtld.web.pages.directly import Directly
from ghtld.web.server import open_site

LONG_WAY = "beside=the+point"
"""A parameter that no page knows: the answer is the same, the way to it is the long one."""
THINGS = (
    "group/lozere",
    "agreement/lozere-montpellier",
    "concept/mission/recherche",
    "fact/000-19",
    "graph/entities",
)
HEADERS = (
    {"Accept": "text/html"},
    {"Accept": "text/html", "Accept-Language": "en"},
    {"Accept": "text/turtle"},
    {"Accept": "application/ld+json;profile=x, text/html;q=0.5", "Accept-Encoding": "gzip"},
    {"Accept": "text/csv", "Accept-Language": "en-GB"},
    {"Accept": "application/n-quads"},
    {"Accept": "image/png"},
    {},
)
SUFFIXES = tuple(f".{fmt.suffix}" for fmt in ALL)


@pytest.fixture(scope="module")
def real(build_folder):
    with (
        running(build_folder, Limits(), cache=0) as served,
        httpx.Client(base_url=served.address, timeout=30) as client,
    ):
        yield client


def same(client, path, method="GET", **headers):
    joint = "&" if "?" in path else "?"
    direct = client.request(method, path, headers=headers)
    long = client.request(method, f"{path}{joint}{LONG_WAY}", headers=headers)
    assert direct.status_code == long.status_code
    assert direct.content == long.content
    # ``Date`` is of the moment; one answer may have been kept, the other must not.
    told = [
        {k: v for k, v in answer.headers.multi_items() if k != "date"} for answer in (direct, long)
    ]
    assert told[0] == told[1]
    assert sorted(direct.headers.get_list("link")) == sorted(long.headers.get_list("link"))
    return direct


@pytest.mark.parametrize("headers", HEADERS, ids=str)
@pytest.mark.parametrize("thing", THINGS)
def test_both_ways_lead_to_the_same_answer(real, thing, headers):
    same(real, f"/doc/{thing}", **headers)
    same(real, f"/doc/{thing}", "HEAD", **headers)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("query", ["", "?lang=en", "?page=2", "?lang=fr&page=1", "?format=csv"])
def test_both_ways_know_suffixes_and_parameters(real, suffix, query):
    same(real, f"/doc/group/lozere{suffix}{query}")


@pytest.mark.parametrize("query", ["", "?format=ttl", "?lang=en&format=html", "?page=2"])
@pytest.mark.parametrize("thing", THINGS)
def test_both_ways_lead_from_things_to_their_documents(real, thing, query):
    answer = same(real, f"/id/{thing}{query}")
    assert answer.status_code == 303
    assert real.get(f"/id/{thing}{query}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/id/group/nobody",
        "/doc/group/nobody",
        "/doc/group/lozere.exe",
        "/doc/nothing/lozere",
        "/doc/group/lozere?page=99",
        "/doc/group/lozere?format=none",
    ],
)
def test_both_ways_refuse_alike(real, path):
    assert same(real, path, Accept="text/html").status_code != 200


def request(path, method="GET", query=b"", **headers):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


class Asked:
    """A direct way over a site, with a long way that only counts who comes along it."""

    def __init__(self, site):
        self.site = site
        self.passed = []
        self.sent = []
        self.way = Directly(self._long_way, lambda: site, Configuration())

    async def _long_way(self, scope, *_):
        self.passed.append(scope)

    def __call__(self, scope):
        async def send(message):
            self.sent.append(message)

        asyncio.run(self.way(scope, None, send))
        return bool(self.sent)


@pytest.mark.parametrize(
    ("scope", "direct"),
    [
        (request("/doc/group/lozere"), True),
        (request("/doc/group/lozere.ttl", "HEAD"), True),
        (request("/doc/group/lozere", accept="text/csv"), True),
        (request("/doc/group/lozere", query=b"lang=en&page=1"), True),
        (request("/doc/group/lozere", "POST"), False),
        (request("/doc/group/lozere", "OPTIONS"), False),
        (request("/doc/group/lozere", query=b"dialect=excel-fr"), False),
        (request("/doc/group/lozere", query=b"format=%74tl"), False),
        (request("/doc/group/loz%65re"), False),
        (request("/doc/group/nobody"), False),
        (request("/doc/group/lozere", accept="image/png"), False),
        (request("/id/group/lozere"), True),
        (request("/id/group/lozere.ttl"), False),
        (request("/id/group/nobody"), False),
        (request("/finess/480780097"), False),
        (request("/"), False),
        ({"type": "lifespan"}, False),
    ],
)
def test_only_what_is_plain_goes_directly(build_folder, scope, direct):
    asked = Asked(open_site(build_folder))
    assert asked(scope) == direct
    assert asked.passed == ([] if direct else [scope])


def test_what_breaks_on_the_direct_way_is_told_on_the_long_one(build_folder, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(resource, "describe", broken)
    asked = Asked(open_site(build_folder))
    assert not asked(request("/doc/group/nobody", accept="text/html"))
    assert not caplog.records
    assert not asked(request("/doc/group/lozere", accept="text/html"))
    assert len(asked.passed) == 2
    assert "a document failed on the direct way: /doc/group/lozere" in caplog.text


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    return open_site(crowded_release(tmp_path_factory.mktemp("crowd")))


@pytest.fixture
def threads(monkeypatch):
    """Return the threads in which pages are written, in order."""
    found, describe = [], resource.describe

    def noting(*asked):
        found.append(threading.current_thread())
        return describe(*asked)

    monkeypatch.setattr(resource, "describe", noting)
    return found


def test_a_short_page_is_written_at_once_and_a_long_one_in_a_thread(crowd, threads):
    asked = Asked(crowd)
    page, place = (request(path, accept="text/html") for path in ("/doc/group/lozere", HUB))
    here = [asked(scope) and threads[-1] is threading.main_thread() for scope in (page, page)]
    assert here == [False, True]  # the first of its sort may have much to derive
    assert len(threads) == 2
    here = [asked(scope) and threads[-1] is threading.main_thread() for scope in (place, place)]
    assert here == [False, False]
    assert len(threads) == 5  # the second was begun on the loop, where it proved long


def test_another_engine_is_never_asked_on_the_event_loop(crowd, threads, monkeypatch):
    class Elsewhere:
        quads_for_pattern = crowd.store.quads_for_pattern

    monkeypatch.setattr(crowd, "statements", Elsewhere())
    asked = Asked(crowd)
    assert all(asked(request("/doc/group/lozere", accept="text/html")) for _ in range(3))
    assert len(threads) == 3
    assert threading.main_thread() not in threads
