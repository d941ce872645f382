"""A running Milepost, and a real Chromium that looks at it and listens for errors."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent.parent.parent / "build" / "pictures"
# What people's browsers say; the headless one names itself a machine, and would be counted as one.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Safari/537.36"
)
SIZES = {"wide": (1280, 900), "narrow": (360, 740)}


class Milepost:
    """A running `milepost up`: its address, and the one-time link that it printed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.folder = folder
        self.log = folder.with_suffix(".log").open("w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MILEPOST_")}
        command = [sys.executable, "-m", "milepost", "up", "--data", str(folder)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        said = "".join(self.process.stdout.readline() for _ in range(2))
        found = re.search(r"(http://\S+/signin/\S+)", said)
        assert found, f"no link in {said!r}: {folder.with_suffix('.log').read_text()}"
        self.link = found.group(1)
        self.address = f"http://localhost:{port}"

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(20)
        self.log.close()
        self.process.stdout.close()
        return code


@pytest.fixture
def milepost(tmp_path):
    running = Milepost(tmp_path / "data")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def chromium() -> Browser:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(os.environ.get("CHROMIUM") or "chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


class Visitor:
    """Someone at a browser; every error on its console is remembered."""

    def __init__(self, browser: Browser, address: str, *, size: str = "wide") -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            locale="en-GB",
            user_agent=AGENT,
            timezone_id="America/Los_Angeles",
        )
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _listen(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{self.page.url}: {message.text}")

    def look(self, name: str) -> None:
        """Take the page's picture at both widths in light and dark, and let axe read it."""
        before = self.page.viewport_size
        for size, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                PICTURES.mkdir(parents=True, exist_ok=True)
                path = PICTURES / f"{name}-{size}-{scheme}.png"
                self.page.screenshot(path=path, full_page=True)
                self._hold_against_axe(f"{name} {size} {scheme}")
            sideways = self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{name} scrolls sideways by {sideways} px at {width} px"
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(before)

    def _hold_against_axe(self, name: str) -> None:
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


@pytest.fixture
def visit(chromium, milepost):
    """Return a function that opens a browser for one more visitor."""
    visitors = []

    def open_browser(size: str = "wide") -> Visitor:
        visitors.append(Visitor(chromium, milepost.address, size=size))
        return visitors[-1]

    yield open_browser
    errors = [error for visitor in visitors for error in visitor.errors]
    for visitor in visitors:
        visitor.context.close()
    assert errors == []
