"""For development, the server can be reached over TCP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time

import pytest

from adlint.server import serve


@pytest.fixture
def taken():
    """A listening socket, and so a port that nobody else can have."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def send(connection: socket.socket, **message: object) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


def connected(port: int) -> socket.socket:
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=30)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def test_a_whole_session_over_tcp(taken):
    port = taken.getsockname()[1]
    taken.close()
    program = f"import sys, adlint.server; sys.exit(adlint.server.serve(tcp=('127.0.0.1', {port})))"
    with subprocess.Popen([sys.executable, "-c", program]) as process, connected(port) as connection:
        send(
            connection,
            id=1,
            method="initialize",
            params={"processId": None, "rootUri": None, "capabilities": {}},
        )
        assert b"capabilities" in connection.recv(1 << 16)
        send(connection, id=2, method="shutdown")
        assert b'"result": null' in connection.recv(1 << 16)
        send(connection, method="exit")
        assert process.wait(30) == 0


def test_a_port_that_is_taken_is_told(taken, capfd):
    assert serve(tcp=taken.getsockname()) == 2
    assert "address already in use" in capfd.readouterr().err
