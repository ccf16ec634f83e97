"""Programs on a ring of one process: what is kept is what the same program with copies keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from adlint.cli import main
from tests.printed import Capture, answered

HEAD = "import numpy as np\nfrom mpi4py import MPI\ncomm = MPI.COMM_WORLD\n"
LOOP = """
def f(u, nu, steps):
    for _ in range(steps):
{exchange}
        v = u.copy()
        v[1:-1] = u[1:-1] + nu * u[1:-1] * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = v
{total}
    return local
"""
COPIES = """
        u[0] = u[-2].copy()
        u[-1] = u[1].copy()
"""
EXCHANGES = {
    "blocking": """
        row = np.empty_like(u[0])
        comm.Send(u[-2], dest=0, tag=1)
        comm.Recv(u[0], source=0, tag=1)
        comm.Sendrecv(u[1], 0, 2, u[-1], 0, 2)
""",
    "started": """
        requests = [comm.Isend(u[-2], dest=0), comm.Irecv(u[0], source=0)]
        requests += [comm.Isend([u[1], MPI.DOUBLE], dest=0), comm.Irecv([u[-1], MPI.DOUBLE], source=0)]
        MPI.Request.Waitall(requests)
""",
    "neighbours": """
        rank, size = comm.rank, comm.size
        comm.Send(u[-2], dest=(rank + 1) % size, tag=1)
        comm.Recv(u[0], source=(rank - 1) % size, tag=1)
        comm.Sendrecv(u[1], (comm.Get_rank() - 1) % comm.Get_size(), 2, u[-1], (rank + 1) % size, 2)
""",
    "objects": """
        comm.send(u[-2], dest=0)
        u[0] = comm.recv(source=0)
        request = comm.isend(u[1], dest=0)
        u[-1] = comm.irecv(source=0).wait()
        request.wait()
""",
}
TOTALS = {
    "    local = np.sum(np.sin(u))": "    local = comm.allreduce(np.sum(np.sin(u)), op=MPI.SUM)",
    "    local = np.array([np.sum(np.sin(u))])\n    local = local.copy()": (
        "    local = np.array([np.sum(np.sin(u))])\n    comm.Allreduce(MPI.IN_PLACE, local)"
    ),
}


@pytest.mark.parametrize("total", TOTALS)
@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("model", ["source", "source-all", "overloading"])
def test_messages_are_kept_as_copies_are(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, name: str, total: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.py").write_text(HEAD + LOOP.format(exchange=COPIES, total=total))
    (tmp_path / "ring.py").write_text(HEAD + LOOP.format(exchange=EXCHANGES[name], total=TOTALS[total]))
    plain, ring = (
        answered(capsys, file, "--call", "f(f64[8, 5], 0.1, 7)", "--model", model) for file in ("plain.py", "ring.py")
    )
    assert not ring["unknown"]
    assert ring["bytes"] == plain["bytes"] > 7 * 6 * 5


def test_what_all_processes_have_is_a_list_of_unknown_length(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "\ndef f(u):\n    every = comm.allgather(np.sin(u))\n    return sum(np.sum(one * one) for one in every)\n"
    (tmp_path / "it.py").write_text(HEAD + text)
    assert main(["tape", "it.py", "--call", "f(f64[8])", "--model", "source-all"]) == 0
    shown = capsys.readouterr().out
    assert "number of processes" in shown
