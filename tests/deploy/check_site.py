"""Tries a Milepost that was set up as docs/deploy.md says; runs on that machine, as root.

Whatever does not hold ends it with the line that says so. See trial.py.
"""

import re
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

NAME = "post.example.com"
SITE = f"https://{NAME}"
CA = ssl.create_default_context(cafile="/etc/milepost/tls/ca.pem")
GREETING = "Hello from a clean machine"
PASSWORD = "a long sentence"
OWNER = "ada@example.com"
START = {"name": "Ada Pine", "email": OWNER, "workspace": "Pine Homes", "timezone": "UTC"}
# Headers that must come once, whoever sets them.
ONCE = (
    "strict-transport-security",
    "content-security-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "cache-control",
)


def run(*command: str, fails: bool = False) -> str:
    """Return what a command prints; it must succeed, or fail where that is wanted."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert bool(done.returncode) == fails, (command, done)
    return done.stdout.strip()


def browser(address: str = "127.0.0.1") -> httpx.Client:
    """Return a browser without cookies that comes from one of this machine's addresses."""
    transport = httpx.HTTPTransport(verify=CA, local_address=address)
    return httpx.Client(base_url=SITE, transport=transport, timeout=30)


def send(client: httpx.Client, path: str, told: dict[str, str], **more: object) -> httpx.Response:
    """Open a page, fill in its form and send it as a browser does."""
    page = client.get(path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, (path, page.status_code, page.text[:500])
    headers = {"Origin": SITE, "Referer": SITE + path, **more.pop("headers", {})}
    told = {"csrfmiddlewaretoken": token[1], **told}
    return client.post(more.pop("to", path), data=told, headers=headers, **more)


def until(holds: object, seconds: float = 30) -> None:
    """Wait until something holds; nothing listens for a moment after a restart."""
    began = time.monotonic()
    while True:
        try:
            if holds():
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() - began < seconds, "It did not happen in time."
        time.sleep(0.2)


def is_well() -> bool:
    with browser() as client:
        return client.get("/healthz").status_code == 200


def the_service_is_shut_in() -> None:
    units = [str(each) for each in Path("/etc/systemd/system").glob("milepost*.service")]
    assert units
    assert run("systemd-analyze", "verify", *(each.replace("@.", "@2.") for each in units)) == ""
    print(run("systemd-analyze", "security", "--no-pager", "milepost").splitlines()[-1])
    pid = run("systemctl", "show", "--property=MainPID", "--value", "milepost")
    inside = ("nsenter", f"--target={pid}", "--mount")
    for path in ("/opt/milepost/new", "/etc/new", "/usr/new", "/var/new"):
        run(*inside, "touch", path, fails=True)
    run(*inside, "touch", "/var/lib/milepost/new")
    assert run(*inside, "ls", "-A", "/root") == ""
    status = Path(f"/proc/{pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert "CapEff:\t0000000000000000" in status
    owners = run("ps", "-o", "user=", "--ppid", pid, "--pid", pid).split()
    assert len(owners) == 3 and set(owners) == {"milepost"}, owners
    modes = run("stat", "-c", "%a %U", "/var/lib/milepost", "/etc/milepost/environment")
    assert modes == "700 milepost\n600 root"
    assert "127.0.0.1:8000" in run("ss", "-ltn")
    assert not re.search(r"(0\.0\.0\.0|\*|\[::\]):8000", run("ss", "-ltn"))


def plain_http_leads_to_https() -> None:
    answer = httpx.get(f"http://{NAME}/l/abc?x=1")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{SITE}/l/abc?x=1")
    assert (
        httpx.get("http://127.0.0.1/", headers={"Host": "evil.example"})
        .headers["location"]
        .startswith(SITE)
    )
    proof = Path("/var/www/letsencrypt/.well-known/acme-challenge/proof")
    proof.parent.mkdir(parents=True, exist_ok=True)
    proof.write_text("proof")
    assert httpx.get(f"http://{NAME}/.well-known/acme-challenge/proof").text == "proof"


def the_certificate_is_ours_alone() -> None:
    for address, context in ((SITE, ssl.create_default_context()), ("https://127.0.0.1", CA)):
        try:
            httpx.get(address, verify=context)
        except httpx.ConnectError:
            continue
        raise AssertionError(f"{address} was believed")


def headers_come_once() -> None:
    with browser() as client:
        for path in ("/signin/", "/healthz", "/no/such/page", style_sheet(client)):
            told = client.get(path).headers
            twice = [name for name in ONCE if len(told.get_list(name)) > 1]
            assert not twice, (path, twice)
            assert told["strict-transport-security"] == "max-age=31536000"
            assert told["x-content-type-options"] == "nosniff"
            assert told["server"] == "nginx"
        assert "default-src 'self'" in client.get("/signin/").headers["content-security-policy"]
        for _ in range(2):
            assert client.get(style_sheet(client)).headers["content-encoding"] == "gzip"


def style_sheet(client: httpx.Client) -> str:
    return re.search(r'href="(/static/[^"]+\.css)"', client.get("/signin/").text)[1]


def first_sign_in() -> httpx.Client:
    client = browser()
    link = run("milepost", "signin")
    assert link.startswith(f"{SITE}/signin/"), link
    path = link.removeprefix(SITE)
    evil = send(client, path, START, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
    answer = send(client, path, {**START, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    cookies = answer.headers.get_list("set-cookie")
    assert cookies and all("; Secure" in each for each in cookies), cookies
    session = [each for each in cookies if each.startswith("__Host-milepost_session=")]
    assert session and all("; HttpOnly" in each for each in session), cookies
    assert client.get("/account/").status_code == 200
    assert client.get("/", follow_redirects=True).url.path == "/w/pine-homes/today/"
    assert browser().get(path).status_code == 410
    return client


def nobody_poses_as_another() -> None:
    told = {"login": "nobody@example.com", "password": "wrong"}
    names = ("X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "Forwarded")
    with browser("127.0.0.3") as client:
        answers = []
        for number in range(40):
            claims = dict.fromkeys(names, f"198.51.100.{number}")
            told["login"] = f"nobody{number}@example.com"
            answers.append(send(client, "/signin/", told, headers=claims).status_code)
            if answers[-1] == 429:
                break
        assert answers[0] == 422 and answers[-1] == 429, answers
    with browser("127.0.0.4") as client:
        assert send(client, "/signin/", told).status_code == 422
        claims = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
        page = client.get("/signin/", headers=claims)
        assert "; Secure" in page.headers["set-cookie"]
        assert "evil.example" not in page.text


def files_pass_up_to_their_size(client: httpx.Client) -> None:
    run("milepost", "import", "/opt/milepost/examples/estate-agent.yaml")
    page = "/w/pine-homes/review/readings/"
    for megabytes, wanted in ((4, {200, 302, 422}), (60, {413})):
        line = "2027-01-05,nothing,,1\n"
        text = "day,measure,of,value\n" + line * (megabytes * 1024 * 1024 // len(line))
        answer = send(client, page, {}, to=f"{page}import/", files={"file": ("readings.csv", text)})
        assert answer.status_code in wanted, (megabytes, answer.status_code)


def a_post_goes_out(client: httpx.Client) -> None:
    token = run("milepost", "token")
    api = httpx.Client(
        base_url=f"{SITE}/api", verify=CA, headers={"Authorization": f"Bearer {token}"}
    )
    [own] = [each for each in api.get("/channels").json()["items"] if each["network"] == "own_page"]
    post = api.post(
        "/posts",
        json={
            "text": GREETING,
            "off_plan_reason": "trial",
            "channels": [own["id"]],
            "due_at": datetime.now(UTC).isoformat(),
        },
    ).json()
    until(lambda: api.get(f"/posts/{post['id']}").json()["deliveries"][0]["state"] == "out")
    [delivery] = api.get(f"/posts/{post['id']}").json()["deliveries"]
    assert delivery["url"].startswith(f"{SITE}/p/pine-homes/"), delivery
    with browser() as stranger:
        page = stranger.get("/p/pine-homes/")
        assert page.status_code == 200 and post["text"] in page.text
        assert not page.cookies
        assert post["text"] in stranger.get("/p/pine-homes/feed.xml").text


def it_comes_back() -> None:
    pid = run("systemctl", "show", "--property=MainPID", "--value", "milepost")
    run("kill", "-9", pid)
    until(
        lambda: (
            run("systemctl", "show", "--property=MainPID", "--value", "milepost") not in {pid, "0"}
        )
    )
    until(is_well)
    began = time.monotonic()
    run("systemctl", "restart", "milepost")
    until(is_well)
    print(f"restarted in {time.monotonic() - began:.1f} s")
    said = run("journalctl", "--unit", "milepost", "--no-pager")
    assert "keeps all in /var/lib/milepost" in said
    assert "Sign in" not in said
    assert "Not Found" not in said


def is_kept() -> bool:
    with browser() as stranger:
        page = stranger.get("/p/pine-homes/")
        return page.status_code == 200 and GREETING in page.text


def set_up(database: str) -> None:
    until(is_well)
    the_service_is_shut_in()
    plain_http_leads_to_https()
    the_certificate_is_ours_alone()
    headers_come_once()
    client = first_sign_in()
    nobody_poses_as_another()
    files_pass_up_to_their_size(client)
    a_post_goes_out(client)
    it_comes_back()
    if database == "PostgreSQL":
        rows = ("runuser", "-u", "postgres", "--", "psql", "-Atd", "milepost", "-c")
        assert run(*rows, "select slug from team_workspace") == "pine-homes"
        assert run("systemctl", "is-active", "milepost-worker@2") == "active"


if __name__ == "__main__":
    if sys.argv[1] == "kept":
        until(is_kept)
    else:
        set_up(sys.argv[1])
    print("All holds.")
