"""Functions one by one, of a tensor in rows and of a transposed one: shape, dtype, layout, and what is saved."""

from __future__ import annotations

import warnings

import pytest
import torch

from adlint.frameworks.torch.dtypes import named
from adlint.frameworks.torch.layout import strides_of
from adlint.trace import Array
from tests.tape.torch.generated import REDUCED, UNARY, VIEWS
from tests.tape.torch.truth import evaluated, really, said

EXPRESSIONS = """
torch.LongTensor([1,2]) torch.FloatTensor([[1,2],[3,4]]) torch.nanmean({x}) torch.nanmean({x},1) torch.msort({x})
torch.cumulative_trapezoid({x},dim=1) torch.cumulative_trapezoid({x},{x}[0],dim=-1) torch.cartesian_prod({x}[0],{x}[1])
torch.vander({x}[0]) torch.vander({x}[0],3,increasing=True) torch.linalg.vander({x}[0]) torch.pdist({x})
torch.gradient({x},dim=1)[0] torch.gradient({x},spacing=(2.0,1.0))[0] torch.hsplit({x},2)[0] torch.vsplit({x},2)[1]
torch.addr({x},{x}[:,0],{x}[0]) torch.linalg.multi_dot([{x},{x}.mT,{x}]) torch.linalg.multi_dot([{x}[:1],{x}.mT,{x}])
torch.isfinite({x})*{x} torch.isinf({x})*{x} torch.bincount(torch.tensor([1,2]),minlength=5)
torch.repeat_interleave({x},torch.tensor([1,2]+[1]*({x}.shape[0]-2)),dim=0)
torch.linalg.cond({x}) torch.linalg.cond({x},p=2) torch.linalg.solve_ex({x}@{x}.mT,{x})[0] torch.diagflat({x})
torch.linalg.tensorinv(({x}@{x}.mT)[None],ind=1) torch.linalg.tensorsolve(({x}@{x}.mT)[None],{x}[:,0]) ({x}*1).square_()
({x}*1).tril_() ({x}*1).triu_(1) ({x}*1).cumsum_(0) ({x}*1).cumprod_(-1) torch.mvlgamma({x}+4,2)
torch.special.multigammaln({x}+4,3) torch.select_scatter({x},{x}[:,0]*2,1,1) torch.slice_scatter({x},{x}[:1]*2,0,1,2)
torch.diagonal_scatter({x},{x}.diagonal()*2) {x}.put(torch.tensor([0,1]),{x}[0,:2]*1)
torch.index_reduce({x},0,torch.tensor([0,1]),{x}[:2]*1,'mean') torch.ldexp({x},{x}) torch.special.bessel_j0({x})*{x}
torch.special.gammainc({x}.detach(),{x}) torch.kaiser_window(5) torch.bartlett_window(6)
torch.lu_solve({x},*torch.linalg.lu_factor({x}@{x}.mT)) torch.geqrf({x})[1]
{x}.sum((0,1)) {x}.mean((0,-1),keepdim=True) {x}.var(0,keepdim=True) {x}.permute(1,0,*range(2,{x}.dim()))
{x}.repeat(2,*[1]*({x}.dim()-1)) {x}.tile(2) {x}.repeat_interleave(2,0) {x}.unfold(0,2,1) {x}.flip(0,1)
torch.rot90({x}) torch.rot90({x},2) torch.rot90({x},0) torch.rot90({x},-1) {x}.diff(2,0)
torch.meshgrid([{x}[0],{x}[:,0]])[1] torch.broadcast_tensors({x},{x}[:1])[1] torch.chain_matmul({x},{x}.mT)
torch.einsum('ij,kj',[{x},{x}]) {x}.diag_embed() {x}.tril() {x}.long() {x}.bool() {x}.half() {x}.to(torch.float64)
{x}.int() {x}.type(torch.float16) ({x}>0) ({x}==1) ~({x}>0) {x}.any() {x}.all(0) {x}.argmax() {x}.argmin(-1)
{x}.argsort(-1) {x}.nonzero().float()[:0] F.pad({x},(1,2)) F.one_hot({x}.long(),5) torch.linspace(0,1,5)
torch.arange(1,8,2) torch.arange(0.,1.,.3) torch.eye(3) torch.full((2,3),1.) torch.full((2,),1) torch.tensor([1,2])
torch.tensor([1.,2]) torch.tensor(3) torch.ones(2,3,dtype=torch.int) torch.zeros_like({x})
torch.ones_like({x},dtype=torch.float64) {x}.new_zeros(2,3) torch.fft.fft({x}) torch.fft.rfft({x})
torch.fft.irfft(torch.fft.rfft({x})) torch.fft.fft2({x}) {x}.cummax(0)[0] {x}.cummin(0)[1] {x}.kthvalue(1,0)[0]
{x}.mode(0)[0] {x}.median(0)[0] {x}*2 {x}*2.5 {x}//2 {x}%2 2-{x} 2/{x} 2**{x} {x}**2 {x}.long()*2 {x}.long()*2.5
{x}.long()/2 {x}.bool()*3 {x}.long()**2 {x}+{x}.double() {x}.half()+{x} {x}*torch.tensor(2.0,dtype=torch.float64)
{x}.long()+torch.tensor(1.5) {x}*1j {x}.sum().long()+{x}.half() torch.einsum('...ij->...ji',{x})
torch.tril_indices(3,3) torch.meshgrid(torch.arange(3),torch.arange(4),indexing='ij')[0] torch.stack([{x},{x}],-1)
torch.hstack([{x},{x}]) torch.vstack([{x},{x}]) torch.dstack([{x},{x}]) torch.column_stack([{x},{x}])
torch.cat([{x},{x}],-1) {x}[...,None] {x}[::2] {x}[-1] {x}[:,None] {x}[[0,1]] {x}[torch.tensor([0,1])] {x}[...,[0,0]]
{x}[[0,1],[0,1]] {x}[:,[0,1]] {x}[None,...,0] {x}.view(-1,2) {x}.split(2)[0] {x}.chunk(3,-1)[-1]
{x}.tensor_split(2)[1] {x}.narrow(1,1,2) {x}.select(1,0) {x}.as_strided((2,2),(1,2)) {x}.expand(3,*{x}.shape)
{x}.softmax(0) F.log_softmax({x},-1) F.normalize({x}) F.layer_norm({x},{x}.shape[-2:]) F.glu({x}) {x}.logsumexp((0,1))
torch.trapz({x}) {x}.diff() {x}.roll((1,1),(0,1)) {x}.trace() {x}.outer({x}) torch.linalg.matrix_norm({x})
torch.linalg.norm({x},dim=0) {x}.norm(p=1,dim=1) {x}.std(dim=(0,1)) torch.var_mean({x},0)[1] {x}.amax((0,1))
{x}.unique()[:0] {x}.clamp(max=torch.tensor(1.)) torch.bucketize({x},torch.tensor([.1,.5]))
torch.searchsorted({x},{x}) torch.bincount(torch.tensor([1,2])) torch.histc({x}) {x}.count_nonzero(0)
torch.take_along_dim({x},{x}.argsort(0),0) {x}.take(torch.tensor([0,1])) {x}.index_select(1,torch.tensor([0]))
torch.broadcast_to({x},(2,*{x}.shape)) {x}.mT@{x} {x}@{x}.mT {x}.T {x}.addmm({x},{x}.mT@{x}) torch.block_diag({x},{x})
torch.cartesian_prod(torch.arange(2),torch.arange(3)) torch.combinations(torch.arange(4)) torch.cov({x})
torch.corrcoef({x}) torch.logit({x}) torch.special.expit({x}) torch.special.gammaln({x})
torch.special.logsumexp({x},0) torch.nan_to_num({x}) torch.isclose({x},{x}) torch.clip({x},0,1) torch.square({x})
torch.float_power({x},2) torch.true_divide({x},2) torch.div({x},2,rounding_mode='floor') torch.heaviside({x},{x})
torch.frac({x}) torch.sgn({x}) torch.deg2rad({x}) torch.sinc({x}) torch.lerp({x},{x},.5) torch.addcdiv({x},{x},{x})
torch.quantile({x},0.5) torch.nanmean({x}) torch.aminmax({x})[0] torch.renorm({x},2,0,1.) torch.cdist({x},{x})
F.pdist({x}) F.interpolate({x}[None],scale_factor=2) F.avg_pool1d({x},2) F.max_pool1d({x},2)
F.adaptive_avg_pool1d({x},2) F.adaptive_max_pool1d({x},2) F.conv1d({x}[None],torch.ones(3,{x}.shape[0],2))
F.unfold({x}[None,None],2) F.embedding({x}.long(),torch.ones(3,4)) F.gelu({x},approximate='tanh') F.hardshrink({x})
F.softshrink({x}) F.rrelu({x}) F.cross_entropy({x}[0],torch.tensor(2),{x}[1],label_smoothing=.1)
F.cross_entropy({x},{x}.detach(),{x}[0].detach(),reduction='sum') F.multi_margin_loss({x},{x}.argmax(1))
F.multilabel_soft_margin_loss({x},{x}) F.hinge_embedding_loss({x},{x}) F.poisson_nll_loss({x},{x})
F.gaussian_nll_loss({x},{x},{x}) F.soft_margin_loss({x},{x}) F.alpha_dropout({x},.1,True)
F.feature_alpha_dropout({x}[None],.1,True) torch.logcumsumexp({x},0) torch.bernoulli({x}*0) torch.normal({x},1.)
torch.multinomial({x},2) torch.randperm(5) torch.randint(0,5,(2,3)) torch.rand(2,3) torch.vander({x}[0])
torch.polar({x},{x}) torch.view_as_real(torch.complex({x},{x})) torch.complex({x},{x}).abs()
torch.complex({x},{x}).real torch.unbind({x})[0] torch.movedim({x},0,1) torch.swapaxes({x},0,1) torch.atleast_2d({x})
torch.atleast_3d({x}) torch.ravel({x}) torch.msort({x}) torch.std_mean({x})[0] torch.dist({x},{x})
torch.inner({x},{x}) torch.tensordot({x},{x},2) torch.linalg.vector_norm({x}) torch.linalg.multi_dot([{x},{x}.T])
torch.linalg.matrix_rank({x}) torch.linalg.cond({x}) torch.linalg.lstsq({x},{x}).solution
torch.linalg.cross({x}[:,:3],{x}[:,:3]) torch.pairwise_distance({x},{x})
{x}.scatter(0,torch.zeros(1,6,dtype=torch.long),{x}[:1]*2)
{x}.scatter_add(0,torch.zeros(2,6,dtype=torch.long),{x}[:2].exp()) {x}.index_add(0,torch.tensor([0,1]),{x}[:2].exp())
{x}.index_copy(0,torch.tensor([0,1]),{x}[:2].exp()) {x}.index_fill(0,torch.tensor([0]),1.0)
{x}.index_put((torch.tensor([0]),),{x}[0].exp())
{x}.scatter_reduce(0,torch.zeros(2,6,dtype=torch.long),{x}[:2].exp(),'sum') {x}.masked_scatter({x}>0.5,{x}*2)
{x}.scatter(0,torch.zeros(1,6,dtype=torch.long),1.5) F.pad({x}[None],(1,1),mode='reflect')
F.pad({x}[None],(1,1),mode='replicate') F.conv_transpose1d({x}[None],torch.ones({x}.shape[0],2,3))
F.ctc_loss({x}.log_softmax(-1)[:,None],torch.ones(1,2,dtype=torch.long),torch.tensor([4]),torch.tensor([2]))
torch.baddbmm({x}[None],{x}[None]@{x}[None].mT,{x}[None]) torch.addmv({x}[:,0],{x},{x}[0])
torch.addr({x},{x}[:,0],{x}[0]) torch.linalg.solve_triangular(({x}@{x}.mT).tril(),{x},upper=False)
torch.linalg.eigvalsh({x}@{x}.mT) torch.linalg.svdvals({x}) torch.linalg.pinv({x}) torch.pinverse({x})
torch.fft.hfft({x}*1j) torch.fft.ihfft({x}) torch.fft.rfft({x},9) torch.fft.irfft({x}*1j,5,0)
torch.fft.rfft2({x},(3,8)) torch.fft.irfftn({x}*1j) torch.fft.fft({x},dim=0) torch.fft.rfft({x},dim=0)
torch.fft.fftn({x}*1j) torch.fft.ifft({x}*1j,dim=0) torch.fft.irfft({x}*1j,dim=0) torch.fft.rfft({x}[None],dim=1)
torch.fft.rfftn({x}[None],dim=(2,1)) torch.fft.ifftn({x}[None]*1j,dim=(0,1)) torch.fft.fftshift({x})
torch.logdet({x}@{x}.mT) torch.linalg.lu({x})[1] torch.linalg.svd({x})[0] torch.linalg.slogdet({x}@{x}.mT)[1]
torch.linalg.matrix_exp({x}@{x}.mT) torch.linalg.matrix_power({x}@{x}.mT,3)
torch.cholesky_inverse(torch.linalg.cholesky({x}@{x}.mT+torch.eye({x}.shape[0])))
""".split()
SETUPS = ("x = a * 1", "x = (a * 1).transpose(0, 1)")
ALL = [one.format(x="x") for one in dict.fromkeys((*UNARY, *VIEWS, *REDUCED, *EXPRESSIONS))]


