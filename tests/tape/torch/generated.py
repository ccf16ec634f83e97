"""Random programs of tensors: operations, views, in-place writes, loops. Run as a module for more of them:
`python -m tests.tape.torch.generated 1000`.
"""

from __future__ import annotations

import re
import sys
import warnings
from random import Random

import torch

UNARY = """torch.sin({x}) {x}.exp() torch.tanh({x}) {x}.sigmoid() F.relu({x}) {x}.abs() ({x}**2) ({x}**3) ({x}**0.5) (2.0**{x})
{x}.log1p() F.gelu({x}) F.silu({x}) F.softplus({x}) F.elu({x}) F.leaky_relu({x},0.1) {x}.square() {x}.sqrt() {x}.rsqrt()
(1/{x}) (-{x}) ({x}*2) (3-{x}) ({x}/4) ({x}+1) {x}.clamp(0.2,0.8) {x}.clamp(min=0.1) {x}.reciprocal() {x}.erf() {x}.cos()
{x}.softmax(-1) F.log_softmax({x},dim=0) {x}.cumsum(0) {x}.cumprod(-1) {x}.detach() {x}.clone() {x}.contiguous() {x}.neg()
torch.where({x}>0.3,{x},0.0) torch.where({x}>0.3,{x},{x}*2) {x}.masked_fill({x}>0.5,0.0) {x}.flip(0) {x}.roll(1,0)
{x}.logsumexp(0,keepdim=True) F.layer_norm({x},{x}.shape[-1:]) F.dropout({x},0.3) F.dropout({x},0.3,False) {x}.double().float()
F.normalize({x},dim=-1) ({x}>0.5).float() {x}.pow(1.5) {x}.expm1() {x}.atan() F.hardtanh({x}) F.mish({x}) F.logsigmoid({x})
torch.zeros_like({x}) torch.full_like({x},0.7) {x}.mul(0.5).add(1) {x}.round() {x}.sign() {x}.nan_to_num() {x}.triu()
F.hardswish({x}) F.softsign({x}) F.selu({x}) {x}.xlogy({x}) {x}.lerp({x},0.3) {x}.renorm(2,0,1.0)""".replace(
    "\n", " "
).split(" ")
VIEWS = """{x}.transpose(0,-1) {x}.reshape(-1) {x}[0] {x}[1:] {x}[...,::2] {x}.unsqueeze(0) {x}.unsqueeze(-1) {x}.squeeze()
{x}.flatten() {x}[None] {x}[:,0] {x}.t() {x}.mT {x}.view(-1) {x}.view(2,-1) {x}.reshape(2,-1) {x}.chunk(2,0)[0] {x}.unbind(0)[0]
{x}.expand(2,*{x}.shape) {x}.diagonal() {x}.narrow(0,0,1) {x}.movedim(0,-1) {x}.permute(*reversed(range({x}.dim())))
{x}.select(-1,0) {x}[:,1:-1] {x}.split(1,-1)[0] {x}.swapaxes(0,1) {x}.ravel() {x}.unflatten(0,(2,-1))""".replace(
    "\n", " "
).split(" ")
REDUCED = """{x}.sum(0) {x}.mean(-1) {x}.max() {x}.amax(0) {x}.max(0)[0] {x}.min(-1).values {x}.std(0) {x}.var(-1) {x}.norm()
{x}.norm(dim=-1,keepdim=True) {x}.prod() {x}.sum(-1,keepdim=True) {x}.logsumexp(-1) {x}.mean() {x}.sum() {x}.prod(0) {x}.median()
{x}.std() {x}.amin(-1,keepdim=True) {x}.argmax(0).float() {x}.sort(0)[0] {x}.topk(2,0)[0] torch.linalg.norm({x})""".replace(
    "\n", " "
).split(" ")
BINARY = """({x}+{y}) ({x}-{y}) ({x}*{y}) ({x}/{y}) {x}@{y} {x}@{y}.mT torch.maximum({x},{y}) torch.minimum({x},{y}) {x}.pow({y})
torch.atan2({x},{y}) torch.hypot({x},{y}) torch.where({x}>{y},{x},{y}) torch.cat([{x},{y}],0) torch.stack([{x},{y}]) torch.outer({x},{y})
F.mse_loss({x},{y}) F.smooth_l1_loss({x},{y}) F.l1_loss({x},{y}) F.linear({x},{y}) F.cosine_similarity({x},{y},dim=-1) ({x}*2+{y}*{y})
torch.addcmul({x},{y},{y}) torch.lerp({x},{y},0.4) torch.cdist({x},{y}) torch.einsum('ij,kj->ik',{x},{y}) torch.einsum('...i,...i->...',{x},{y})
torch.einsum('ij,ij->i',{x},{y}) torch.bmm({x},{y}) torch.matmul({x},{y}) {x}.dot({y}) torch.logaddexp({x},{y}) {x}.fmod({y}) torch.kron({x},{y})
torch.tensordot({x},{y},dims=1) F.bilinear({x},{x},torch.ones(2,{x}.shape[-1],{x}.shape[-1])) F.kl_div({x},{y}) F.huber_loss({x},{y})
F.binary_cross_entropy_with_logits({x},{y}) {x}[torch.tensor([0,0])] torch.gather({x},0,{x}.argsort(0)) {x}.masked_select({x}>2)[:0].sum()+{y}
torch.mul({x},{y}.detach()) {x}.expand_as({y}) {x}.view_as({y}) torch.cross({x},{y},dim=-1) {x}.index_select(0,torch.tensor([0,0]))*{y}""".replace(
    "\n", " "
).split(" ")
INPLACE = """{v}.mul_({y}) {v}.add_({y}) {v}.sub_(0.5) {v}.div_({y}) {v}.exp_() {v}.sigmoid_() {v}.relu_() {v}.clamp_(0.1,0.9) {v}.tanh_()
{v}.mul_(2) {v}.copy_({y}) {v}.zero_() {v}.pow_(2) {v}.neg_() {v}[0]={y} {v}[0]=1.0 {v}[:,0]=0.5 {v}[1:]*=2 {v}+={y} {v}*={y} {v}-={y}
{v}/=2 {v}[{v}>0.5]=0.0 {v}.masked_fill_({v}>0.7,0.2) {v}[0].mul_({y}) {v}.t().add_(1) {v}.sqrt_() {v}.addcmul_({y},{y}) {v}.fill_(0.3)
{v}.view(-1).sin_() {v}[...,1:]={y} {v}.transpose(0,-1).mul_(3) {v}.lerp_({y},0.2) {v}[[0,1]]=0.5""".replace(
    "\n", " "
).split(" ")
SHAPES = ((4, 6), (6, 4), (4, 4), (6,), (4,), (2, 4, 6), (2, 6, 4), (4, 1), ())


