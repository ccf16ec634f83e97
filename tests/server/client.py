"""A language client as small as the tests need: one process, messages in, messages out."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 30.0


class Client:
    """Talks to a server over its standard streams; `notes` holds what it has notified and nobody has read."""

    def __init__(self, root: Path, *command: str) -> None:
        words = command or (sys.executable, "-m", "adlint", "server")
        pipe = subprocess.PIPE
        self.root = root
        self.process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, cwd=root)
        self.notes: queue.Queue[dict[str, Any]] = queue.Queue()
        self.replies: queue.Queue[dict[str, Any]] = queue.Queue()
        self.asked: list[str] = []
        self.settings: object = None  # what the editor's user has set
        self.count = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while line := self.process.stdout.readline():
            assert line.lower().startswith(b"content-length:"), line
            length = int(line.partition(b":")[2])
            while self.process.stdout.readline().strip():
                pass
            message = json.loads(self.process.stdout.read(length))
            if "method" not in message:
                self.replies.put(message)
            elif "id" in message:
                self.asked.append(message["method"])
                self.send({"id": message["id"], "result": self._answer(message)})
            else:
                self.notes.put(message)

    def _answer(self, message: dict[str, Any]) -> object:
        return [self.settings] if message["method"] == "workspace/configuration" else None

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def raw(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def notify(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def request(self, method: str, params: object = None) -> dict[str, Any]:
        """The whole answer, an error or a result."""
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        reply = self.replies.get(timeout=4 * PATIENCE if method == "workspace/diagnostic" else PATIENCE)
        assert reply["id"] == self.count
        return reply

    def start(self, *encodings: str, **abilities: Any) -> dict[str, Any]:
        """The server's capabilities, after the whole greeting; `abilities` are those of the editor."""
        general = {"positionEncodings": list(encodings)} if encodings else {}
        folder = {"uri": self.root.as_uri(), "name": "root"}
        params = {"processId": os.getpid(), "rootUri": folder["uri"], "workspaceFolders": [folder]}
        reply = self.request("initialize", {**params, "capabilities": {"general": general, **abilities}})
        self.notify("initialized")
        return reply["result"]["capabilities"]

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "python", "version": version, "text": text}
        self.notify("textDocument/didOpen", textDocument=item)

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", textDocument=document, contentChanges=list(changes))

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", textDocument={"uri": uri})

    def published(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The next diagnostics of `uri`, of that version if one is given; what comes before is dropped."""
        while True:
            note = self.notes.get(timeout=PATIENCE)
            params = note["params"]
            if params.get("uri") == uri and version in (None, params.get("version")):
                return params["diagnostics"]

    def stop(self) -> int:
        """The exit code, after the whole farewell."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(PATIENCE)
