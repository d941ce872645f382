#!/usr/bin/env python3
"""Follows docs/deploy.md to the letter on a clean Debian: trial.py [bookworm] [trixie]

Needs root, debootstrap and a connection; takes some minutes and a gigabyte for each release, and
leaves nothing behind. The Debian lives in a folder and runs its own systemd in namespaces of its
own: it touches neither this machine's network nor its services. Blocks marked `sh online` use
this machine's network to install things; all others, and all that runs, see their own alone.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
# debootstrap knows a mirror of its own.
MIRROR = os.environ.get("DEBIAN_MIRROR", "").split()
CLEAN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "HOME": "/root"}
CLEAN |= {"LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
# What pip and uv need to know of this machine's way to the package index, and nothing else.
OF_INDEX = re.compile(r"(PIP|UV|SSL)_|https?_proxy$", re.IGNORECASE)
BLOCK = re.compile(r"^```sh( online)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# After which sections it is tried what came of them, and how (see check_site.py).
TRIED = {
    "First sign-in": "SQLite",
    "Backups": "kept",
    "PostgreSQL": "PostgreSQL",
    "Updating": "kept",
}


def sections() -> dict[str, list[tuple[bool, str]]]:
    """Return the blocks of each section of the page: whether they are online, and their text."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    titled = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    found = dict(zip(["", *titled[1::2]], titled[::2], strict=True))
    return {
        title: [(bool(online), text) for online, text in BLOCK.findall(body)]
        for title, body in found.items()
    }


class Debian:
    """A Debian that runs in a folder."""

    def __init__(self, folder: Path, first: int) -> None:
        self.folder = folder
        self._enter = ["nsenter", f"--target={first}", "--mount", "--pid", "--uts", "--ipc"]

    def run(self, script: str, *, online: bool = False) -> str:
        """Run a script as root; the trial ends where a line of it fails."""
        settings = dict(CLEAN)
        if online:
            settings |= {name: text for name, text in os.environ.items() if OF_INDEX.match(name)}
        enter = self._enter if online else [*self._enter, "--net"]
        done = subprocess.run(
            [*enter, "bash", "-euo", "pipefail", "-c", f"cd; {script}"],
            check=False,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        if done.returncode or not online:
            print(done.stdout, end="", flush=True)
        if done.returncode:
            raise SystemExit(f"This failed ({done.returncode}):\n{script}")
        return done.stdout


def make(release: str, folder: Path) -> None:
    """Make a clean Debian in the folder, that finds its way to packages and to our commits."""
    subprocess.run(
        ["debootstrap", "--include=ca-certificates,dbus", release, str(folder), *MIRROR],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for path in ("/etc/resolv.conf", "/etc/pip.conf"):
        if Path(path).exists():
            shutil.copy(path, folder / path[1:])
    (folder / "etc/hosts").write_text("127.0.0.1 localhost trial post.example.com\n::1 localhost\n")
    for own in Path("/usr/local/share/ca-certificates").glob("*.crt"):
        shutil.copy(own, folder / "usr/local/share/ca-certificates")
    subprocess.run(
        ["chroot", str(folder), "update-ca-certificates"], check=True, stdout=subprocess.DEVNULL
    )
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", str(ROOT), str(folder / "srv/milepost.git")],
        check=True,
    )
    (folder / "root/.gitconfig").write_text(
        '[url "file:///srv/milepost.git"]\n\tinsteadOf = https://example.com/milepost.git\n'
    )
    # Packages come over this machine's network, but what they set up sees its own.
    inside = folder / "usr/local/sbin/dpkg-inside"
    inside.write_text('#!/bin/sh\nexec nsenter --net=/proc/1/ns/net dpkg "$@"\n')
    inside.chmod(0o755)
    (folder / "etc/apt/apt.conf.d/99trial").write_text(
        f'Dir::Bin::dpkg "/usr/local/sbin/{inside.name}";\n'
    )
    shutil.copy(HERE / "check_site.py", folder / "root")


@contextmanager
def booted(release: str) -> Iterator[Debian]:
    """Have a clean Debian that runs, and nothing of it afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"milepost-{release}-", dir="/var/tmp") as made:
        folder = Path(made)
        folder.chmod(0o755)
        make(release, folder)
        spaces = ("--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork")
        outer = subprocess.Popen(
            ["unshare", *spaces, "--kill-child", "sh", str(HERE / "boot.sh"), made],
            stdin=subprocess.DEVNULL,
        )
        try:
            first = first_of(outer.pid)
            debian = Debian(folder, first)
            wait_until_up(debian, first)
            yield debian
        finally:
            outer.kill()
            outer.wait()
            # What ran in there ends with its first process, a moment later.
            time.sleep(2)


def first_of(outer: int) -> int:
    """Return the first process in the new namespaces, by its number out here."""
    children = Path(f"/proc/{outer}/task/{outer}/children")
    for _ in range(100):
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.1)
    raise SystemExit("No new namespaces could be made; is this root on a machine of its own?")


def wait_until_up(debian: Debian, first: int) -> None:
    """Wait until systemd says that all of it runs."""
    listens = Path(f"/proc/{first}/root/run/systemd/private")
    for _ in range(300):
        if listens.exists():
            break
        time.sleep(0.1)
    debian.run("systemctl is-system-running --wait || { systemctl --failed; exit 1; }")


def follow(debian: Debian, title: str) -> None:
    """Run the blocks of a section."""
    page = sections()
    [(_, given)] = page[""]
    print(f"\n== {title}", flush=True)
    for online, text in page[title]:
        print("".join(f"+ {line}\n" for line in text.splitlines()), end="", flush=True)
        debian.run(given + text, online=online)


def check(debian: Debian, what: str) -> None:
    """Try what came of it, over https through nginx."""
    print(f"\n== Trying it: {what}", flush=True)
    debian.run(f"/opt/milepost/.venv/bin/python /root/check_site.py {what}")


def trial(release: str) -> None:
    """Follow the page on one release."""
    began = time.monotonic()
    print(f"\n==== {release}", flush=True)
    with booted(release) as debian:
        print(f"A clean Debian after {time.monotonic() - began:.0f} s")
        for title in filter(None, sections()):
            follow(debian, title)
            if title in TRIED:
                check(debian, TRIED[title])
    print(f"\n{release}: all holds, after {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    # Whoever ends this early leaves nothing behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    for name in sys.argv[1:] or ("bookworm", "trixie"):
        trial(name)