def _text(setup: str, result: str) -> str:
    return f"import torch\nimport torch.nn.functional as F\ndef f(a):\n    {setup}\n    y = {result}\n    return y\n"


def _real(setup: str, result: str) -> torch.Tensor | None:
    """What PyTorch gives; None if it refuses, or that is no tensor."""
    space: dict[str, object] = {}
    exec(_text(setup, result), space)
    try:
        found = space["f"]((torch.rand(4, 6) + 0.1).requires_grad_())  # type: ignore[operator]
    except (RuntimeError, TypeError, IndexError, ValueError, AttributeError, NotImplementedError):
        return None
    return found if isinstance(found, torch.Tensor) else None


def _layout(one: Array) -> tuple[object, ...]:
    steps = [step for size, step in zip(one.shape, strides_of(one), strict=True) if size != 1]
    return one.shape, named(one.dtype).path, steps


@pytest.mark.parametrize("setup", SETUPS)
def test_results(setup: str) -> None:
    """Shape, dtype and strides are those of PyTorch, where they are known."""
    warnings.simplefilter("ignore")
    wrong = []
    for result in ALL:
        real = _real(setup, result)
        found = evaluated(_text(setup, result), "f(f32[4,6])") if real is not None else None
        if real is None or found is None or len(found.results) != 1:
            continue
        (one,) = found.results
        if real.numel() and all(isinstance(size, int) for size in one.shape):
            steps = [step for size, step in zip(real.shape, real.stride(), strict=True) if size != 1]
            if _layout(one) != (tuple(real.shape), str(real.dtype), steps):
                wrong.append(result)
    assert wrong == []


@pytest.mark.parametrize("setup", SETUPS)
def test_saved(setup: str) -> None:
    """What is saved is what PyTorch saves, where that is known."""
    warnings.simplefilter("ignore")
    wrong = []
    for result in ALL:
        if _real(setup, f"({result}) * ({result})") is None:
            continue
        text = _text(setup, f"{result}\n    y = y * y")
        tape, beside = said(text, "f(f32[4,6])")
        if not tape.gaps and (tape.bytes, beside) != really(text, "f(f32[4,6])"):
            wrong.append(result)
    assert wrong == []
