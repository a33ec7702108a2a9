"""Build, serve, and take the pictures of the documentation: ``docs/pictures/*.png``."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "home": "/?lang=fr",
    "page": "/doc/agreement/lozere-montpellier?lang=fr",
    "map": "/map?lang=fr",
}
"""What is taken, by the name of its file."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    ghtld = Path(sys.executable).parent / "ghtld"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([str(ghtld), "build", "--build", folder], cwd=ROOT, check=True)
        serve = [str(ghtld), "serve", "--build", folder, "--port", str(port)]
        server = subprocess.Popen(serve, cwd=ROOT)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            take(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"no answer from {address}")


def take(base: str) -> None:
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        for name, path in PAGES.items():
            page.goto(base + path)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
