"""Visits: people in browsers count, machines do not, and a name holds for one salt alone."""

import pytest

from milepost.do.visits import Seen, kind_of, visitor_name

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148"
)


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        IPHONE,
        f"{IPHONE} [FBAN/FBIOS;FBAV/400.0]",
        f"{IPHONE} Instagram 300.0.0.0",
        f"{IPHONE} [Pinterest/iOS]",
        "Mozilla/5.0 (Linux; Android 16; Pixel 10; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Version/4.0 Chrome/146.0 Mobile Safari/537.36 MetaIAB Facebook",
        "Mozilla/5.0 (Linux; Android 13; Cubot X30) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
    ],
)
def test_browser_is_a_person_also_inside_an_app(agent):
    assert kind_of(Seen("192.0.2.1", agent)) == "person"


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "WhatsApp/2.23.20.0 A",
        "TelegramBot (like TwitterBot)",
        "http.rb/5.1.1 (Mastodon/4.2.1; +https://social.example/)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "GoToSocial/0.17 (+https://gts.example)",
        "Bluesky Cardyb/1.1",
        "Snap URL Preview Service; bot; snapchat",
    ],
)
def test_fetcher_of_link_cards_is_a_preview(agent):
    assert kind_of(Seen("192.0.2.1", agent)) == "preview"


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "Preview", "preview"])
def test_browser_that_fetches_ahead_is_a_preview(purpose):
    assert kind_of(Seen("192.0.2.1", FIREFOX, purpose=purpose)) == "preview"


@pytest.mark.parametrize(
    "agent",
    ["", "  ", "curl/8.5.0", "python-requests/2.32", "Mozilla/5.0 (compatible; Googlebot/2.1)"],
)
def test_program_is_a_bot(agent):
    assert kind_of(Seen("192.0.2.1", agent)) == "bot"


def test_head_request_is_a_bot_whatever_it_calls_itself():
    assert kind_of(Seen("192.0.2.1", FIREFOX, method="HEAD")) == "bot"


def test_one_of_us_is_kept_apart():
    assert kind_of(Seen("192.0.2.1", FIREFOX, is_member=True)) == "own"


def test_name_holds_for_same_salt_workspace_address_and_agent_alone():
    seen = Seen("192.0.2.1", FIREFOX)
    name = visitor_name("salt", 1, seen)
    assert name == visitor_name("salt", 1, Seen("192.0.2.1", FIREFOX, purpose="prefetch"))
    others = {
        visitor_name("pepper", 1, seen),
        visitor_name("salt", 2, seen),
        visitor_name("salt", 1, Seen("192.0.2.2", FIREFOX)),
        visitor_name("salt", 1, Seen("192.0.2.1", IPHONE)),
    }
    assert len(others) == 4
    assert name not in others


def test_name_is_32_hexadecimal_digits_and_tells_nothing():
    name = visitor_name("salt", 1, Seen("192.0.2.1", FIREFOX))
    assert len(name) == 32
    assert int(name, 16) >= 0
