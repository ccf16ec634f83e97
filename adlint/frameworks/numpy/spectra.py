"""Functions of `scipy.signal` that give several arrays, or one of another length: spectra, responses, designs.

Sources: scipy/signal/{_spectral_py,_filter_design,_iir_filter_design,_signaltools,_upfirdn}.py. Lengths that are not
numbers are followed where they go in whole.
"""

from __future__ import annotations

from math import ceil, gcd

from adlint.evaluate.machine import Given, Machine
from adlint.evaluate.values import Value
from adlint.frameworks.numpy.filters import floating
from adlint.frameworks.numpy.making import (
    Function,
    Missing,
    array_at,
    dtype_of,
    framework_of,
    give,
    integer,
    known,
    operand,
    path_of,
)
from adlint.shapes.broadcasting import one_axis
from adlint.shapes.dims import Dim, Shape, dim
from adlint.symbolic import ceildiv, floordiv
from adlint.trace import Array

# where the kind of band and the form of the result stand among the arguments
_DESIGNS = {"butter": 2, "bessel": 2, "cheby1": 3, "cheby2": 3, "ellip": 4}
_PASSES = frozenset("low high lowpass highpass lp hp l h".split())
_BANDS = frozenset("bandpass bandstop bp bs pass stop bands band".split())


def designed(m: Machine, name: str, given: Given) -> Value:
    """A recursive filter: its coefficients, or its sections of the second order."""
    place = _DESIGNS[name.rpartition(".")[2]]
    order, band = integer(given.at(0, "N")), given.at(place, "btype", "low")
    if band not in _PASSES | _BANDS:
        raise Missing("a filter of a kind that is not known")
    order = dim(order * (1 if band in _PASSES else 2))
    match given.at(place + 2, "output", "ba"):
        case "ba":
            return tuple(give(m, name, (), (dim(order + 1),), "f64") for _ in range(2))
        case "sos":
            return give(m, name, (), (dim(ceildiv(order, 2)), 6), "f64")
        case _:
            raise Missing("a filter by its zeros and poles")


def several(m: Machine, name: str, operands: tuple[Value, ...], *results: tuple[Shape, str]) -> Value:
    """What an operation with several results gives."""
    given = tuple(map(operand, operands))
    arrays = tuple(m.array(shape, dtype, framework_of(given)) for shape, dtype in results)
    m.emit(path_of(name), given, *arrays)
    return arrays


def response(m: Machine, name: str, given: Given) -> Value:
    """`freqz(b, a, worN)` and `freqz_sos(sos, worN)`: frequencies, and what a filter makes of them."""
    is_whole = not name.endswith("freqz")
    b = array_at(m, given, 0, "sos" if is_whole else "b")
    at = 1 if is_whole else 2
    points = given.at(at, "worN", 512)
    count = points if isinstance(points, int) else known(m, points).shape[0]
    a = None if is_whole else given.at(1, "a", 1)
    beside = a if a is None or isinstance(a, Array | int | float) else known(m, a)
    operands = (b,) if is_whole else (b, beside)
    return several(m, name, operands, ((count,), "f64"), ((count,), "c128"))


def spectrum(m: Machine, name: str, given: Given) -> Value:
    """`periodogram`, `welch`, `csd` and `coherence` of real signals: frequencies, and the power at each of them."""
    short = name.rpartition(".")[2]
    is_joint = short in ("csd", "coherence")
    arrays = [array_at(m, given, n, one) for n, one in enumerate("xy"[: 1 + is_joint])]
    shape = arrays[0].shape
    _plainly(name, given, arrays)
    if short == "periodogram":
        points = given.at(3, "nfft") or shape[-1]
    else:
        asked = given.at(5 + is_joint, "nfft") or given.at(3 + is_joint, "nperseg")
        points = asked or _segment(shape[-1])
    count = dim(floordiv(integer(points), 2) + 1)
    dtype = "c128" if short == "csd" else floating(dtype_of(arrays))
    return several(m, name, tuple(arrays), ((count,), "f64"), ((*shape[:-1], count), dtype))


