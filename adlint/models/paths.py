"""Functions that take or give names of files: what they do with the files that are named.

Sources: the reference manuals of Python 3, NumPy 2, PyTorch 2, pandas 2 and SciPy 1.
"""

from __future__ import annotations

# functions that take a file by its name, or an open one in which they go on, by the position and the keyword of that
NAMED_OR_OPEN: dict[str, tuple[int, str]] = {
    **dict.fromkeys("numpy.load numpy.fromfile numpy.save numpy.savez numpy.savez_compressed".split(), (0, "file")),
    **dict.fromkeys("numpy.loadtxt numpy.genfromtxt numpy.savetxt matplotlib.pyplot.savefig".split(), (0, "fname")),
    **{f"pandas.read_{kind}": (0, "filepath_or_buffer") for kind in "csv table fwf pickle".split()},
    **{f"pandas.read_{kind}": (0, "path_or_buf") for kind in ("json", "xml")},
    **dict.fromkeys("scipy.io.loadmat scipy.io.savemat".split(), (0, "file_name")),
    **dict.fromkeys("scipy.io.mmread scipy.io.mmwrite".split(), (0, "source")),
    **dict.fromkeys("scipy.io.wavfile.read scipy.io.wavfile.write joblib.load".split(), (0, "filename")),
    **dict.fromkeys("scipy.sparse.save_npz scipy.sparse.load_npz".split(), (0, "file")),
    "torch.load": (0, "f"), "torch.save": (1, "f"), "torch.jit.load": (0, "f"), "torch.jit.save": (1, "f"),
    "joblib.dump": (1, "filename"),
    **dict.fromkeys("yaml.load yaml.safe_load yaml.full_load yaml.load_all yaml.safe_load_all".split(), (0, "stream")),
    **dict.fromkeys("imageio.imread imageio.imwrite imageio.v2.imread imageio.v3.imread".split(), (0, "uri")),
    **dict.fromkeys("matplotlib.pyplot.imread matplotlib.image.imread matplotlib.pyplot.imsave".split(), (0, "fname")),
    **dict.fromkeys("soundfile.read soundfile.write".split(), (0, "file")),
    "PIL.Image.open": (0, "fp"),
    **dict.fromkeys("xml.etree.ElementTree.parse xml.dom.minidom.parse lxml.etree.parse".split(), (0, "source")),
}
# how the names of those begin that read a file
READING = ("read", "load", "genfromtxt", "fromfile", "imread", "mmread", "open", "parse", "safe_load", "full_load")
# functions that give whether there is a file or folder
EXISTING = frozenset(
    [f"os.path.{name}" for name in "exists isfile isdir lexists islink".split()]
    + [f"pathlib.Path.{name}" for name in "exists is_file is_dir is_symlink".split()]
)

# functions that give names of files: equal ones of equal arguments
# https://docs.python.org/3/library/os.path.html, https://docs.python.org/3/library/os.html#os.fspath
NAMING = frozenset(
    [f"os.path.{name}" for name in "abspath basename dirname expanduser expandvars join normpath realpath relpath".split()]
    + "builtins.str os.fspath os.fsdecode".split()
)
# of these, those that name the file that their first argument names
SAME_FILE = frozenset(
    "os.path.abspath os.path.normpath os.path.realpath builtins.str os.fspath os.fsdecode pathlib.Path.absolute"
    " pathlib.Path.resolve".split()
)
# what writes a name behind another one, and what gives the name of something in a folder
WRITTEN = frozenset({"+", "%", "string", "formatted"})
JOINED = WRITTEN - {"%"} | {"/", "os.path.join", "pathlib.Path.joinpath"}
# functions that write a file anew and are no more than that, by the position of its name
WRITTEN_AT = {
    **dict.fromkeys("torch.save joblib.dump nibabel.save shutil.copy shutil.copy2 shutil.copyfile".split(), 1),
    "urllib.request.urlretrieve": 1,
    **dict.fromkeys("imageio.imwrite imageio.imsave soundfile.write scipy.io.wavfile.write skimage.io.imsave cv2.imwrite".split(), 0),
    **dict.fromkeys("matplotlib.pyplot.savefig matplotlib.pyplot.imsave".split(), 0),
    **dict.fromkeys("xml.etree.ElementTree.ElementTree.write xml.etree.ElementTree.parse.write".split(), 0),
}
# methods that read a file, by the position of its name
READ_AT = {"cv2.imread": 0, "configparser.ConfigParser.read": 0, "configparser.RawConfigParser.read": 0}
# functions that give the files and folders that are there
LISTING = frozenset(
    "glob.glob glob.iglob os.listdir os.scandir pathlib.Path.glob pathlib.Path.rglob pathlib.Path.iterdir".split()
)
