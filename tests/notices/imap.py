"""A mailbox on a real socket, with as much of IMAP4rev1 (RFC 3501) as reading bounces needs."""

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "bounces", 'se"cret\\word'


@dataclass
class MailboxOnServer:
    """`dies_before_marking`: the connection breaks at the moment a message would be marked as seen."""

    messages: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    flagged: set[int] = field(default_factory=set)
    folder: str = "INBOX"
    dies_before_marking: bool = False
    refuses_sign_in: bool = False


class _Session(socketserver.StreamRequestHandler):
    mailbox: MailboxOnServer

    def handle(self) -> None:
        self._say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _blank, rest = line.decode().rstrip("\r\n").partition(" ")
            command, _blank, arguments = rest.partition(" ")
            if command.upper() == "UID":
                command, _blank, arguments = arguments.partition(" ")
            if command.upper() == "STORE" and self.mailbox.dies_before_marking:
                return
            answer = getattr(self, f"do_{command.lower()}", lambda _arguments: "BAD unknown")(arguments)
            self._say(f"{tag} {answer}".encode())
            if command.upper() == "LOGOUT":
                return

    def do_capability(self, _arguments: str) -> str:
        self._say(b"* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, arguments: str) -> str:
        quoted = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
        right = arguments == f'{USER} "{quoted}"' and not self.mailbox.refuses_sign_in
        return "OK signed in" if right else "NO wrong"

    def do_select(self, arguments: str) -> str:
        self._say(b"* %d EXISTS" % len(self.mailbox.messages))
        return "OK [READ-WRITE] done" if arguments.strip('"') == self.mailbox.folder else "NO no such folder"

    def do_search(self, _arguments: str) -> str:
        unseen = [uid for uid in range(1, len(self.mailbox.messages) + 1) if uid not in self.mailbox.seen]
        self._say(" ".join(["* SEARCH", *map(str, unseen)]).encode())
        return "OK done"

    def do_fetch(self, arguments: str) -> str:
        uids, most = re.fullmatch(r"([\d,]+) \(UID BODY\.PEEK\[\]<0\.(\d+)>\)", arguments).groups()
        for uid in map(int, uids.split(",")):
            text = self.mailbox.messages[uid - 1][: int(most)]
            # Servers differ in which of the two they write first.
            head, tail = (b"UID %d " % uid, b"") if uid % 2 else (b"", b" UID %d" % uid)
            self._say(b"* %d FETCH (%sBODY[]<0> {%d}\r\n%s%s)" % (uid, head, len(text), text, tail))
        return "OK done"

    def do_store(self, arguments: str) -> str:
        uids, flags = arguments.split(" ", 1)
        marked = {
            r"+FLAGS.SILENT (\Seen)": self.mailbox.seen,
            r"+FLAGS.SILENT (\Flagged)": self.mailbox.flagged,
        }
        marked[flags].update(int(uid) for uid in uids.split(","))
        return "OK done"

    def do_logout(self, _arguments: str) -> str:
        self._say(b"* BYE")
        return "OK done"

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def running_mailbox(folder: str = "INBOX"):
    """Yields (mailbox, URL)."""
    mailbox = MailboxOnServer(folder=folder)
    handler = type("Session", (_Session,), {"mailbox": mailbox})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield mailbox, f"imap://{USER}:se%22cret%5Cword@127.0.0.1:{server.server_address[1]}/{folder}"
        finally:
            server.shutdown()
            thread.join(5)