class Writer:
    """Writes a program, statement by statement; those that PyTorch refuses are left out."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.shapes = [rng.choice(SHAPES) for _ in range(rng.randint(2, 4))]
        self.names = [f"a{number}" for number in range(len(self.shapes))]
        self.lines: list[str] = []
        self.count = 0
        self.space: dict[str, object] = {"torch": torch, "F": torch.nn.functional}
        for name, shape in zip(self.names, self.shapes, strict=True):
            self.space[name] = (torch.rand(shape) + 0.1).requires_grad_()

    def new(self) -> str:
        """A name."""
        self.count += 1
        return f"v{self.count}"

    def statement(self) -> None:
        """One statement more, or none."""
        kind = self.rng.random()
        x, y = self.rng.choice(self.names[-6:] + self.names[:1]), self.rng.choice(self.names)
        if kind < 0.3:
            self.bind(self.rng.choice(UNARY).format(x=x))
        elif kind < 0.45:
            self.bind(self.rng.choice(VIEWS).format(x=x))
        elif kind < 0.53:
            self.bind(self.rng.choice(REDUCED).format(x=x))
        elif kind < 0.78:
            self.bind(self.rng.choice(BINARY).format(x=x, y=y))
        elif kind < 0.9:
            self.in_place(x, y)
        elif kind < 0.97:
            self.loop(x, y)
        else:
            name = self.new()
            self.put([f"with torch.no_grad(): {name} = {self.rng.choice(UNARY).format(x=x)}"], name)

    def bind(self, expression: str) -> None:
        """Bind what an expression gives."""
        name = self.new()
        self.put([f"{name} = {expression}"], name)

    def in_place(self, x: str, y: str) -> None:
        """Write into a copy, or into what is there."""
        if self.rng.random() < 0.5:
            name = self.new()
            self.put(
                [
                    f"{name} = {self.rng.choice(('{x}.clone()', '{x}*1', '{x}.exp()', '{x}.transpose(0,-1)*2')).format(x=x)}"
                ],
                name,
            )
            x = name if name in self.space else x
        self.put([self.rng.choice(INPLACE).format(v=x, y=y)], x)

    def loop(self, x: str, y: str) -> None:
        """A loop whose turns hand one or two tensors on."""
        one, two = self.new(), self.new()
        body = []
        for _ in range(self.rng.randint(1, 3)):
            template = self.rng.choice(UNARY + [b for b in BINARY if "{x}" in b])
            target, source = self.rng.choice((one, two)), self.rng.choice((one, two, y))
            body.append(f"    {target} = {template.format(x=self.rng.choice((one, two)), y=source)}")
        if self.rng.random() < 0.3:
            body.append(f"    {one}, {two} = {two}, {one}")
        if self.rng.random() < 0.15:
            body.append(f"    {self.rng.choice(INPLACE).format(v=one, y=y)}")
        trips = self.rng.choice((1, 2, 3, 18, 25))
        self.put([f"{one} = {x} * 1", f"{two} = {x}", f"for _ in range({trips}):", *body], one, two)

    def put(self, lines: list[str], *bound: str) -> None:
        """Keep statements that PyTorch takes, and that give small finite tensors of floats."""
        before = dict(self.space)
        text = "\n".join(lines)
        try:
            if "range(" in text:  # what grows from turn to turn would grow very large
                sizes = [self._sizes(re.sub(r"range\(\d+\)", f"range({trips})", text), bound) for trips in (1, 2)]
                assert sizes[0] == sizes[1]
            exec(text, self.space)
            for name in bound:
                value = self.space[name]
                assert isinstance(value, torch.Tensor)
                assert value.dtype == torch.float32
                assert 0 < value.numel() < 3000
        except Exception:  # noqa: BLE001 -- whatever PyTorch says of it
            self.space = before
            return
        self.lines += lines
        self.names += [name for name in bound if name not in self.names]

    def _sizes(self, text: str, bound: tuple[str, ...]) -> list[object]:
        space = {
            name: one.detach().clone() if isinstance(one, torch.Tensor) else one for name, one in self.space.items()
        }
        exec(text, space)
        return [space[name].shape for name in bound]  # type: ignore[attr-defined]


def program(rng: Random, statements: int = 12) -> tuple[str, str]:
    """A program, and a call of it."""
    writer = Writer(rng)
    for _ in range(statements):
        writer.statement()
    parameters = ", ".join(f"a{number}" for number in range(len(writer.shapes)))
    body = "".join(f"    {line}\n" for line in writer.lines)
    text = f"import torch\nimport torch.nn.functional as F\ndef f({parameters}):\n{body}    return {writer.names[-1]}.sum()\n"
    dims = ", ".join(f"f32[{','.join(map(str, shape)) or '()'}]" for shape in writer.shapes)
    return text, f"f({dims})"


def main(count: int, start: int) -> None:
    """Hold as many programs to PyTorch, and say how many come out."""
    from tests.tape.torch.truth import really, said

    warnings.simplefilter("ignore")
    exact = open_ = 0
    for seed in range(start, start + count):
        text, call = program(Random(seed))
        try:
            true = really(text, call)
        except Exception as error:  # noqa: BLE001 -- the others are held all the same
            print(seed, "PyTorch:", error)
            count -= 1
            continue
        try:
            tape, beside = said(text, call)
        except Exception as error:  # noqa: BLE001 -- the others are held all the same
            print(seed, "failed:", type(error).__name__, str(error)[:200])
            continue
        if tape.gaps:
            open_ += 1
            print(seed, "open:", [gap.reason[:90] for gap in tape.gaps][:2])
        elif (tape.bytes, beside) == true:
            exact += 1
        else:
            print(seed, "wrong:", true, (tape.bytes, beside))
    print(f"{exact} exact, {open_} left open, of {count}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
