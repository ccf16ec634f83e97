"""Calls of functions of NumPy and SciPy. Arrays: a, b are (4, 3), c is (3, 4), v, w are (5,), u is (3,), s is (4, 4), q
is a stack (2, 3, 3), k are integers (5,), t truths (5,), z complex (4, 3), f is f32 (5,), i8 small integers, o a number.
"""

UFUNCS = """
negative(a) positive(a) square(a) conjugate(z) reciprocal(a) sign(a) floor(a) ceil(a) trunc(a) invert(k) nan_to_num(a)
sqrt(a) exp(a) exp2(a) log(a) log2(a) log10(a) log1p(a) expm1(a) sin(a) cos(a) tan(a) arcsin(a) arccos(a) arctan(a)
sinh(a) cosh(a) tanh(a) arcsinh(a) arccosh(a) arctanh(a) cbrt(a) deg2rad(a) rad2deg(a) degrees(a) radians(a) rint(a)
fabs(a) spacing(a) absolute(a) absolute(z) abs(z) isnan(a) isfinite(a) isinf(a) signbit(a) logical_not(t) isreal(z)
iscomplex(z) add(a,b) subtract(a,b) multiply(a,b) maximum(a,b) minimum(a,b) fmax(a,b) fmin(a,b) remainder(a,b) mod(a,b)
fmod(a,b) bitwise_and(k,k) bitwise_or(k,k) bitwise_xor(k,k) gcd(k,k) lcm(k,k) floor_divide(a,b) power(a,b) left_shift(k,1)
right_shift(k,1) divide(a,b) true_divide(k,2) arctan2(a,b) hypot(a,b) copysign(a,b) logaddexp(a,b) logaddexp2(a,b)
heaviside(a,b) nextafter(a,b) float_power(f,2) ldexp(a,2) less(a,b) less_equal(a,b) greater(a,b) greater_equal(a,b)
equal(a,b) not_equal(a,b) logical_and(t,t) logical_or(t,t) logical_xor(t,t) isclose(a,b) clip(a,0.2,0.5) modf(a) frexp(a)
divmod(a,b) bitwise_count(k) sin(k) sqrt(i8) exp(f) multiply(f,2.5) multiply(f,v) add(k,1.5) add(f,k) power(k,2) power(f,0.5)
divide(i8,i8) add(i8,i8) maximum(a,0.0) minimum(k,3) arctan2(f,1.0) hypot(k,k) logaddexp(f,f) floor(k) rint(k) sign(k)
square(k) add(t,t) multiply(t,v) absolute(k) negative(f) add(a,u) multiply(s,s[0]) add(a[:,None,:],b) add(q,q[0]) conj(z)
exp(z) add(z,a) multiply(z,2) multiply(f,1j) sqrt(o) add(o,o) acos(a) asin(a) atan(a) atan2(a,b) pow(a,b) fix(a)
round(a) around(a,2) clip(a,None,0.5) clip(a,0.1,None) add(a,b,dtype='f4') add(f,f,dtype=np.float64)
""".split()
REDUCTIONS = """
sum(a) sum(a,axis=0) sum(a,axis=1,keepdims=True) sum(a,0) sum(q,axis=(0,2)) sum(k) sum(i8) sum(t) sum(f) sum(z) prod(a) prod(k,axis=0)
max(a) max(a,axis=1) min(a) amax(a,0) amin(a,axis=-1) mean(a) mean(a,axis=0) mean(k) mean(f) mean(a,axis=1,keepdims=True)
average(a) average(a,axis=0) average(v,weights=w) average(a,axis=1,weights=u) var(a) var(a,axis=0) std(a) std(a,axis=1,ddof=1) var(f) var(k) ptp(a)
ptp(a,axis=0) median(v) median(a,axis=0) median(a,axis=1) percentile(v,50) percentile(a,[25,75],axis=0) quantile(v,0.5) quantile(a,u/4,axis=0)
any(t) all(t) any(a>0,axis=0) argmax(a) argmax(a,axis=1) argmin(v) count_nonzero(a) count_nonzero(a,axis=0) cumsum(v) cumsum(a) cumsum(a,axis=1)
cumprod(v) cumprod(k) cumsum(i8) nansum(a) nansum(a,axis=0) nanmax(a) nanmin(a,axis=1) nanprod(a) argsort(v) argsort(a,axis=0) argpartition(v,2)
searchsorted(np.sort(v),w) digitize(v,np.sort(w)) add.reduce(a) add.reduce(a,axis=1) multiply.reduce(v) maximum.reduce(a,axis=None) add.accumulate(v)
multiply.accumulate(a,axis=1) add.outer(v,w) multiply.outer(v,u) subtract.outer(v,v) maximum.accumulate(v) logical_and.reduce(t) minimum.reduce(k)
allclose(a,b) array_equal(a,b) array_equiv(a,b) isin(k,[1,2]) cumulative_sum(v) cumulative_prod(v) histogram(v,4) histogram(v,bins=6,weights=w) nanargmax(v) nancumsum(v)
trapezoid(v) trapezoid(v,w) trapezoid(v,dx=0.1) trapezoid(a,axis=0) diff(v) diff(a) diff(a,axis=0) diff(v,n=2) diff(v,prepend=0.0) ediff1d(v)
gradient(v) gradient(v,0.1) gradient(a) gradient(a,axis=1) gradient(s,0.1,0.2) cov(a) cov(a,rowvar=False) cov(v) isscalar(2.0) ndim(a) size(a) size(a,0)
linalg.norm(v) linalg.norm(a) linalg.norm(a,axis=1) linalg.norm(v,1) linalg.norm(v,np.inf) linalg.norm(a,'fro') linalg.norm(a,axis=0,keepdims=True)
linalg.norm(v,3) linalg.norm(z,axis=1) linalg.norm(f) linalg.norm(v,ord=2) linalg.norm(v,keepdims=True) linalg.norm(a,ord=1,axis=1)
""".split()
PRODUCTS = """
dot(v,w) dot(a,c) dot(a,u) dot(q,q) dot(2.0,v) dot(u,a.T) vdot(v,w) inner(v,w) inner(a,b) matmul(a,c) matmul(q,q) matmul(a,u) matmul(u,q) outer(v,u) outer(a,v)
tensordot(a,c,1) tensordot(a,c,axes=([1],[0])) tensordot(a,b) tensordot(a,b,axes=([0,1],[0,1])) tensordot(q,q,axes=((1,2),(2,1))) tensordot(a,b,axes=(0,0))
einsum('ij,jk->ik',a,c) einsum('ij->i',a) einsum('ii',s) einsum('ii->i',s) einsum('i,j->ij',v,u) einsum('bij,bjk->bik',q,q) einsum('ij,j',a,u) einsum('...i,i',a,u)
einsum('...ij->...ji',q) einsum('bij,ij->b',q,q[0]) einsum('i,i->',v,w) einsum('ij,kj->ik',a,b) kron(a,u) kron(a,s) kron(v,w) cross(u,u) cross(a,b) cross(a,u)
convolve(v,u) convolve(v,u,'same') convolve(v,u,mode='valid') correlate(v,u) correlate(v,u,'full') vecdot(a,b) linalg.multi_dot([a,c]) linalg.multi_dot([a,c,a])
linalg.matrix_power(s,3) linalg.matrix_power(s,2) linalg.matrix_power(s,5) matvec(a,u) dot(f,f) matmul(k,k) dot(z.T,z)
""".split()
LINALG = """
linalg.solve(s,v[:4]) linalg.solve(s,a) linalg.inv(s) linalg.det(s) linalg.slogdet(s) linalg.cholesky(p) linalg.eigh(p) linalg.eigvalsh(p) linalg.eig(s) linalg.eigvals(s)
linalg.svd(a) linalg.svd(a,full_matrices=False) linalg.svd(a,compute_uv=False) linalg.svdvals(a) linalg.qr(a) linalg.qr(a,mode='complete') linalg.qr(c,mode='r') linalg.pinv(a)
linalg.matrix_rank(a) linalg.cond(s) linalg.lstsq(a,b,rcond=None) linalg.lstsq(a,v[:4]) trace(s) trace(a) trace(s,offset=1) linalg.inv(q) linalg.det(q) linalg.eigvalsh(p)
linalg.solve(q,q) linalg.matrix_transpose(q) linalg.trace(s) linalg.diagonal(s) linalg.outer(v,w) linalg.vector_norm(v) linalg.cross(u,u) linalg.vecdot(v,w)
""".split()
SHAPING = """
reshape(a,(2,6)) reshape(a,-1) reshape(a,(3,-1)) ravel(a) transpose(a) transpose(q,(2,0,1)) permute_dims(q,(1,0,2)) swapaxes(q,0,2) moveaxis(q,0,-1) moveaxis(q,[0,1],[1,2])
rollaxis(q,2) rollaxis(q,1,3) expand_dims(a,0) expand_dims(a,-1) expand_dims(a,(0,2)) squeeze(a[None]) squeeze(a[:1],axis=0) broadcast_to(u,(4,3)) atleast_1d(o) atleast_2d(v) atleast_3d(a)
atleast_3d(v) flip(a) flip(a,0) fliplr(a) flipud(a) rot90(a) rot90(a,2) diagonal(s) diagonal(a) diagonal(s,1) diagonal(q,axis1=1,axis2=2) diag(v) diag(s) diag(v,1) diag(s,-1) diagflat(a) real(z) imag(z)
broadcast_arrays(a,u) matrix_transpose(q)
""".split()
JOINING = """
concatenate([a,b]) concatenate((a,b),axis=1) concatenate([v,u]) concatenate([a,b],axis=None) concat([a,b]) stack([a,b]) stack([a,b],axis=-1) stack((v,w),1) hstack([v,u]) hstack([a,b]) vstack([v,w])
vstack([a,b]) column_stack([v,w]) column_stack((a,b)) dstack([a,b]) dstack([v,w]) append(v,u) append(v,1.0) append(a,b,axis=0) block([[s,s],[s,s]]) split(a,2) split(v,[1,3]) array_split(v,2)
hsplit(s,2) vsplit(s,2) repeat(v,3) repeat(a,2,axis=0) repeat(a,2) repeat(u,[1,2,3]) tile(v,2) tile(a,(2,1)) tile(v,(2,1)) pad(v,1) pad(a,((1,1),(2,0))) pad(v,(1,2),mode='edge') pad(a,1,'constant') pad(a,(1,2))
resize(v,(2,3)) roll(v,1) roll(a,1,axis=0) sort(v) sort(a,axis=0) sort(a,axis=None) partition(v,2) tril(s) triu(s,1) insert(v,1,2.0) insert(v,[1,2],u[:2]) delete(v,1) delete(a,0,axis=1) delete(v,[0,1])
meshgrid(v,u) meshgrid(v,u,indexing='ij') meshgrid(v,u,sparse=True) where(t,v,w) where(t,v,0.0) where(a>0,a,b) where(t,1,0) select([t,~t],[v,w]) select([t],[v],0.0) take(v,k) take(a,[0,1],axis=1) take(v,2)
take_along_axis(a,np.argsort(a,axis=1),axis=1) unstack(a)
""".split()
CREATION = """
zeros(3) zeros((2,3)) ones(4,dtype=int) empty((2,),dtype=np.float32) full((2,2),3.0) full(3,1) full(3,o) zeros_like(a) ones_like(k) full_like(a,2) empty_like(a,dtype=int) zeros_like(f) array([1,2,3])
array([1.0,2]) array([[1,2],[3,4]]) array(a) array([v,w]) asarray([v,w]) asarray(a) copy(a) array(a,dtype=np.float32) array([o,1.0]) array(2.0) arange(5) arange(1,9,2) arange(0.0,1.0,0.25) arange(3.0) arange(4,dtype=float)
linspace(0,1,7) linspace(0,1) logspace(0,1,5) geomspace(1,10,5) linspace(o,1.0,4) eye(3) eye(2,3) identity(3) eye(3,k=1) eye(3,dtype=int) tri(3) hanning(8) hamming(8) blackman(8) bartlett(8) kaiser(8,2.0) indices((2,3))
triu_indices(4) tril_indices(4) triu_indices(4,1) tril_indices(4,-1) diag_indices(3) ix_(k,k) tril_indices(4,1) triu_indices(4,-1) mgrid[0:3,0:4] mgrid[0:1:5j] ogrid[0:3,0:4] r_[v,u] r_[v,1.0] r_[0:4] c_[v,w] unravel_index(k,(4,3)) fromfunction(np.add,(2,3)) array([v,w],dtype='f4')
random.rand(3,2) random.randn(4) random.normal(0.0,1.0,(3,)) random.normal(size=3) random.uniform(-1,1,size=(2,3)) random.randint(0,5,size=4) random.random(3) random.standard_normal((2,2)) random.default_rng(0).normal(size=(3,))
random.default_rng(0).standard_normal(3) random.default_rng(1).random((2,3)) random.default_rng(0).integers(0,5,size=3) random.default_rng(0).uniform(size=2) random.permutation(5) random.choice(v,3) random.exponential(1.0,3) random.poisson(2.0,(4,))
random.RandomState(0).randn(3) random.beta(1.0,2.0,3) random.gamma(1.0,2.0,3) random.default_rng(0).permutation(v) random.multivariate_normal(u,np.eye(3)) random.multivariate_normal(u,np.eye(3),4) random.dirichlet(np.ones(3),2) random.normal(v,1.0)
""".split()
CALCULUS = """
polyval([1.0,2.0,3.0],v) polyval(u,v) polyfit(v,w,2) vander(v) vander(v,3) interp(v,np.sort(w),w) interp(0.5,np.sort(w),w) fft.fft(v) fft.ifft(v) fft.fft2(a) fft.fftn(q) fft.rfft(v) fft.irfft(v) fft.irfft(v,7) fft.rfft2(a)
fft.fft(a,axis=0) fft.fft(v,8) fft.fftfreq(8) fft.rfftfreq(8,0.1) fft.fftshift(v) fft.fft(f) fft.hfft(z[0]) angle(z) angle(a) sinc(v) apply_along_axis(np.sum,1,a) apply_along_axis(np.exp,0,a) roots([1.0,2.0,3.0])
""".split()
SCIPY = """
linalg.solve(s,v[:4]) linalg.inv(s) linalg.det(s) linalg.cholesky(p) linalg.cholesky(p,lower=True) linalg.solve_triangular(s,a) linalg.eigh(p) linalg.svd(a) linalg.qr(s) linalg.lu(s) linalg.lu_factor(s) linalg.expm(s) linalg.norm(v)
linalg.cho_solve((p,True),v[:4]) linalg.block_diag(a,s) linalg.toeplitz(v) linalg.cho_factor(p) special.erf(v) special.erfc(v) special.expit(v) special.gammaln(v) special.gamma(v) special.digamma(v) special.logit(v) special.logsumexp(a) special.logsumexp(a,axis=1)
special.logsumexp(a,axis=0,keepdims=True) special.softmax(a) special.softmax(a,axis=1) special.log_softmax(a,axis=-1) special.xlogy(v,w) special.jv(1,v) special.j0(v) special.i0(v) special.beta(v,w) special.betaln(v,w) special.ndtr(v) special.erf(f) special.erfinv(v)
special.log_ndtr(v) special.entr(v) special.binom(5,k) special.polygamma(1,v) special.gammainc(v,w) special.huber(1.0,v) integrate.trapezoid(v) integrate.cumulative_trapezoid(v) integrate.cumulative_trapezoid(v,initial=0.0) fft.fft(v) fft.dct(v) signal.convolve(v,u)
special.erf(k) special.expit(f) special.k0(v) special.kv(1,v) special.betainc(1.0,2.0,v) special.hyp1f1(1.0,2.0,v) spatial.distance.cdist(a,b) linalg.svdvals(a) linalg.eigvalsh(p) linalg.pinv(a) linalg.lstsq(a,v[:4]) linalg.solve_banded((1,1),np.ones((3,5))+np.array([[0.],[9.],[0.]]),v)
""".split()
METHODS = """
a.sum() a.sum(axis=0) a.sum(1) a.mean() a.mean(axis=1,keepdims=True) a.std() a.var(axis=0) a.max() a.min(axis=1) a.prod() a.ptp a.argmax() a.argsort(axis=0) a.cumsum() a.cumsum(axis=1) a.cumprod() a.reshape(2,6) a.reshape((6,2)) a.reshape(-1)
a.reshape(-1,2) a.ravel() a.flatten() a.T a.transpose() q.transpose(2,0,1) q.swapaxes(0,1) a[None].squeeze() a.copy() a.astype(float) a.astype(np.float32) a.astype('int64') a.astype(int) a.repeat(2) a.dot(u) a.clip(0,1) a.round(2) s.diagonal() s.trace() a.take([0,1])
z.real z.imag z.conj() a.conj() a.any() a.all() a.nonzero a.item(0) a.item(1,2) a.shape a.ndim a.size a.nbytes a.tolist q.mT v.searchsorted(w) a.itemsize a.view()
a[0] a[1:3] a[:,0] a[::2] a[-1] a[1,2] a[:,None] a[...,0] a[[0,1]] a[k%4] a[:,[0,2]] a[k[:2]%4,k[:2]%3] a[None,...] v[1:-1] v[::-1] v[4:0:-1] q[:,0,1:] q[0] a[1:,1:] q[...,0] q[[0,1],:,[1,2]] q[:,[0,1],[1,2]] a[0,...] a[np.arange(2),1]
-a +a ~t abs(a) a+b a-b a*b a/b a//b a%b a**2 a@c a<b a==b a+1 2*a 1/a a**0.5 2**a k+1 k/2 k**2 a+z f*2 f*v t&t t|t a[0]+u 2.0@c a>0.5 f+1.5 f+k i8+1 i8*i8 i8+k z*z abs(z) o+1 o*2.0 o/o o**2 -o o<1.0 v+[1,2,3,4,5] (1.0,2.0,3.0)*u
""".replace("a.ptp ", "").replace("a.nonzero ", "").replace("a.tolist ", "").replace("2.0@c ", "").split()
GROUPS = {
    "np.": [*UFUNCS, *REDUCTIONS, *PRODUCTS, *LINALG, *SHAPING, *JOINING, *CREATION, *CALCULUS],
    "scipy.": SCIPY,
    "": METHODS,
}
CALLS = [prefix + call for prefix, calls in GROUPS.items() for call in calls]
