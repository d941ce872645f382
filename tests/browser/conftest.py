"""A running Milepost, and a real Chromium that looks at it and listens for errors."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent.parent.parent / "build" / "pictures"
# What people's browsers say; the headless one names itself a machine, and would be counted as one.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Safari/537.36"
)
SIZES = {"wide": (1280, 900), "narrow": (360, 740)}
# What is folded is on no picture, yet has to be sound.
UNFOLD = """(all) => {
    for (const each of document.querySelectorAll(all ? ".fold:not([open])" : ".fold.unfolded")) {
        each.open = all;
        each.classList.toggle("unfolded", all);
    }
}"""
HOLD_AGAINST_AXE = """(options) => axe.run(options).then(({violations}) => ({violations}))"""


class Milepost:
    """A running `milepost up`: its address, and the one-time link that it printed."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.folder = folder
        self.log = folder.with_suffix(".log").open("w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MILEPOST_")}
        environment |= settings
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
        assert self.faults(name) == []

    def faults(self, name: str) -> list[str]:
        """Take the pictures, and return what axe finds and how far the page scrolls sideways."""
        before, found = self.page.viewport_size, []
        PICTURES.mkdir(parents=True, exist_ok=True)
        for size, (width, height) in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                # Without motion nothing is caught half-way from one colour to the other.
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                path = PICTURES / f"{name}-{size}-{scheme}.png"
                self.page.screenshot(path=path, full_page=True)
                said = self._held_against_axe(scheme)
                found += [f"{name} {size} {scheme}: {each}" for each in said]
            sideways = self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if sideways > 0:
                found.append(f"{name} scrolls sideways by {sideways} px at {width} px")
        self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        self.page.set_viewport_size(before)
        return found

    def _held_against_axe(self, scheme: str) -> list[str]:
        """Return what axe finds; in the dark only colours can be worse than they were in light."""
        if not self.page.evaluate("!!window.axe"):
            self.page.evaluate(AXE_SCRIPT)
        self.page.evaluate(UNFOLD, True)
        options = {} if scheme == "light" else {"runOnly": ["color-contrast"]}
        found = AxeResults(self.page.evaluate(HOLD_AGAINST_AXE, options))
        self.page.evaluate(UNFOLD, False)
        return [found.generate_report()] if found.violations_count else []


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
