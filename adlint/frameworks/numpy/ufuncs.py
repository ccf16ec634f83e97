"""The universal functions: how many arrays they work on and give, and of which dtype."""

from __future__ import annotations

from msgspec import Struct

from adlint.shapes.dtypes import kind, real


class Ufunc(Struct, frozen=True, gc=False):
    """A function that goes element by element. `result` says of which dtype it gives: `same` as the operands have
    together, `float` (integers become floats by their width), `double` (all integers become f64), `bool`, `real` (the
    parts of complex numbers), `integer` (i64), `complex`, `first` (that of the first operand, as `float`).
    """

    inputs: int
    result: str
    outputs: int = 1


def _all(names: str, inputs: int, result: str, outputs: int = 1) -> dict[str, Ufunc]:
    return dict.fromkeys(names.split(), Ufunc(inputs, result, outputs))


UFUNCS: dict[str, Ufunc] = {
    **_all("negative positive square conjugate reciprocal sign floor ceil trunc invert nan_to_num round", 1, "same"),
    **_all("sqrt exp exp2 log log2 log10 log1p expm1 sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh"
           " arctanh cbrt deg2rad rad2deg degrees radians rint fabs spacing", 1, "float"),
    **_all("absolute", 1, "real"),
    **_all("isnan isfinite isinf signbit logical_not isreal iscomplex isneginf isposinf", 1, "bool"),
    **_all("add subtract multiply maximum minimum fmax fmin remainder fmod bitwise_and bitwise_or bitwise_xor gcd lcm",
           2, "same"),
    **_all("floor_divide power left_shift right_shift", 2, "count"),
    **_all("divide", 2, "double"),
    **_all("arctan2 hypot copysign logaddexp logaddexp2 heaviside nextafter", 2, "float"),
    **_all("float_power", 2, "wide"),
    **_all("ldexp", 2, "first"),
    **_all("less less_equal greater greater_equal equal not_equal logical_and logical_or logical_xor isclose",
        2, "bool"),
    **_all("clip", 3, "same"),
    **_all("modf", 1, "float", 2), **_all("frexp", 1, "float", 2), **_all("divmod", 2, "count", 2),
    **_all("bitwise_count", 1, "byte"),
}  # fmt: skip
SPECIAL: dict[str, Ufunc] = {
    **_all("expit log_expit erf erfc erfcx erfinv erfcinv erfi dawsn gamma gammaln loggamma digamma psi rgamma"
        " j0 j1 y0 y1 i0 i0e i1 i1e"
           " k0 k0e k1 k1e entr exp10 exp1 expi sinpi cospi ndtr ndtri log_ndtr logit exprel spence ellipk ellipe"
           " ndtri_exp wrightomega bei beip ber berp kei keip ker kerp ellipkm1 exp2 it2struve0 itmodstruve0 itstruve0"
           " cosm1 zetac gammasgn log1p expm1 cbrt sindg cosdg tandg cotdg radian kolmogi kolmogorov", 1, "special"),
    **_all("wofz lambertw", 1, "complex"), **_all("hankel1 hankel1e hankel2 hankel2e", 2, "complex"),
    **_all("sici shichi fresnel it2i0k0 it2j0y0 iti0k0 itj0y0", 1, "special", 2),
    **_all("airy airye itairy", 1, "special", 4),
    **_all("ellipj", 2, "special", 4),
    **_all("xlogy xlog1py jv jn yv yn kv iv ive jve beta betaln gammainc gammaincc gammaincinv binom polygamma kl_div"
           " rel_entr huber pseudo_huber zeta poch boxcox boxcox1p inv_boxcox hyp0f1 owens_t ellipkinc ellipeinc"
           " chdtr chdtrc agm expn stdtr struve modstruve tklmbda eval_legendre eval_hermite eval_hermitenorm"
           " eval_chebyt eval_chebyu eval_laguerre spherical_jn spherical_yn spherical_in spherical_kn"
           " chdtri chdtriv elliprc eval_chebyc eval_chebys"
           " eval_sh_chebyt eval_sh_chebyu eval_sh_legendre inv_boxcox1p kn pdtr pdtrc pdtri pdtrik powm1 smirnov"
           " smirnovi stdtridf stdtrit kve mathieu_a mathieu_b yve gammainccinv", 2, "special"),
    **_all("betainc hyp1f1 hyperu fdtr fdtrc bdtr eval_gegenbauer eval_genlaguerre bdtrc bdtri betaincc betainccinv"
           " betaincinv btdtria btdtrib chndtr chndtridf chndtrinc chndtrix elliprd elliprf elliprg fdtri fdtridfd gdtr"
           " gdtrc gdtria gdtrib gdtrix lpmv nbdtr nbdtrc nbdtri nctdtr nctdtridf nctdtrinc nctdtrit nrdtrimn nrdtrisd"
           " wright_bessel log_wright_bessel besselpoly voigt_profile", 3, "special"),
    **_all("hyp2f1 eval_jacobi elliprj eval_sh_jacobi ncfdtr ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc", 4, "special"),
}  # fmt: skip
SAME = {
    "abs": "absolute", "true_divide": "divide", "mod": "remainder", "conj": "conjugate", "fix": "trunc",
    "bitwise_not": "invert", "bitwise_invert": "invert", "acos": "arccos", "asin": "arcsin", "atan": "arctan",
    "atan2": "arctan2", "pow": "power", "acosh": "arccosh", "asinh": "arcsinh", "atanh": "arctanh", "around": "round",
    "bitwise_left_shift": "left_shift", "bitwise_right_shift": "right_shift",
}  # fmt: skip


def named(name: str) -> str:
    """The name of a ufunc, of several that it goes by."""
    return SAME.get(name, name)


def ufunc(name: str) -> Ufunc | None:
    """A ufunc of NumPy by its name, or one of `scipy.special` by its full path; None if there is none."""
    if name.startswith("scipy.special."):
        return SPECIAL.get(name.rpartition(".")[2])
    return UFUNCS.get(named(name))


def result_dtype(name: str, dtype: str) -> str:
    """The dtype that a ufunc gives for operands that have a dtype together."""
    found = ufunc(name)
    assert found is not None
    match found.result:
        case "bool":
            return "bool"
        case "byte":
            return "u8"
        case "float" | "first":
            return _floating(dtype)
        case "double":
            return dtype if kind(dtype) in "fc" else "f64"
        case "wide":
            return "c128" if kind(dtype) == "c" else "f64"
        case "special":
            # their loops are for f32, f64 and complex numbers
            return dtype if dtype in ("f32", "f64", "c64", "c128") else "f32" if dtype == "f16" else "f64"
        case "complex":
            return "c64" if dtype in ("f16", "f32", "c64") else "c128"
        case "real":
            return real(dtype)
        case "count":
            return "i8" if dtype == "bool" else dtype
        case _:
            return _same(name, dtype)


def _same(name: str, dtype: str) -> str:
    if dtype == "bool" and named(name) in ("square", "reciprocal", "remainder", "fmod", "gcd", "lcm", "sign"):
        return "i8"
    return "f16" if dtype == "bool" and named(name) == "round" else dtype


def _floating(dtype: str) -> str:
    """The float type that an integer becomes: the least that holds it."""
    if kind(dtype) in "fc":
        return dtype
    return "f16" if dtype in ("bool", "i8", "u8") else "f32" if dtype in ("i16", "u16") else "f64"
