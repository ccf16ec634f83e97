"""Names of files that are made of others, handed to helpers or spread out: what is the same file, and what is not."""

from __future__ import annotations

from .judging import judged

HEAD = (
    "import os\nfrom pathlib import Path\nimport numpy as np\n"
    "def get(n):\n    with open(n) as s:\n        return s.read()\n\n"
    "def put(n, x):\n    with open(n, 'w') as s:\n        s.write(x)\n\n"
    "def opened(n, **how):\n    with open(n, **how) as s:\n        s.write('1')\n\n"
)
VERDICTS = {  # of the body of a function of a folder `d`, a text `x` and `all` arguments
    "    n = os.path.join(d, 'a')\n    put(n, get(n) + x)\n": "no",
    "    put(os.path.join(d, 'a'), get(os.path.join(d, 'a')) + x)\n": "no",
    "    put(os.path.join(d, 'b'), get(os.path.join(d, 'a')) + x)\n": "yes",
    "    n = f'{d}/a'\n    put(n, get(n) + x)\n": "no",
    "    n = '%s.txt' % d\n    put(n, get(n) + x)\n": "no",
    "    n = '{}.txt'.format(d)\n    put(n, get(n) + x)\n": "no",
    "    put(os.path.abspath(d), get(d) + x)\n": "no",
    "    n = Path(d) / 'a'\n    n.write_text(n.read_text() + x)\n": "no",
    "    n = d / 'a'\n    n.write_text(n.read_text() + x)\n": "no",
    "    n = d.joinpath('a')\n    with n.open() as s:\n        y = s.read()\n    put(n, y)\n": "no",
    "    n = Path(d) / 'a'\n    (n.with_suffix('.b')).write_text(n.read_text() + x)\n": "yes",
    "    for n in x:\n        n = os.path.join(d, n)\n        put(n, get(n) + 'x')\n": "no",
    "    for n in x:\n        n = os.path.join(d, n)\n        put(n + '.b', get(n) + 'x')\n": "yes",
    "    put(os.path.join(d, 'a'), x)\n    with open(os.path.join(d, 'b'), 'a') as s:\n        s.write(x)\n": "no",
    "    with open(*all) as s:\n        s.write(x)\n": "unknown",
    "    opened(d, mode='a')\n": "no",
    "    opened(d, mode='w')\n": "yes",
    "    opened(d, **x)\n": "unknown",
    "    return np.fromfile(*all)\n": "unknown",
}


test_a_file_is_told_by_what_its_name_is_made_of = judged(VERDICTS, f"{HEAD}def f(d, x, *all):\n")
