"""Functions of NumPy and SciPy by their signatures: what they take, what they give, and what their adjoints need.

    name(a[m,n], b[n], k, c[]?) -> [m,k] c128[n] : needs of a, of b, of c

An argument with dims is an array or a number, and any axes in front of the dims are broadcast, as those of NumPy's
generalised universal functions; `?` says that it may be left out. One without dims is an option, of which dims may
speak if it is an integer. An adjoint needs operands by their letters, in their order, and results: `r`
is the first, `s` the second, `t` the third. `-` is nothing; a last entry stands for all operands that are left.
"""

TEXT = """
scipy.linalg.solve_sylvester(a[m,m], b[n,n], q[m,n]) -> [m,n] : abr abr ab
scipy.linalg.solve_continuous_lyapunov(a[n,n], q[n,n]) -> [n,n] : ar a
scipy.linalg.solve_lyapunov(a[n,n], q[n,n]) -> [n,n] : ar a
scipy.linalg.solve_discrete_lyapunov(a[n,n], q[n,n]) -> [n,n] : ar a
scipy.linalg.solve_continuous_are(a[n,n], b[n,k], q[n,n], r[k,k]) -> [n,n] : abdr
scipy.linalg.solve_discrete_are(a[n,n], b[n,k], q[n,n], r[k,k]) -> [n,n] : abdr
scipy.linalg.eigh_tridiagonal(d[n], e[m], check_finite) -> [n] [n,n] : rs
scipy.linalg.eigvalsh_tridiagonal(d[n], e[m]) -> [n] : ab
scipy.linalg.polar(a[m,n], side) -> [m,n] [n,n] : rs
scipy.linalg.ldl(A[n,n]) -> [n,n] [n,n] i64[n] : rs
scipy.linalg.fractional_matrix_power(A[n,n], t) -> [n,n] : a
scipy.linalg.coshm(A[n,n]) -> [n,n] : a
scipy.linalg.sinhm(A[n,n]) -> [n,n] : a
scipy.linalg.tanhm(A[n,n]) -> [n,n] : a
scipy.linalg.tanm(A[n,n]) -> [n,n] : a
scipy.linalg.expm_frechet(A[n,n], E[n,n]) -> [n,n] [n,n] : ab a
scipy.linalg.orthogonal_procrustes(A[m,n], B[m,n]) -> [n,n] [] : ab
scipy.linalg.khatri_rao(a[m,k], b[n,k]) -> [m*n,k] : b a
scipy.linalg.convolution_matrix(a[m], n) -> [n+m-1,n] : -
scipy.linalg.companion(a[n]) -> [n-1,n-1] : a
scipy.linalg.cholesky_banded(ab[k,n], overwrite_ab, lower, check_finite) -> [k,n] : r
scipy.linalg.fiedler(a[n]) -> [n,n] : a
scipy.linalg.hilbert(n) -> [n,n] : -
scipy.linalg.invhilbert(n) -> [n,n] : -
scipy.linalg.helmert(n) -> [n-1,n] : -
scipy.linalg.dft(n) -> c128[n,n] : -
scipy.linalg.hadamard(n) -> i64[n,n] : -
scipy.linalg.solve_circulant(c[n], b[n]) -> [n] : ar a
scipy.linalg.solve_toeplitz(c_or_cr[n], b[n]) -> [n] : ar a
scipy.linalg.matmul_toeplitz(c_or_cr[n], x[n]) -> [n] : b a
scipy.linalg.hessenberg(a[n,n]) -> [n,n] : ar
scipy.linalg.rq(a[m,n]) -> [m,n] [n,n] : rs
scipy.linalg.signm(A[n,n]) -> [n,n] : ar
scipy.linalg.eigvals_banded(a_band[k,n], lower) -> [n] : a
scipy.linalg.eig_banded(a_band[k,n], lower) -> [n] [n,n] : rs
scipy.linalg.leslie(f[n], s[m]) -> [n,n] : -
scipy.linalg.pascal(n) -> u64[n,n] : -
scipy.linalg.subspace_angles(A[m,k], B[m,l]) -> [k] : abr
scipy.sparse.linalg.expm(A[n,n]) -> [n,n] : a
scipy.sparse.linalg.expm_multiply(A[n,n], B[n]) -> [n] : abr a
scipy.sparse.linalg.matrix_power(A[n,n], power) -> [n,n] : a
linalg.tensorsolve(a[m,n], b[m]) -> [n] : ar a
linalg.matrix_norm(x[m,n]) -> [] : ar
i0(x[]) -> [] : a
poly(seq_of_zeros[n]) -> [n+1] : a
linalg.tensorinv(a[m,n,k]) -> [n,k,m] : r
scipy.special.softplus(x[]) -> [] : a
scipy.special.multigammaln(a[], d) -> [] : a
scipy.special.diric(x[], n) -> [] : a
scipy.special.comb(N[], k[]) -> [] : ab
scipy.special.perm(N[], k[]) -> [] : ab
scipy.special.factorial(n[]) -> [] : a
scipy.special.jvp(v, z[], n) -> [] : a
scipy.special.yvp(v, z[], n) -> [] : a
scipy.special.ivp(v, z[], n) -> [] : a
scipy.special.kvp(v, z[], n) -> [] : a
scipy.special.roots_chebyu(n) -> [n] [n] : -
scipy.special.roots_hermitenorm(n) -> [n] [n] : -
scipy.special.roots_sh_legendre(n) -> [n] [n] : -
scipy.special.roots_jacobi(n, alpha, beta) -> [n] [n] : -
scipy.special.roots_genlaguerre(n, alpha) -> [n] [n] : -
scipy.special.roots_gegenbauer(n, alpha) -> [n] [n] : -
scipy.special.p_roots(n) -> [n] [n] : -
polynomial.hermite_e.hermegauss(deg) -> [deg] [deg] : -
scipy.spatial.distance_matrix(x[m,k], y[n,k]) -> [m,n] : abr
scipy.spatial.distance.minkowski(u[n], v[n], p[]?) -> [] : abcr
scipy.spatial.distance.mahalanobis(u[n], v[n], VI[n,n]) -> [] : abcr
scipy.spatial.distance.correlation(u[n], v[n]) -> [] : abr
scipy.spatial.distance.braycurtis(u[n], v[n]) -> [] : ab
scipy.spatial.distance.canberra(u[n], v[n]) -> [] : ab
scipy.spatial.distance.jensenshannon(p[n], q[n]) -> [] : abr
scipy.spatial.distance.seuclidean(u[n], v[n], V[n]) -> [] : abcr
scipy.signal.savgol_coeffs(window_length, polyorder, deriv, delta, pos, use) -> [window_length] : -
scipy.signal.firwin(numtaps, cutoff, width, window, pass_zero, scale, fs) -> [numtaps] : -
scipy.signal.firwin2(numtaps, freq, gain, fs) -> [numtaps] : -
scipy.signal.iirnotch(w0, Q, fs) -> [3] [3] : -
scipy.signal.iirpeak(w0, Q, fs) -> [3] [3] : -
scipy.signal.hilbert2(x[m,n]) -> c128[m,n] : -
scipy.signal.firls(numtaps, bands, desired, weight, fs) -> [numtaps] : -
scipy.signal.unit_impulse(shape, idx) -> [shape] : -
scipy.signal.gausspulse(t[], fc, bw, bwr) -> [] : a
scipy.signal.chirp(t[], f0[], t1[], f1[], method, phi) -> [] : abcd
scipy.signal.sawtooth(t[], width) -> [] : -
scipy.signal.square(t[], duty) -> [] : -
scipy.signal.medfilt2d(input[m,n], kernel_size) -> [m,n] : a
scipy.signal.sepfir2d(input[m,n], hrow[k], hcol[l]) -> [m,n] : bc ac ab
scipy.signal.cspline1d(signal[n], lamb) -> [n] : -
scipy.signal.qspline1d(signal[n], lamb) -> [n] : -
scipy.signal.cspline1d_eval(cj[n], newx[m], dx, x0) -> [m] : b ab
scipy.signal.czt(x[n]) -> c128[n] : -
scipy.signal.zoom_fft(x[n], fn) -> c128[n] : -
scipy.signal.lombscargle(x[n], y[n], freqs[m], precenter, normalize) -> [m] : abc
scipy.interpolate.pchip_interpolate(xi[n], yi[n], x[m], der) -> [m] : abc ac abc
scipy.interpolate.barycentric_interpolate(xi[n], yi[n], x[m]) -> [m] : abc ac abc
scipy.interpolate.krogh_interpolate(xi[n], yi[n], x[m], der) -> [m] : abc ac abc
scipy.interpolate.splrep(x[n], y[n], s) -> [n+4] [n+4] i64[] : ar a
scipy.ndimage.maximum(input[m,n]) -> [] : ar
scipy.ndimage.minimum(input[m,n]) -> [] : ar
scipy.ndimage.center_of_mass(input[m,n]) -> [] [] : ars
scipy.ndimage.variance(input[m,n]) -> [] : a
scipy.ndimage.standard_deviation(input[m,n]) -> [] : ar
scipy.ndimage.morphological_laplace(input[m,n], size) -> [m,n] : a
scipy.ndimage.morphological_gradient(input[m,n], size, footprint, structure, mode) -> [m,n] : a
scipy.ndimage.grey_closing(input[m,n], size, footprint, structure, mode) -> [m,n] : a
scipy.ndimage.grey_opening(input[m,n], size, footprint, structure, mode) -> [m,n] : a
scipy.ndimage.white_tophat(input[m,n], size, footprint, structure, mode) -> [m,n] : a
scipy.ndimage.black_tophat(input[m,n], size, footprint, structure, mode) -> [m,n] : a
scipy.optimize.nnls(A[m,n], b[m]) -> [n] [] : abr ar
scipy.optimize.rosen_der(x[n]) -> [n] : a
scipy.optimize.rosen_hess(x[n]) -> [n,n] : a
scipy.stats.multivariate_t.pdf(x[n], loc[n]?, shape[n,n]?, df[]?) -> [] : abcdr
scipy.stats.multivariate_t.logpdf(x[n], loc[n]?, shape[n,n]?, df[]?) -> [] : abcd
"""
