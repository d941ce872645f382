"""The one way out, asked of real servers on this machine, with a look-up that may lie."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from milepost.base.http import Body, Forbidden, Http, Limits
from milepost.base.network import Busy, Refused, Unsure

HERE = ip_address("127.0.0.1")
OUTSIDE = ip_address("93.184.215.14")
SECRETS = ip_address("169.254.169.254")
Reply = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server on this machine that notes what it was asked."""

    def __init__(self, reply: Reply, *, host: str = "127.0.0.1", port: int = 0) -> None:
        asked: list[tuple[str, str, dict[str, str], bytes]] = []

        class Answering(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked.append((self.command, self.path, headers, self.rfile.read(length)))
                reply(self)

            do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.asked = asked
        self.http = ThreadingHTTPServer((host, port), Answering)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def says(body: bytes = b"hello", status: int = 200, **headers: str) -> Reply:
    """Return a reply with a body, by its length."""

    def reply(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    return reply


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Return how a server is started; all are closed in the end."""
    running: list[Server] = []

    def start(reply: Reply, **at: object) -> Server:
        running.append(Server(reply, **at))
        return running[-1]

    yield start
    for server in running:
        server.close()


class Names:
    """A look-up that answers from a list, one after another; the last stays."""

    def __init__(self, **answers: list[list[object]]) -> None:
        self.answers = {name.replace("_", "."): list(found) for name, found in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[object]:
        self.asked.append(host)
        left = self.answers[host]
        return left.pop(0) if len(left) > 1 else left[0]


HOME = Names(shop_example=[[HERE]], other_example=[[HERE]])


@pytest.fixture
def here() -> Http:
    """A way out that may reach this machine, by the names of HOME."""
    return Http(allows_private=True, resolve=HOME, limits=Limits(seconds=5))


def test_answer_comes_with_status_headers_and_body(serve, here):
    server = serve(says(b'{"a": 1}', 201, Content_Type="application/json"))
    body = Body(json={"text": "hi"})
    url = f"http://shop.example:{server.port}/posts?page=2#top"
    answer = here.ask("POST", url, headers={"Authorization": "Bearer x"}, body=body)
    assert (answer.status, answer.json()) == (201, {"a": 1})
    method, path, headers, sent = server.asked[0]
    assert (method, path, sent) == ("POST", "/posts?page=2", b'{"text":"hi"}')
    assert headers["authorization"] == "Bearer x"
    assert headers["host"] == f"shop.example:{server.port}"


def test_form_and_files_are_sent(serve, here):
    server = serve(says())
    files = {"file": ("a.png", b"\x89PNG", "image/png")}
    url = f"http://shop.example:{server.port}/"
    here.ask("POST", url, body=Body(form={"a": "b c"}))
    here.ask("POST", url, body=Body(form={"a": "b c"}, files=files))
    assert server.asked[0][3] == b"a=b+c"
    assert b'filename="a.png"' in server.asked[1][3]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "localhost.", "127.0.0.1.", "[::ffff:127.0.0.1]", "[::1]"]
)
def test_this_machine_is_not_asked(serve, host):
    server = serve(says())
    with pytest.raises(Forbidden, match="no address on the internet"):
        Http().get(f"http://{host}:{server.port}/")
    assert server.asked == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001"])
def test_odd_spelling_is_not_asked_even_where_private_addresses_are_allowed(serve, here, host):
    server = serve(says())
    with pytest.raises(Forbidden, match="address"):
        here.get(f"http://{host}:{server.port}/")
    assert server.asked == []


@pytest.mark.parametrize("host", ["１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1"])
def test_number_in_other_letters_is_not_asked(serve, host):
    server = serve(says())
    with pytest.raises(Refused):
        Http(resolve=lambda *_: [HERE]).get(f"http://{host}:{server.port}/")
    assert server.asked == []


def test_one_closed_address_among_several_closes_the_host(serve):
    server = serve(says())
    names = Names(shop_example=[[OUTSIDE, HERE]])
    with pytest.raises(Forbidden, match=r"127\.0\.0\.1"):
        Http(resolve=names).get(f"http://shop.example:{server.port}/")
    assert server.asked == []


def test_address_that_was_checked_is_the_one_that_is_asked(serve):
    """The second look-up leads elsewhere; there is none."""
    good = serve(says(b"good"))
    bad = serve(says(b"bad"), host="127.0.0.2", port=good.port)
    names = Names(shop_example=[[HERE], [ip_address("127.0.0.2")]])
    way = Http(allows_private=True, resolve=names)
    assert way.get(f"http://shop.example:{good.port}/").body == b"good"
    assert names.asked == ["shop.example"]
    assert bad.asked == []


def test_each_request_looks_its_host_up_and_checks_it_anew(serve):
    server = serve(says())
    names = Names(shop_example=[[HERE], [SECRETS]])
    way = Http(allows_private=True, resolve=names)
    way.get(f"http://shop.example:{server.port}/")
    with pytest.raises(Forbidden, match=str(SECRETS)):
        way.get(f"http://shop.example:{server.port}/")


def test_next_address_is_tried_where_the_first_is_dead(serve):
    server = serve(says(b"alive"))
    names = Names(shop_example=[[ip_address("127.0.0.9"), HERE]])
    way = Http(allows_private=True, resolve=names)
    assert way.get(f"http://shop.example:{server.port}/").body == b"alive"


def moves(status: int, place: str) -> Reply:
    return says(b"", status, Location=place)


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://in.example/"]
)
def test_redirect_to_this_machine_is_not_followed(serve, place):
    """The way there is open, the way on is not: at every hop the host is checked again."""
    inside = serve(says(b"secret"))
    server = serve(moves(302, place.format(port=inside.port)))
    names = Names(shop_example=[[HERE]], in_example=[[SECRETS]])
    way = Http(resolve=names)
    with pytest.raises(Forbidden), opened(way, server.port):
        way.get(f"http://shop.example:{server.port}/")
    assert len(server.asked) == 1
    assert inside.asked == []


@contextmanager
def opened(way: Http, port: int) -> Iterator[None]:
    """Let one port of this machine stand for the internet, and nothing else."""
    connect = socket.create_connection

    def to_port(address, *args, **named):
        return (
            connect(("127.0.0.1", port), *args, **named)
            if address[0] == str(OUTSIDE)
            else connect(address, *args, **named)
        )

    way.resolve.answers["shop.example"] = [[OUTSIDE]]
    socket.create_connection = to_port
    try:
        yield
    finally:
        socket.create_connection = connect


def test_redirects_come_to_an_end(serve, here):
    server = serve(lambda to: moves(302, f"http://shop.example:{server.port}{to.path}x")(to))
    with pytest.raises(Refused, match="on and on"):
        here.get(f"http://shop.example:{server.port}/")
    assert len(server.asked) == here.limits.redirects + 1


def test_redirect_within_a_server_keeps_headers_and_method(serve, here):
    def reply(to):
        (moves(308, "/new") if to.path == "/old" else says(b"done"))(to)

    server = serve(reply)
    body = Body(content=b"text")
    url = f"http://shop.example:{server.port}/old"
    answer = here.ask("PUT", url, headers={"Authorization": "a"}, body=body)
    assert answer.body == b"done"
    method, path, headers, sent = server.asked[1]
    assert (method, path, headers["authorization"], sent) == ("PUT", "/new", "a", b"text")


SECRET = {"Authorization": "Bearer s3", "Cookie": "a=b", "X-Api-Key": "s3", "Accept": "text/html"}


@pytest.mark.parametrize("port_differs", [True, False])
def test_secrets_are_not_carried_to_another_host(serve, here, port_differs):
    other = serve(says(b"other"))
    host = "shop.example" if port_differs else "other.example"
    server = serve(moves(302, f"http://{host}:{other.port}/"))
    assert here.get(f"http://shop.example:{server.port}/", headers=SECRET).body == b"other"
    assert server.asked[0][2]["x-api-key"] == "s3"
    sent = other.asked[0][2]
    assert not {"authorization", "cookie", "x-api-key"} & set(sent)
    assert sent["accept"] == "text/html"


def test_what_was_posted_is_not_carried_to_another_host(serve, here):
    other = serve(says())
    server = serve(moves(307, f"http://other.example:{other.port}/"))
    with pytest.raises(Refused, match="give that address"):
        here.ask("POST", f"http://shop.example:{server.port}/", body=Body(form={"secret": "x"}))
    assert other.asked == []


def test_redirect_after_a_post_is_a_get_without_its_body(serve, here):
    other = serve(says(b"done"))
    server = serve(moves(303, f"http://other.example:{other.port}/"))
    here.ask("POST", f"http://shop.example:{server.port}/", body=Body(form={"secret": "x"}))
    method, _, headers, sent = other.asked[0]
    assert (method, sent) == ("GET", b"")
    assert "content-type" not in headers


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "//example.com/",
        "example.com",
        "https://",
        "https://ada:secret@example.com/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://[::1%25lo]/",
        "http://a b/",
        "http://\x00/",
        "",
    ],
)
def test_address_that_is_none_is_not_asked(here, url):
    with pytest.raises(Forbidden) as raised:
        here.get(url)
    assert raised.value.says.endswith(".")
    assert "secret@" not in raised.value.says


def test_redirect_with_name_and_password_is_not_followed(serve, here):
    server = serve(moves(302, "http://ada:secret@shop.example/"))
    with pytest.raises(Forbidden):
        here.get(f"http://shop.example:{server.port}/")


def test_packed_body_is_unpacked(serve, here):
    server = serve(says(gzip.compress(b"hello" * 99), Content_Encoding="gzip"))
    assert here.get(f"http://shop.example:{server.port}/").body == b"hello" * 99


def test_body_that_unpacks_without_end_is_dropped(serve):
    """30 kB that become 30 MB: reading stops at the limit."""
    server = serve(says(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip"))
    way = Http(allows_private=True, resolve=HOME, limits=Limits(body_bytes=1_000_000))
    with pytest.raises(Unsure, match="more than 1 MB"):
        way.get(f"http://shop.example:{server.port}/")


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_packing_that_was_not_asked_for_is_not_read(serve, here, encoding):
    server = serve(says(b"x", Content_Encoding=encoding))
    with pytest.raises(Unsure, match="packing"):
        here.get(f"http://shop.example:{server.port}/")


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"hello", mtime=0)[:-9]])
def test_broken_packing_is_no_answer(serve, here, body):
    server = serve(says(body, Content_Encoding="gzip"))
    with pytest.raises(Unsure):
        here.get(f"http://shop.example:{server.port}/")


@pytest.mark.parametrize("says_length", [True, False])
def test_large_body_is_dropped(serve, says_length):
    def reply(to):
        to.send_response(200)
        if says_length:
            to.send_header("Content-Length", "50000000")
        to.end_headers()
        with_room = memoryview(bytes(65_536))
        for _ in range(800):
            to.wfile.write(with_room)

    server = serve(quiet(reply))
    way = Http(allows_private=True, resolve=HOME, limits=Limits(body_bytes=200_000))
    with pytest.raises(Unsure, match=r"more than 0\.2 MB"):
        way.get(f"http://shop.example:{server.port}/")


def quiet(reply: Reply) -> Reply:
    """Return the reply, with nothing said where the other side hangs up."""

    def tried(to: BaseHTTPRequestHandler) -> None:
        try:
            reply(to)
        except OSError:
            to.close_connection = True

    return tried


def test_large_headers_are_dropped(serve, here):
    server = serve(quiet(says(**{f"X_{n}": "x" * 900 for n in range(90)})))
    with pytest.raises(Unsure, match="headers without end"):
        here.get(f"http://shop.example:{server.port}/")


def dripping(where: str) -> Reply:
    """Return a reply that sends a byte now and then, for ever: each read is quick enough."""

    def reply(to):
        if where == "body":
            to.send_response(200)
            to.send_header("Content-Length", "9999")
            to.end_headers()
        else:
            to.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            to.wfile.write(b"x")
            time.sleep(0.05)

    return quiet(reply)


@pytest.mark.parametrize("where", ["body", "headers"])
def test_slow_drip_is_broken_off(serve, where):
    server = serve(dripping(where))
    way = Http(allows_private=True, resolve=HOME, limits=Limits(seconds=0.5))
    began = time.monotonic()
    with pytest.raises(Unsure, match=r"within 0\.5 s"):
        way.get(f"http://shop.example:{server.port}/")
    assert time.monotonic() - began < 3


def test_time_is_for_all_redirects_together(serve):
    def reply(to):
        time.sleep(0.2)
        moves(302, "/again")(to)

    server = serve(quiet(reply))
    way = Http(allows_private=True, resolve=HOME, limits=Limits(seconds=0.5, redirects=50))
    with pytest.raises((Unsure, Busy), match=r"within 0\.5 s"):
        way.get(f"http://shop.example:{server.port}/")
    assert len(server.asked) <= 3


def test_slow_look_up_is_left_behind():
    def slow(host, port):
        time.sleep(1)
        return [HERE]

    began = time.monotonic()
    with pytest.raises(Busy, match="nothing was sent"):
        Http(resolve=slow, limits=Limits(seconds=0.2)).get("http://shop.example/")
    assert time.monotonic() - began < 0.9


def test_unknown_host_is_busy_with_a_sentence():
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Busy, match="cannot be found") as raised:
        Http(resolve=unknown).get("http://shop.example/")
    assert raised.value.wait > timedelta(0)


def test_closed_port_is_busy(serve, here):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Busy, match="cannot be reached"):
        here.get(f"http://shop.example:{port}/")


def test_answer_that_breaks_off_is_unsure(serve, here):
    def reply(to):
        to.send_response(200)
        to.send_header("Content-Length", "99")
        to.end_headers()
        to.wfile.write(b"half")

    server = serve(reply)
    with pytest.raises(Unsure, match="look there before you send it again"):
        here.ask("POST", f"http://shop.example:{server.port}/", body=Body(content=b"x"))


def test_answer_that_is_no_http_is_unsure(serve, here):
    server = serve(lambda to: to.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n"))
    with pytest.raises(Unsure):
        here.get(f"http://shop.example:{server.port}/")


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "naïve", "\x00"])
def test_secret_that_is_no_header_is_refused(serve, here, value):
    server = serve(says())
    with pytest.raises(Refused, match="secrets"):
        here.get(f"http://shop.example:{server.port}/", headers={"Authorization": value})
    assert server.asked == []


def test_environment_names_no_proxy_and_no_password(serve, here, monkeypatch, tmp_path):
    proxy, server = serve(says(b"proxy")), serve(says(b"server"))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine shop.example login ada password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert here.get(f"http://shop.example:{server.port}/").body == b"server"
    assert proxy.asked == []
    assert "authorization" not in server.asked[0][2]


def test_answer_that_is_no_json_is_unsure(serve, here):
    server = serve(says(b"<html>"))
    with pytest.raises(Unsure, match="no JSON"):
        here.get(f"http://shop.example:{server.port}/").json()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for shop.example, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "shop.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def secured(serve, certificate) -> Callable[..., Server]:
    """Return how a server is started that speaks https as shop.example."""

    def start(reply: Reply) -> Server:
        server = serve(quiet(reply))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.http.socket = context.wrap_socket(
            server.http.socket, server_side=True, do_handshake_on_connect=False
        )
        return server

    return start


@pytest.fixture
def trusting(certificate) -> Http:
    context = ssl.create_default_context(cafile=certificate)
    return Http(allows_private=True, resolve=HOME, trusts=context, limits=Limits(seconds=5))


def test_certificate_is_held_against_the_name_not_the_address(secured, trusting):
    server = secured(says(b"safe"))
    assert trusting.get(f"https://shop.example:{server.port}/").body == b"safe"
    for host in ("other.example", "127.0.0.1"):
        with pytest.raises(Refused, match="does not prove"):
            trusting.get(f"https://{host}:{server.port}/")
    assert len(server.asked) == 1


def test_unknown_issuer_is_refused(secured, here):
    server = secured(says())
    with pytest.raises(Refused, match="does not prove"):
        here.get(f"https://shop.example:{server.port}/")
    assert server.asked == []


def test_redirect_from_https_to_http_is_not_followed(serve, secured, trusting):
    plain = serve(says())
    server = secured(moves(302, f"http://shop.example:{plain.port}/"))
    with pytest.raises(Forbidden, match="anyone can listen"):
        trusting.get(f"https://shop.example:{server.port}/")
    assert plain.asked == []


def test_handshake_without_end_is_broken_off():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        way = Http(allows_private=True, resolve=HOME, limits=Limits(seconds=0.3))
        with pytest.raises(Busy, match="nothing was sent"):
            way.get(f"https://shop.example:{silent.getsockname()[1]}/")