def _segment(length: Dim) -> Dim:
    """How long segments are, if nobody says it."""
    if not isinstance(length, int):
        raise Missing("the length of segments of a signal whose length is no number")
    return min(256, length)


def _plainly(name: str, given: Given, arrays: list[Array]) -> None:
    """Missing of complex signals, of another axis than the last, and of spectra of both sides."""
    asked = given.keywords.get("axis", -1) == -1 and given.keywords.get("return_onesided", True) is True
    if not asked or any(one.dtype.startswith("c") for one in arrays) or len(given.positional) > 5 + len(arrays):
        raise Missing(f"`{name}` of complex signals, or along an axis")


def in_time(m: Machine, name: str, given: Given) -> Value:
    """`stft` and `spectrogram`: frequencies, times, and one spectrum for each segment, in columns."""
    signal, short = array_at(m, given, 0, "x"), name.rpartition(".")[2]
    _plainly(name, given, [signal])
    if not given.keywords.keys() <= {"x", "fs", "window", "nperseg", "noverlap", "detrend", "scaling"}:
        raise Missing(f"`{name}` with arguments that its model does not know")
    length = signal.shape[-1]
    asked = given.at(3, "nperseg", 256 if short == "stft" else None)
    if not isinstance(length, int) or not isinstance(asked, int | None):
        raise Missing("segments of a signal whose length is no number")
    width = min(asked or 256, length)
    overlap = given.at(4, "noverlap")
    common = integer(width // (2 if short == "stft" else 8) if overlap is None else overlap)
    if not isinstance(common, int):
        raise Missing("an overlap of segments that is no number")
    if short == "stft":  # zeros at both ends, and behind, so that segments cover all
        length += 2 * (width // 2)
        length += (-(length - width) % (width - common)) % width
    count, bins = (length - common) // (width - common), width // 2 + 1
    dtype = ("c64" if signal.dtype == "f32" else "c128") if short == "stft" else floating(signal.dtype)
    shape = (*signal.shape[:-1], bins, count)
    return several(m, name, (signal,), ((bins,), "f64"), ((count,), "f64"), (shape, dtype))


def at_another_rate(m: Machine, name: str, given: Given) -> Value:
    """`resample_poly`, `decimate` and `upfirdn`: another number of samples along an axis."""
    match name.rpartition(".")[2]:
        case "upfirdn":
            kernel, array = array_at(m, given, 0, "h"), array_at(m, given, 1, "x")
            up, down, axis = given.at(2, "up", 1), given.at(3, "down", 1), given.at(4, "axis", -1)
            operands: tuple[Array, ...] = (kernel, array)
        case "decimate":
            array, down, axis, up = array_at(m, given, 0, "x"), given.at(1, "q"), given.at(4, "axis", -1), 1
            operands = (array,)
        case _:
            array, up, down = array_at(m, given, 0, "x"), given.at(1, "up"), given.at(2, "down")
            axis, operands = given.at(3, "axis", 0), (array,)
    place = one_axis(axis, len(array.shape))
    length = array.shape[place]
    if not isinstance(length, int) or not isinstance(up, int) or not isinstance(down, int):
        raise Missing("a number of samples")
    if len(operands) == 2:
        (taps,) = operands[0].shape
        count: Dim = dim(floordiv((length - 1) * up + taps - 1, down) + 1)
    else:
        up, down = up // gcd(up, down), down // gcd(up, down)
        count = ceil(length * up / down)
    shape = tuple(count if n == place else size for n, size in enumerate(array.shape))
    return give(m, name, operands, shape, floating(dtype_of(operands)))


TABLE: dict[str, Function] = {
    **dict.fromkeys((f"scipy.signal.{one}" for one in _DESIGNS), designed),
    **dict.fromkeys((f"scipy.signal.{one}" for one in ("freqz", "freqz_sos", "sosfreqz")), response),
    **dict.fromkeys((f"scipy.signal.{one}" for one in ("periodogram", "welch", "csd", "coherence")), spectrum),
    **dict.fromkeys((f"scipy.signal.{one}" for one in ("stft", "spectrogram")), in_time),
    **dict.fromkeys((f"scipy.signal.{one}" for one in ("resample_poly", "decimate", "upfirdn")), at_another_rate),
}
