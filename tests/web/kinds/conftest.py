from collections.abc import Callable
from pathlib import Path

import page_tree
import pytest

from ghtld.web.routes import create_pages
from ghtld.web.server import open_site
from ghtld.web.site import Site


@pytest.fixture(scope="session")
def site(build_folder: Path) -> Site:
    """Return the real release."""
    return open_site(build_folder)


@pytest.fixture(scope="session")
def fetch(site: Site) -> Callable[..., str]:
    """Return what gives the page of a thing, by kind and slug, without a server between."""
    client = create_pages(lambda: site).test_client()

    def page(name: str, language: str = "fr", number: int = 1) -> str:
        asked = f"/doc/{name}.html?lang={language}" + (f"&page={number}" if number > 1 else "")
        answer = client.get(asked)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.get_data(as_text=True)

    return page


@pytest.fixture(scope="session")
def tree(fetch) -> Callable[..., page_tree.Element]:
    """Return what gives the page of a thing as a tree."""
    return lambda name, language="fr": page_tree.read(fetch(name, language))
