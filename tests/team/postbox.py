"""A mail server of the tests' own: it takes what it is given, or refuses as it is told."""

import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Postbox:
    """What arrived; refuses: the answer to every recipient, where they are to be refused."""

    port: int = 0
    refuses: str = ""
    taken: list[Message] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    """One conversation, RFC 5321."""

    def handle(self) -> None:
        box: Postbox = self.server.box
        self.say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.say("354 go on")
                box.taken.append(message_from_bytes(self.read_text()))
            self.say(self.answer(verb, box))
            if verb == b"QUIT":
                return

    def answer(self, verb: bytes, box: Postbox) -> str:
        if verb == b"QUIT":
            return "221 bye"
        return box.refuses if verb == b"RCPT" and box.refuses else "250 fine"

    def read_text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def open_postbox() -> tuple[Postbox, _Server]:
    """Return a postbox that takes mail at its port until its server is shut down."""
    server = _Server(("127.0.0.1", 0), _Talk)
    server.box = Postbox(port=server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.box, server
