"""Files, threads, clocks and generators that stand outside: what a call does to them that a second run does again."""

from __future__ import annotations

import pytest

from .checking import said
from .judging import judged

HEAD = (
    "import csv, io, math, os, tarfile, time, urllib.request, zipfile\nimport cupy\nimport pandas as pd\n"
    "import pytensor\nimport requests\nimport tensorflow as tf\n"
    "total = pytensor.shared(0)\nstep = pytensor.function([], total, updates=[(total, total + 1)])\n"
    "from torch.utils.tensorboard import SummaryWriter\nLOG = SummaryWriter()\n"
    "PAGE = requests.get('http://a.b', stream=True)\n"
    "from concurrent.futures import ThreadPoolExecutor, as_completed\nfrom pathlib import Path\n"
    "from scipy.stats import qmc\n"
    "import jax\nimport numpy as np\nfrom torchvision import transforms\nclass Stated:\n    def __init__(self, s):\n"
    "        self.r = np.random.RandomState()\n        self.r.set_state(s)\n\n"
    "class Given:\n    def __init__(self, s):\n"
    "        self.r = np.random.RandomState()\n        note(self)\n        self.r.set_state(s)\n\n"
    "points = qmc.Sobol(2, seed=1)\nseen = []\ndef note(x):\n    seen.append(x)\n    return len(seen)\n\n"
    "def whole(x):\n    return seen\n\n"
)
VERDICTS = {  # the body of a function of `x` and `p`
    "    with Path(p).open() as s:\n        return s.read()\n": "yes",
    "    with Path(p).open('w') as s:\n        s.write(x)\n": "yes",
    "    with Path(p).open('a') as s:\n        s.write(x)\n": "no",
    "    with Path(p).open(mode='r+') as s:\n        s.write(x)\n": "no",
    "    with open(p, 'w+') as s:\n        s.write(x)\n        s.seek(0)\n        return s.read()\n": "yes",
    "    with open(p, 'x+') as s:\n        s.write(x)\n": "no",
    "    y = open(p).read()\n    with open(p, 'w+') as s:\n        s.write(x + y)\n": "no",
    "    r = requests.get(p, timeout=10)\n    r.raise_for_status()\n    return r.json()\n": "yes",
    "    r = requests.get(p, stream=True)\n    return b''.join(r.iter_content(8))\n": "yes",
    "    return b''.join(PAGE.iter_content(8))\n": "no",
    "    return requests.post(p).json()\n": "no",
    "    return requests.request(x, p).json()\n": "unknown",
    "    return urllib.request.urlretrieve(x, p)\n": "yes",
    "    y = Path(p).read_text()\n    urllib.request.urlretrieve(x, p)\n    return y\n": "no",
    "    tf.summary.scalar('loss', x)\n": "no",
    "    SummaryWriter(p).add_scalar('loss', x)\n": "no",
    "    LOG.add_scalar('loss', x)\n": "no",
    "    return SummaryWriter(p)\n": "no",
    "    return step()\n": "unknown",
    "    return pytensor.tensor.sin(x)\n": "yes",
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
    "    r = np.random.RandomState()\n    r.set_state(x)\n    return r.rand()\n": "yes",
    "    r = np.random.RandomState()\n    y = r.rand()\n    r.set_state(x)\n    return y\n": "no",
    "    r = np.random.RandomState()\n    r.seed(None)\n    return r.rand()\n": "no",
    "    return Stated(x).r.rand()\n": "yes",
    "    return Given(x).r.rand()\n": "no",
    "    jax.config.update('jax_enable_x64', x)\n    return jax.numpy.sin(p)\n": "yes",
    "    y = jax.numpy.sin(p)\n    jax.config.update('jax_enable_x64', x)\n    return y\n": "no",
    "    return transforms.Resize(8)(x)\n": "yes",
    "    return transforms.v2.RandomCrop(8)(x)\n": "no",
    "    return transforms.Compose([transforms.ToTensor(), note])(x)\n": "unknown",
    "    return jax.tree_util.register_pytree_node_class(type('T', (p,), {}))\n": "no",
    "    return tf.nn.dropout(x, 0.3)\n": "no",
    "    return time.localtime().tm_hour\n": "no",
    "    return time.strftime('%Y', time.gmtime(x))\n": "yes",
    "    return time.strftime('%Y')\n": "no",
    "    return pd.Timestamp.now().year\n": "no",
    "    with ThreadPoolExecutor(2) as pool:\n        return list(pool.map(math.sqrt, x))\n": "yes",
    "    with ThreadPoolExecutor(2) as pool:\n        return list(pool.map(note, x))\n": "no",
    "    with ThreadPoolExecutor(2) as pool:\n        started = [pool.submit(math.sqrt, y) for y in x]\n"
    "    return [one.result() for one in started]\n": "yes",
    "    with ThreadPoolExecutor(2) as pool:\n        pool.submit(whole, x).result().append(p)\n": "no",
    "    with ThreadPoolExecutor(2) as pool:\n        for one in as_completed([pool.submit(whole, x)]):\n"
    "            one.result().append(p)\n": "no",
    "    pool = ThreadPoolExecutor(2)\n    return list(pool.map(math.sqrt, x))\n": "no",
    "    pool = ThreadPoolExecutor(2)\n    y = list(pool.map(math.sqrt, x))\n    pool.shutdown()\n": "yes",
}


test_what_is_done_to_the_outside_is_judged = judged(VERDICTS, f"{HEAD}def f(x, p):\n")


HELD = {  # what is done with what a library of which nothing is known sets on an object
    "self.name.lower()": "yes", "self.stack.append(x)": "yes", "self.rng.normal()": "no", "self.link.send(x)": "no",
    "self.thing.frobnicate(x)": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("does", HELD)
def test_what_is_held_is_judged_by_how_its_methods_are_called(does: str) -> None:
    text = f"import sim\nclass Mine(sim.Analyzer):\n    def f(self, x):\n        return {does}\n"
    assert said(text, "Mine.f").whole.reentrant == HELD[does]


def test_what_stands_for_the_objects_of_hdf5_tells_of_them() -> None:
    reads = "s['x'].id.get_create_plist().get_layout()"
    text = f"import h5py\ndef f(p):\n    with h5py.File(p) as s:\n        return {reads}\n"
    assert said(text, "f").whole.reentrant == "yes"


def test_files_that_are_opened_beside_other_work_are_judged_as_others_are() -> None:
    text = "import aiofiles\nasync def f(x, p):\n    async with aiofiles.open(p, {}) as s:\n        {}\n"
    write = "await s.write(x)"
    for way, does, verdict in (("'r'", "return await s.read()", "yes"), ("'w'", write, "yes"), ("'a'", write, "no")):
        assert said(text.format(way, does), "f").whole.reentrant == verdict
