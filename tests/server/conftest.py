"""A server over stdio for each test, with a pretended or the real analysis."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from typing import TYPE_CHECKING

from client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PRETEND = str(Path(__file__).parent / "pretend.py")


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Starts clients in an empty folder: of the pretended server, or of the command that is given."""
    clients: list[Client] = []

    def start(*command: str) -> Client:
        clients.append(Client(tmp_path, *(command or (sys.executable, PRETEND))))
        return clients[-1]

    yield start
    for client in clients:
        client.process.kill()
        client.process.wait()


@pytest.fixture
def client(connect: Callable[..., Client]) -> Client:
    """A client that has greeted the pretended server, counting columns in UTF-16."""
    made = connect()
    made.start()
    return made
