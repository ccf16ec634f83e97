"""Files, threads, clocks and generators that stand outside: what a call does to them that a second run does again."""

from __future__ import annotations

from .judging import judged

HEAD = (
    "import csv, io, math, os, tarfile, time, zipfile\nimport cupy\nimport pandas as pd\nimport tensorflow as tf\n"
    "from concurrent.futures import ThreadPoolExecutor\nfrom pathlib import Path\nfrom scipy.stats import qmc\n"
    "points = qmc.Sobol(2, seed=1)\nseen = []\ndef note(x):\n    seen.append(x)\n    return len(seen)\n\n"
)
VERDICTS = {  # the body of a function of `x` and `p`
    "    with Path(p).open() as s:\n        return s.read()\n": "yes",
    "    with Path(p).open('w') as s:\n        s.write(x)\n": "yes",
    "    with Path(p).open('a') as s:\n        s.write(x)\n": "no",
    "    with Path(p).open(mode='r+') as s:\n        s.write(x)\n": "no",
    "    with zipfile.ZipFile(p, 'w') as z:\n        z.write(x)\n": "yes",
    "    with zipfile.ZipFile(p, 'a') as z:\n        z.write(x)\n": "no",
    "    with tarfile.open(p, 'r:xz') as t:\n        t.extractall(x)\n": "yes",
    "    with tarfile.open(p, 'w|xz') as t:\n        t.add(x)\n": "yes",
    "    with tarfile.open(p, 'x:gz') as t:\n        t.add(x)\n": "no",
    "    os.write(p, x)\n": "no",
    "    return os.read(p, 8)\n": "no",
    "    csv.writer(p).writerow(x)\n": "no",
    "    t = io.TextIOWrapper(p)\n    t.write(x)\n": "no",
    "    with open(p, 'w') as s:\n        csv.writer(s).writerows(x)\n": "yes",
    "    return points.random(8)\n": "no",
    "    points.fast_forward(8)\n": "no",
    "    return qmc.Halton(3, scramble=False).random(8)\n": "yes",
    "    return cupy.random.rand(3)\n": "no",
    "    return tf.nn.dropout(x, 0.3)\n": "no",
    "    return time.localtime().tm_hour\n": "no",
    "    return time.strftime('%Y', time.gmtime(x))\n": "yes",
    "    return time.strftime('%Y')\n": "no",
    "    return pd.Timestamp.now().year\n": "no",
    "    with ThreadPoolExecutor(2) as pool:\n        return list(pool.map(math.sqrt, x))\n": "yes",
    "    with ThreadPoolExecutor(2) as pool:\n        return list(pool.map(note, x))\n": "no",
    "    pool = ThreadPoolExecutor(2)\n    return list(pool.map(math.sqrt, x))\n": "no",
    "    pool = ThreadPoolExecutor(2)\n    y = list(pool.map(math.sqrt, x))\n    pool.shutdown()\n": "yes",
}


test_what_is_done_to_the_outside_is_judged = judged(VERDICTS, f"{HEAD}def f(x, p):\n")
