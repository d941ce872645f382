"""The one way out: requests to addresses that were checked, within limits of time and size."""

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpcore
import httpx

from milepost.base.connecting import TRY_AGAIN, Forbidden, Late, Resolve, WayOut, resolved
from milepost.base.network import Busy, NetworkError, Refused, Unsure
from milepost.base.unpacking import Unpacked

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
AGENT = "Milepost"
# RFC 1123, section 2.1, with the underscore that some hosts have; an IPv6 address has colons.
_HOST = re.compile(r"[a-z0-9_.:-]{1,253}")
# What may follow a redirect to another host: nothing in it tells who we are.
_HARMLESS = ("accept", "accept-language", "user-agent")
_MOVED = frozenset({301, 302, 303, 307, 308})
_BODY_STAYS = frozenset({307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one request may take with all its redirects, and how much may come back."""

    seconds: float = 30.0
    body_bytes: int = 5_000_000  # as sent and as unpacked
    header_bytes: int = 64_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, and the address that answered in the end."""

    status: int
    url: str
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none of it is marked."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the body as JSON; raises Unsure where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            host = httpx.URL(self.url).host
            raise Unsure(f"{host} answered something that is no JSON; look at its state.") from None


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries: one of them, or nothing."""

    content: bytes | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None  # beside form: name, bytes, type


class Http:
    """Asks servers outside. Nothing is taken from the environment: no proxy, no stored password.

    Each host is looked up when the connection is made, all its addresses are checked, and the
    connection goes to one of those; so it is at every redirect. Raises Refused where an address
    or a redirect is not to be followed, Busy where nothing was sent, and Unsure where something
    was sent and no whole answer came.
    """

    def __init__(
        self,
        *,
        allows_private: bool = False,
        limits: Limits | None = None,
        resolve: Resolve = resolved,
        trusts: ssl.SSLContext | None = None,
    ) -> None:
        self.allows_private = allows_private
        self.limits = limits or Limits()
        self.resolve = resolve
        self.trusts = trusts or httpx.create_ssl_context()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for what is at an address."""
        return self.ask("GET", url, headers=headers)

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> Answer:
        """Send a request, follow its redirects, and return the answer whatever its status."""
        request = _request(method, url, headers or {}, body or Body())
        until = monotonic() + self.limits.seconds
        for _ in range(self.limits.redirects + 1):
            answer = self._hop(request, until)
            place = answer.headers.get("location")
            if answer.status not in _MOVED or place is None:
                return answer
            request = _moved(request, answer.status, place)
        raise Refused(f"{request.url.host} leads on and on; give the address it ends at.")

    def _hop(self, request: httpx.Request, until: float) -> Answer:
        host = request.url.host
        way = WayOut(self.resolve, allows_private=self.allows_private, until=until)
        pool = httpcore.ConnectionPool(ssl_context=self.trusts, network_backend=way)
        try:
            with pool:
                return self._exchange(pool, request)
        except Late:
            seconds = f"{self.limits.seconds:g}"
            raise _unanswered(way, f"{host} did not answer in whole within {seconds} s") from None
        except httpcore.LocalProtocolError:
            says = "look for line breaks or odd letters in the channel's address and secrets"
            raise Refused(f"What is to be sent to {host} is no request; {says}.") from None
        except httpcore.ConnectError as error:
            raise _unconnected(host, error) from None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            raise _unanswered(way, f"{host} broke off before its answer was whole") from None

    def _exchange(self, pool: httpcore.ConnectionPool, request: httpx.Request) -> Answer:
        url, host = request.url, request.url.host
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.content,
        )
        response = pool.handle_request(asked)
        try:
            headers = httpx.Headers(response.headers)
            size = sum(len(name) + len(value) for name, value in headers.raw)
            if size > self.limits.header_bytes:
                raise Unsure(f"{host} sent headers without end; its answer was not read.")
            unpacked = Unpacked(headers.get("content-encoding", ""), self.limits.body_bytes, host)
            for piece in response.iter_stream():
                unpacked.add(piece)
            return Answer(response.status, str(url), headers, unpacked.whole())
        finally:
            response.close()


def _request(method: str, url: str, headers: Mapping[str, str], body: Body) -> httpx.Request:
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method that is sent")
    sent = {"User-Agent": AGENT, "Accept": "*/*", **headers}
    try:
        request = httpx.Request(
            method,
            read_url(url),
            headers={**sent, "Accept-Encoding": "gzip"},
            content=body.content,
            json=body.json,
            data=body.form,
            files=body.files,
        )
    except UnicodeEncodeError:
        says = "look for odd letters in the channel's secrets"
        raise Refused(f"What is to be sent is no request; {says}.") from None
    request.read()
    return request


def read_url(url: str) -> httpx.URL:
    """Return an address that may be asked as far as its spelling tells; raises Refused."""
    try:
        found = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError):
        raise Forbidden("This is no address; write it as https://example.com/page.") from None
    if found.scheme not in {"http", "https"}:
        raise Forbidden("Only addresses that begin with https:// or http:// can be asked.")
    if found.userinfo:
        raise Forbidden("Take name and password out of the address; secrets have their own field.")
    host = found.raw_host.decode("ascii").removesuffix(".")
    if not _HOST.fullmatch(host) or found.port == 0 or (found.port or 1) > 65_535:
        raise Forbidden("This address names no host; write it as https://example.com/page.")
    return found.copy_with(host=host, fragment=None)


def _moved(request: httpx.Request, status: int, place: str) -> httpx.Request:
    """Return the request that a redirect asks for; raises Refused where it is not to be made."""
    host = request.url.host
    try:
        url = read_url(str(request.url.join(place)))
    except (httpx.InvalidURL, UnicodeError):
        raise Forbidden(f"{host} leads to something that is no address.") from None
    if request.url.scheme == "https" and url.scheme == "http":
        raise Forbidden(f"{host} leads from https to http, where anyone can listen.")
    stays = _is_same(request.url, url)
    method, content = request.method, request.content
    if status not in _BODY_STAYS and method != "HEAD":
        method, content = "GET", b""
    if content and not stays:
        raise Forbidden(f"{host} leads to {url.host}; give that address, if it is meant.")
    kept = {
        name: value
        for name, value in request.headers.items()
        if (stays or name in _HARMLESS) and name not in {"host", "content-length"}
    }
    if not content:
        kept.pop("content-type", None)
    kept["Accept-Encoding"] = "gzip"
    moved = httpx.Request(method, url, headers=kept, content=content or None)
    moved.read()
    return moved


def _is_same(old: httpx.URL, new: httpx.URL) -> bool:
    """Tell whether both are of one server; https instead of http is no other."""
    if (old.scheme, new.scheme) == ("http", "https"):
        return old.host == new.host and old.port is new.port is None
    return (old.scheme, old.host, old.port) == (new.scheme, new.host, new.port)


def _unconnected(host: str, error: Exception) -> NetworkError:
    """Return the error of a connection that was never made."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Refused(f"The certificate of {host} does not prove that it is {host}.")
        cause = cause.__cause__ or cause.__context__
    return Busy(f"{host} cannot be reached; look whether its address is right.", wait=TRY_AGAIN)


def _unanswered(way: WayOut, says: str) -> NetworkError:
    if way.has_sent:
        return Unsure(f"{says}; look there before you send it again.")
    return Busy(f"{says}; nothing was sent.", wait=TRY_AGAIN)
