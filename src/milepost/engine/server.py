"""The web server as a child of `milepost up`: python -m milepost.engine.server IP PORT PARENT."""

import errno
import os
import socket
import sys
import threading
from ipaddress import ip_address

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from milepost.base.errors import SaidError
from milepost.engine.processes import die_with_parent

# Pages wait for the database more than they reckon.
THREADS = 8
STOP_SECONDS = 10
LOOK_SECONDS = 0.1


class AddressError(SaidError):
    """An address on which nobody can listen."""


def free_address(host: str, port: int) -> str:
    """Return the IP of the host after a try to listen there.

    The server lets others share its port, so it would not notice that the port is taken.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise AddressError(f"There is no host {host!r}; try --host 127.0.0.1.") from None
    with socket.socket(family, kind, proto) as probe:
        # Without it a port stays taken for a minute after its last visitor.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as trouble:
            raise AddressError(_says(host, port, trouble)) from None
    return str(address[0])


def reachable_as(ip: str) -> list[str]:
    """Return the names and addresses by which others ask for an IP, with those a setting adds.

    For 0.0.0.0 and :: these are all of this machine's.
    """
    told = [name for name in os.environ.get("MILEPOST_HOSTS", "").split(",") if name.strip()]
    if ip_address(ip).is_loopback:
        return told
    if not ip_address(ip).is_unspecified:
        return [*told, ip]
    name = socket.gethostname()
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(name, None, socket.AF_INET)}
    except socket.gaierror:
        found = set()
    return [*told, name, f"{name}.local", *sorted(found)]


def _says(host: str, port: int, trouble: OSError) -> str:
    if trouble.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program; name a free one with --port."
    if trouble.errno == errno.EACCES:
        return f"Port {port} needs special rights; name one above 1023 with --port."
    return f"This machine cannot listen on {host} port {port}; try --host 127.0.0.1."


def wait_until_open(ip: str, port: int, stop: threading.Event) -> bool:
    """Wait until the server answers; False when `stop` was set before."""
    while not stop.wait(LOOK_SECONDS):
        try:
            socket.create_connection((ip, port), timeout=LOOK_SECONDS).close()
        except OSError:
            continue
        return True
    return False


def serve(ip: str, port: int) -> None:
    """Serve the pages until told to stop."""
    Server(
        "milepost.wsgi:application",
        address=ip,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    die_with_parent(int(sys.argv[3]))
    serve(sys.argv[1], int(sys.argv[2]))
