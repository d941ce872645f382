"""Known attacks, shown by a real Chromium without our Content-Security-Policy: no script runs."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.base.test_html import PAYLOADS

from milepost.base.html import cleaned
from milepost.web.public.entries import Entry

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Whatever a payload calls, it calls alert or leaves the page.
LISTEN = "window.fired = 0; window.alert = () => { window.fired += 1; };"
CLICK = """() => {
    for (const each of document.querySelectorAll("a, button, input, text, b")) {
        each.addEventListener("click", (event) => {
            const to = each.getAttribute("href") || "";
            if (/^(https?|mailto):/i.test(to)) event.preventDefault();
        });
        each.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
        each.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
    }
}"""


class Screen:
    """A page that shows HTML, counts the scripts that ran and notes what was asked outside."""

    def __init__(self, browser) -> None:
        self.context = browser.new_context(bypass_csp=True, offline=False)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.page.add_init_script(LISTEN)
        self.page.route("**/*", self._answer)

    def _answer(self, route) -> None:
        if route.request.url == "http://shown.example/":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        else:
            self.asked.append(route.request.url)
            route.abort()

    def show(self, html: str, *, clicks: bool = True) -> int:
        """Show HTML, click everything, and return how many scripts ran."""
        self.asked.clear()
        self.html = f"<!doctype html><html><body><main>{html}</main></body></html>"
        self.page.goto("http://shown.example/", wait_until="load")
        if clicks:
            self.page.evaluate(CLICK)
        self.page.wait_for_timeout(60)
        return self.page.evaluate("window.fired || 0")


@pytest.fixture(scope="module")
def screen(chromium):
    shown = Screen(chromium)
    yield shown
    shown.context.close()


def as_post(text: str) -> Entry:
    now = timezone.now()
    return Entry(title="", text=text, address="", at=now, changed_at=None, call="", call_address="")


def test_payloads_are_real(screen):
    """What is not cleaned does run, or what the others prove would be nothing."""
    ran = 0
    for payload in PAYLOADS[10:24]:
        ran += bool(screen.show(payload, clicks=False))
    assert ran >= 8


def test_no_payload_runs_once_it_is_cleaned(screen):
    for start in range(0, len(PAYLOADS), 10):
        html = "\n".join(
            f"<section>{cleaned(each)}</section>" for each in PAYLOADS[start : start + 10]
        )
        assert screen.show(html) == 0, PAYLOADS[start : start + 10]
        assert screen.asked == []


def test_no_payload_runs_as_a_post_of_the_own_page(screen):
    posts = [as_post(each) for each in PAYLOADS]
    html = "\n".join(f"{post.html}{post.excerpt}<h2>{post.html}</h2>" for post in posts)
    assert screen.show(html) == 0
    assert screen.asked == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(PAYLOADS) | st.text(max_size=4), min_size=2, max_size=6))
def test_no_mixture_of_payloads_runs(screen, parts):
    assert screen.show(cleaned("".join(parts))) == 0
    assert screen.asked == []
