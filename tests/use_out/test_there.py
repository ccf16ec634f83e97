"""Files and folders that are asked for before they are made or removed, held against what two runs do."""

from __future__ import annotations

from pathlib import Path

import pytest

from .checking import said

HEAD = "import os\nfrom pathlib import Path\n"
BODIES = {  # of a function of a path `p`, which is there in the second program of each two
    "    if not os.path.exists(p):\n        os.mkdir(p)\n": "yes",
    "    if not os.path.isdir(p):\n        os.makedirs(p)\n    return p\n": "yes",
    "    p = Path(p)\n    if not p.exists():\n        p.mkdir()\n": "yes",
    "    if os.path.exists(p):\n        os.rmdir(p)\n": "yes",
    "    if not os.path.isdir(p):\n        return\n    os.rmdir(p)\n": "yes",
    "    for q in (p,):\n        if not os.path.isdir(q):\n            continue\n        os.rmdir(q)\n": "yes",
    "    if p and os.path.isdir(p):\n        os.rmdir(p)\n": "yes",
    "    if p or os.path.isdir(p):\n        os.rmdir(p)\n": "no",
    "    d = os.path.dirname(p)\n    for n in sorted(os.listdir(d)):\n        os.rmdir(os.path.join(d, n))\n": "yes",
    "    for q in Path(p).parent.glob('a'):\n        q.rmdir()\n": "yes",
    "    q = Path(p)\n    d = os.listdir(q.parent)\n    for n in d:\n"
    "        os.rmdir(os.path.join(q.parent, n))\n": "yes",
    "    q = Path(p)\n    d = os.listdir(q.parent)\n    for n in d:\n"
    "        os.rmdir(os.path.join(q.parent, n))\n    return d\n": "no",
    "    q = os.path.dirname(p)\n    d = os.listdir(q)\n    q = q + '/.'\n    for n in d:\n"
    "        os.rmdir(os.path.join(q, n))\n": "no",
    "    d, n = os.path.dirname(p), 0\n    for q in os.listdir(d):\n        os.rmdir(os.path.join(d, q))\n"
    "        n += 1\n    return n\n": "no",
    "    for q in os.listdir(os.path.dirname(p)):\n        os.rmdir(p)\n": "no",
    "    out = []\n    if os.path.exists(p):\n        out.append(p)\n        os.rmdir(p)\n    return out\n": "no",
    "    if os.path.exists(p):\n        os.rename(p, p + '.old')\n    Path(p).write_text('1')\n": "no",
    "    (Path(p) / 'b').mkdir()\n": "no",
    "    if os.path.exists(p):\n        raise OSError(p)\n    Path(p).write_text('1')\n": "no",
    "    if not os.path.exists(p):\n        raise OSError(p)\n    os.rmdir(p)\n": "no",
    "    old = os.path.exists(p)\n    Path(p).write_text('1')\n    return old\n": "unknown",
    "    if os.path.isfile(p):\n        return Path(p).read_text()\n    Path(p).write_text('1')\n"
    "    return '1'\n": "unknown",
    "    n = 0\n    while os.path.exists(f'{p}{n}'):\n        n += 1\n    Path(f'{p}{n}').write_text('1')\n": "unknown",
    "    d = os.path.dirname(p)\n    n = len(os.listdir(d))\n    Path(f'{p}{n}').write_text('1')\n": "unknown",
    "    if os.path.isfile(p):\n        print(p)\n    Path(p).write_text('1')\n": "yes",
    "    if os.path.exists(p):\n        return\n    Path(p).write_text('1')\n": "yes",
    "    os.mkdir(p)\n": "no",
    "    if os.path.exists(p):\n        return False\n    os.mkdir(p)\n    return True\n": "no",
    "    new = False\n    if not os.path.exists(p):\n        os.mkdir(p)\n        new = True\n    return new\n": "no",
    "    if not os.path.exists(p):\n        return\n    os.mkdir(p + 'x')\n": "no",
    "    for i in range(9):\n        if not os.path.exists(p + str(i)):\n            os.mkdir(p + str(i))\n"
    "            break\n": "no",
    "    n = int(Path(p).read_text()) if os.path.isfile(p) else 0\n    Path(p).write_text(str(n + 1))\n": "no",
    "    q = os.path.realpath(p)\n    if os.path.isfile(q):\n        raise OSError(q)\n"
    "    Path(p).write_text('1')\n": "no",
    "    q = os.path.join(p, 'b')\n    if os.path.exists(q):\n        raise OSError(q)\n"
    "    os.makedirs(p, exist_ok=True)\n"
    "    Path(q).write_text('1')\n": "no",
    "    os.makedirs(p, exist_ok=True)\n    q = Path(p) / 'b'\n    if q.exists():\n        raise OSError(q)\n"
    "    q.write_text('1')\n": "no",
    "    if (Path(p).parent / 'b').exists():\n        raise OSError(p)\n"
    "    open(f'{Path(p).parent}/c', 'w').close()\n": "yes",
    "    if not os.path.exists(p + 'b'):\n        os.mkdir(p + 'b')\n": "yes",
    "    if not os.path.exists(p + 'b'):\n        os.mkdir(p + 'c')\n": "no",
    "    for i in range(9):\n        q = p + str(i)\n        if not os.path.exists(q):\n"
    "            os.mkdir(q)\n": "yes",
    "    for i in range(9):\n        q = p + str(i)\n        if not os.path.exists(q):\n            os.mkdir(q)\n"
    "            break\n": "no",
    "    open(p + 'b', 'w').close()\n    with open(p + 'c', 'a') as g:\n        g.write('1')\n": "no",
    "    open(p + 'b', 'w').close()\n    with open(p + 'b', 'a') as g:\n        g.write('1')\n": "yes",
}


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("body", BODIES)
def test_a_guard_is_believed_where_two_runs_do_as_one(body: str, *, is_there: bool, tmp_path: Path) -> None:
    program = f"{HEAD}def f(p):\n{body}"
    verdict = said(program, "f").whole.reentrant
    assert verdict == BODIES[body]
    path = tmp_path / "a"
    if is_there and "isfile" not in body:
        path.mkdir()
    names: dict[str, object] = {}
    exec(program, names)
    seen = []
    for _ in range(2):
        try:
            result = names["f"](str(path))  # type: ignore[operator]
        except OSError as error:
            result = type(error)
        seen.append((result, sorted(tmp_path.iterdir()), path.read_text() if path.is_file() else ""))
    assert verdict != "yes" or seen[0] == seen[1]
