"""More whole programs; importing this adds them to the others."""

from __future__ import annotations

from tests.tape.torch.programs import program

program(
    "fno2d",
    """
class F2(nn.Module):
    def __init__(self, c, k):
        super().__init__()
        self.k = k
        self.w = nn.Parameter(torch.randn(c, c, k, k, dtype=torch.cfloat))
        self.conv = nn.Conv2d(c, c, 1)
    def forward(self, x):
        B, C, H, W = x.shape
        f = torch.fft.rfft2(x)
        y = torch.zeros_like(f)
        y[..., :self.k, :self.k] = torch.einsum('bchw,cohw->bohw', f[..., :self.k, :self.k], self.w)
        return F.gelu(torch.fft.irfft2(y, s=(H, W)) + self.conv(x)).mean()
""",
    "F2(2,2)(f32[2,2,8,8])",
    "F2(4,3)(f32[3,4,16,12])",
)
program(
    "vit",
    """
class Vit(nn.Module):
    def __init__(self, d, h, p, n):
        super().__init__()
        self.patch = nn.Conv2d(3, d, p, p)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.pos = nn.Parameter(torch.zeros(1, n + 1, d))
        self.blocks = nn.Sequential(*[nn.TransformerEncoderLayer(d, h, 2*d, 0.0, 'gelu', batch_first=True, norm_first=True) for _ in range(2)])
        self.head = nn.Linear(d, 4)
    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], dim=1) + self.pos
        return self.head(self.blocks(x)[:, 0])
""",
    "Vit(8,2,4,4)(f32[2,3,8,8])",
    "Vit(16,4,4,16)(f32[3,3,16,16])",
)
program(
    "wavenet",
    """
class Layer(nn.Module):
    def __init__(self, c, d):
        super().__init__()
        self.dil = nn.Conv1d(c, 2*c, 2, dilation=d)
        self.res = nn.Conv1d(c, c, 1)
        self.d = d
    def forward(self, x):
        h = self.dil(F.pad(x, (self.d, 0)))
        a, b = h.chunk(2, 1)
        z = torch.tanh(a) * torch.sigmoid(b)
        return x + self.res(z), z
class Net(nn.Module):
    def __init__(self, c, n):
        super().__init__()
        self.layers = nn.ModuleList([Layer(c, 2**i) for i in range(n)])
    def forward(self, x):
        skips = 0
        for l in self.layers:
            x, s = l(x)
            skips = skips + s
        return F.relu(skips).sum()
""",
    "Net(3,2)(f32[2,3,10])",
    "Net(6,5)(f32[2,6,50])",
)
program(
    "densenet_block",
    """
class Dense(nn.Module):
    def __init__(self, c, g, n):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(n):
            self.layers.append(nn.Sequential(nn.BatchNorm2d(c + i*g), nn.ReLU(inplace=True), nn.Conv2d(c + i*g, g, 3, padding=1, bias=False)))
        self.trans = nn.Sequential(nn.Conv2d(c + n*g, c, 1), nn.AvgPool2d(2))
    def forward(self, x):
        feats = [x]
        for layer in self.layers:
            feats.append(layer(torch.cat(feats, 1)))
        return self.trans(torch.cat(feats, 1)).sum()
""",
    "Dense(4,2,2)(f32[2,4,6,6])",
    "Dense(6,4,4)(f32[2,6,12,12])",
)
program(
    "squeeze_excite",
    """
class SE(nn.Module):
    def __init__(self, c, r):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(c, c//r, bias=False), nn.ReLU(inplace=True), nn.Linear(c//r, c, bias=False), nn.Sigmoid())
    def forward(self, x):
        b, c, _, _ = x.size()
        y = F.adaptive_avg_pool2d(x, 1).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return (x * y.expand_as(x)).pow(2).mean()
""",
    "SE(4,2)(f32[2,4,5,5])",
    "SE(16,4)(f32[3,16,9,9])",
)
program(
    "mobilenet",
    """
class Inverted(nn.Module):
    def __init__(self, a, b, t, s):
        super().__init__()
        h = a * t
        self.use = s == 1 and a == b
        self.conv = nn.Sequential(nn.Conv2d(a,h,1,bias=False), nn.BatchNorm2d(h), nn.ReLU6(inplace=True), nn.Conv2d(h,h,3,s,1,groups=h,bias=False), nn.BatchNorm2d(h), nn.Hardswish(), nn.Conv2d(h,b,1,bias=False), nn.BatchNorm2d(b))
    def forward(self, x):
        return x + self.conv(x) if self.use else self.conv(x)
def f(net, x):
    return net(x).sum()
""",
    "f(Inverted(4,4,2,1), f32[2,4,6,6])",
    "f(nn.Sequential(Inverted(4,8,3,2), Inverted(8,8,2,1)), f32[2,4,16,16])",
)
program(
    "kmeans_soft",
    """
def loss(x, c, steps):
    for _ in range(steps):
        d = torch.cdist(x, c)
        w = F.softmin(d, dim=1)
        c = (w.t() @ x) / w.sum(0).unsqueeze(-1)
    return torch.cdist(x, c).min(dim=1)[0].mean()
""",
    "loss(f32[6,2], f32[3,2], 3)",
    "loss(f32[40,3], f32[5,3], 20)",
)
program(
    "leapfrog",
    """
def H(q, p):
    return 0.5 * (p ** 2).sum() + torch.log1p(q ** 2).sum()
def sim(q, p, steps, eps):
    def grad(q):
        return 2 * q / (1 + q ** 2)
    p = p - 0.5 * eps * grad(q)
    for i in range(steps - 1):
        q = q + eps * p
        p = p - eps * grad(q)
    q = q + eps * p
    p = p - 0.5 * eps * grad(q)
    return H(q, p)
""",
    "sim(f64[5], f64[5], 4, 0.1)",
    "sim(f64[50], f64[50], 100, 0.05)",
)
program(
    "adam_unrolled",
    """
def inner(w, x, y):
    return ((x @ w - y) ** 2).mean()
def meta(w, lr, x, y, steps):
    m = torch.zeros_like(w); v = torch.zeros_like(w)
    for t in range(1, steps + 1):
        g = 2 * x.t() @ (x @ w - y) / x.shape[0]
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g ** 2
        w = w - lr * (m / (1 - 0.9 ** t)) / (torch.sqrt(v / (1 - 0.99 ** t)) + 1e-8)
    return inner(w, x, y)
""",
    "meta(f32[4,1], f32[], f32[6,4], f32[6,1], 3)",
    "meta(f32[10,2], f32[], f32[30,10], f32[30,2], 14)",
)
program(
    "pca",
    """
def f(x, k):
    x = x - x.mean(0, keepdim=True)
    U, S, Vh = torch.linalg.svd(x, full_matrices=False)
    z = x @ Vh[:2].T
    c = x.T @ x / (x.shape[0] - 1)
    w, v = torch.linalg.eigh(c)
    q, r = torch.linalg.qr(x)
    return z.pow(2).sum() + w[-1] + S.sum() + torch.diagonal(r).abs().log().sum() + torch.linalg.det(c)
""",
    "f(f64[6,3], 2)",
    "f(f64[20,5], 2)",
)
program(
    "hmm",
    """
def forward(logA, logB, logpi, obs):
    alpha = logpi + logB[:, obs[0]]
    for t in range(1, obs.shape[0]):
        alpha = torch.logsumexp(alpha.unsqueeze(1) + logA, dim=0) + logB[:, obs[t]]
    return torch.logsumexp(alpha, 0)
""",
    "forward(f32[3,3], f32[3,4], f32[3], i64[5])",
    "forward(f32[5,5], f32[5,7], f32[5], i64[60])",
)
program(
    "dice",
    """
def dice(logits, target, eps):
    p = torch.sigmoid(logits)
    inter = (p * target).sum(dim=(1, 2))
    union = p.sum(dim=(1, 2)) + target.sum(dim=(1, 2))
    focal = F.binary_cross_entropy_with_logits(logits, target, reduction='none')
    pt = torch.exp(-focal)
    return (1 - (2 * inter + eps) / (union + eps)).mean() + ((1 - pt) ** 2 * focal).mean()
""",
    "dice(f32[2,3,4], f32[2,3,4], 1.0)",
    "dice(f32[3,10,12], f32[3,10,12], 1.0)",
)
program(
    "infonce",
    """
class Enc(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d,h), nn.LayerNorm(h), nn.GELU(), nn.Dropout(p=0.0), nn.Linear(h,h))
        self.scale = nn.Parameter(torch.tensor(2.6592))
    def forward(self, a, b):
        a = self.net(a); b = self.net(b)
        a = a / a.norm(dim=-1, keepdim=True)
        b = b / b.norm(dim=-1, keepdim=True)
        logits = self.scale.exp() * a @ b.t()
        labels = torch.arange(len(a))
        return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2
""",
    "Enc(4,6)(f32[3,4], f32[3,4])",
    "Enc(10,16)(f32[12,10], f32[12,10])",
)
program(
    "lstm_module_bi",
    """
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 5, bidirectional=True, dropout=0.2, num_layers=2)
        self.fc = nn.Linear(10, 2)
    def forward(self, x):
        out, (h, c) = self.lstm(x)
        return self.fc(out[-1]).sum() + h.sum()
""",
    "M()(f32[4,3,6])",
    "M()(f32[20,5,6])",
)
program(
    "double_lstm",
    """
class M(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.lstm = nn.LSTM(n, n).double()
    def forward(self, x):
        out, _ = self.lstm(x)
        return out.pow(2).mean()
""",
    "M(4)(f64[3,2,4])",
    "M(8)(f64[25,3,8])",
)
program(
    "cumulative",
    """
def f(x, y):
    a = torch.cumsum(x, 0) * torch.cumprod(y, 1)
    b = torch.stack([x, y], dim=-1).flatten(1).logcumsumexp(1)
    c = torch.outer(x[0], y[0]).triu().tanh()
    d = torch.kron(x[:2, :2], y[:2, :2]).sin()
    e = torch.roll(x, 1, 0) * torch.flip(y, [1])
    g = F.pad(x, (1, 1), value=0.5) ** 3
    return a.sum() + b.sum() + c.sum() + d.sum() + e.sum() + g.sum()
""",
    "f(f32[3,4], f32[3,4])",
    "f(f32[10,8], f32[10,8])",
)
program(
    "index_assign",
    """
def f(x, idx, v):
    out = torch.zeros(x.shape[0] + 1, x.shape[1])
    out[1:] = x
    out[0, :] = v
    out[idx] = out[idx] * 2
    y = x.clone()
    y[:, 0] = 1.0
    y[y > 0.5] = 0.0
    return (out ** 2).sum() + (y * x).sum() + x[idx, 0].exp().sum() + x[..., None, 1:].sigmoid().sum()
""",
    "f(f32[3,4], i64[2], f32[4])",
    "f(f32[10,8], i64[5], f32[8])",
)
program(
    "no_grad_target",
    """
class Q(nn.Module):
    def __init__(self, n, a):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n, 16), nn.ReLU(), nn.Linear(16, a))
    def forward(self, x):
        return self.net(x)
def dqn(online, target, s, a, r, s2):
    for p in target.parameters():
        p.requires_grad_(False)
    q = online(s).gather(1, a[:, None]).squeeze(1)
    with torch.no_grad():
        t = r + 0.99 * target(s2).max(1)[0]
    return F.smooth_l1_loss(q, t)
""",
    "dqn(Q(3,2), Q(3,2), f32[5,3], i64[5], f32[5], f32[5,3])",
    "dqn(Q(8,4), Q(8,4), f32[20,8], i64[20], f32[20], f32[20,8])",
)
program(
    "frozen_backbone",
    """
class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.back = nn.Sequential(nn.Conv2d(3,c,3), nn.BatchNorm2d(c), nn.ReLU(), nn.AdaptiveAvgPool2d((2,2)), nn.Flatten())
        for p in self.back.parameters():
            p.requires_grad = False
        self.head = nn.Linear(4*c, 5)
        self.back.eval()
    def forward(self, x, y):
        return F.cross_entropy(self.head(self.back(x.detach())), y)
""",
    "Net(4)(f32[2,3,8,8], i64[2])",
    "Net(8)(f32[3,3,16,16], i64[3])",
)
program(
    "while_loop",
    """
def f(x, n):
    i = 0
    total = x.new_zeros(())
    while i < n:
        x = x * torch.cos(x)
        if i % 2 == 0:
            total = total + x.sum()
        i += 1
    return total
""",
    "f(f32[5], 4)",
    "f(f32[20], 12)",
)
program(
    "nested_loops",
    """
def f(A, steps, inner):
    x = A[0]
    for t in range(steps):
        y = x
        for k in range(inner):
            y = torch.tanh(A @ y)
        x = x + 0.1 * y
    return x.norm()
""",
    "f(f32[4,4], 3, 2)",
    "f(f32[8,8], 30, 20)",
)
program(
    "recursion",
    """
def fib(x, n):
    if n <= 1:
        return torch.sin(x)
    return fib(x, n - 1) * fib(x, n - 2)
""",
    "fib(f32[4], 4)",
    "fib(f32[10], 7)",
)
program(
    "memory_bank",
    """
class NTM(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.key, self.gate = nn.Linear(n, m), nn.Linear(n, 1)
        self.register_buffer('mem', torch.zeros(5, m))
    def forward(self, xs):
        mem, out = self.mem, []
        for x in xs.unbind(0):
            k = torch.tanh(self.key(x))
            w = torch.softmax(F.cosine_similarity(k.unsqueeze(1), mem.unsqueeze(0), dim=-1), dim=-1)
            r = w @ mem
            mem = mem * torch.sigmoid(self.gate(x)).mean() + torch.einsum('bi,bj->ij', w, k)
            out.append(r)
        return torch.stack(out, 1).pow(2).sum()
""",
    "NTM(3,4)(f32[3,2,3])",
    "NTM(6,8)(f32[10,4,6])",
)
program(
    "upsample_gan",
    """
class G(nn.Module):
    def __init__(self, z, c):
        super().__init__()
        self.l = nn.Linear(z, c*16)
        self.net = nn.Sequential(nn.BatchNorm2d(c), nn.Upsample(scale_factor=2), nn.Conv2d(c,c,3,1,1), nn.BatchNorm2d(c, 0.8), nn.LeakyReLU(0.2, inplace=True), nn.ConvTranspose2d(c,1,4,2,1), nn.Tanh())
        self.c = c
    def forward(self, z):
        return self.net(self.l(z).view(z.shape[0], self.c, 4, 4))
""",
    "G(3,2)(f32[2,3])",
    "G(10,6)(f32[3,10])",
)
program(
    "poisson_fd",
    """
def residual(u, f, h):
    lap = (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]) / h**2
    return lap + f[1:-1, 1:-1] * torch.exp(u[1:-1, 1:-1])
def solve(u, f, steps):
    for _ in range(steps):
        r = residual(u, f, 0.1)
        u = u + 0.001 * F.pad(r, (1, 1, 1, 1))
    return (residual(u, f, 0.1) ** 2).mean()
""",
    "solve(f64[6,7], f64[6,7], 3)",
    "solve(f64[12,12], f64[12,12], 40)",
)
program(
    "categorical",
    """
from torch.distributions import Categorical
def f(logits, adv, a):
    d = Categorical(logits=logits)
    return -(d.log_prob(a) * adv).mean() - 0.01 * d.entropy().mean()
""",
    "f(f32[4,3], f32[4], i64[4])",
    "f(f32[20,5], f32[20], i64[20])",
)
program(
    "conv3d",
    """
class N(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.net = nn.Sequential(nn.Conv3d(1, c, 3, padding=1), nn.BatchNorm3d(c), nn.ReLU(), nn.MaxPool3d(2), nn.AvgPool3d(2), nn.Flatten())
    def forward(self, x):
        return self.net(x).pow(2).sum()
""",
    "N(2)(f32[2,1,4,4,4])",
    "N(3)(f32[2,1,8,8,12])",
)
program(
    "params",
    """
class N(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.w = nn.ParameterList([nn.Parameter(torch.randn(d, d)) for _ in range(n)])
        self.b = nn.ParameterDict({'x': nn.Parameter(torch.zeros(d)), 'y': nn.Parameter(torch.ones(d))})
        self.act = nn.ModuleDict({'relu': nn.ReLU(), 'id': nn.Identity()})
    def forward(self, x, which: str = 'relu'):
        for w in self.w:
            x = self.act[which](x @ w + self.b['x']) * self.b['y']
        return x.mean()
""",
    "N(2,3)(f32[4,3])",
    "N(5,8)(f32[6,8], which='id')",
)
program(
    "config",
    """
from dataclasses import dataclass
@dataclass
class Config:
    d: int = 8
    heads: int = 2
    layers: int = 2
    dropout: float = 0.0
    bias: bool = True
class Block(nn.Module):
    def __init__(self, cfg: Config):
        super().__init__()
        assert cfg.d % cfg.heads == 0
        self.cfg = cfg
        self.ln = nn.LayerNorm(cfg.d, bias=cfg.bias)
        self.fc = nn.Linear(cfg.d, cfg.d, bias=cfg.bias)
        self.drop = nn.Dropout(cfg.dropout)
    def forward(self, x):
        return x + self.drop(F.gelu(self.fc(self.ln(x)), approximate='tanh'))
class M(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.h = nn.ModuleList([Block(cfg) for _ in range(cfg.layers)])
        self.apply(self._init)
        n = sum(p.numel() for p in self.parameters())
        print("number of parameters: %.2fM" % (n / 1e6,))
    def _init(self, m):
        if isinstance(m, nn.Linear):
            torch.nn.init.normal_(m.weight, mean=0.0, std=0.02)
            if m.bias is not None:
                torch.nn.init.zeros_(m.bias)
    def forward(self, x):
        for b in self.h:
            x = b(x)
        return x.sum()
""",
    "M(Config())(f32[2,3,8])",
    "M(Config(d=16, layers=4, bias=False))(f32[2,5,16])",
)
program(
    "sliding",
    """
def f(x, w):
    p = F.unfold(x, 3, padding=1)
    y = w @ p
    z = F.fold(y, x.shape[-2:], 1)
    u = F.pixel_shuffle(z, 2)
    v = F.interpolate(u, scale_factor=0.5, mode='bilinear', align_corners=False)
    g = F.affine_grid(torch.eye(2, 3)[None].expand(x.shape[0], 2, 3), x.shape, align_corners=False)
    s = F.grid_sample(x, g, align_corners=False)
    return v.mean() + s.pow(2).mean() + F.local_response_norm(x, 2).sum()
""",
    "f(f32[2,2,4,4], f32[4,18])",
    "f(f32[3,2,8,8], f32[8,18])",
)
program(
    "gumbel",
    """
def f(logits, emb):
    y = F.gumbel_softmax(logits, tau=0.5, hard=False)
    z = y @ emb
    return F.cosine_similarity(z[:, None], z[None], dim=-1).triu(1).sum()
""",
    "f(f32[3,4], f32[4,5])",
    "f(f32[10,6], f32[6,8])",
)
program(
    "train_step",
    """
def step(model, x, y):
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    opt.zero_grad()
    loss = F.mse_loss(model(x), y)
    loss.backward()
    opt.step()
    return loss
""",
    "step(nn.Linear(3,2), f32[4,3], f32[4,2])",
    "step(nn.Sequential(nn.Linear(5,8), nn.ReLU(), nn.Linear(8,2)), f32[9,5], f32[9,2])",
)
program(
    "triplet_mining",
    """
def f(e, labels, margin):
    d = torch.cdist(e, e)
    same = labels[:, None] == labels[None, :]
    pos = (d * same.float()).max(1).values
    neg = torch.where(same, torch.full_like(d, float('inf')), d).min(1).values
    return F.relu(pos - neg.clamp(max=10.0) + margin).mean()
""",
    "f(f32[5,3], i64[5], 0.2)",
    "f(f32[20,8], i64[20], 0.2)",
)
program(
    "moe",
    """
class MoE(nn.Module):
    def __init__(self, d, n):
        super().__init__()
        self.gate = nn.Linear(d, n)
        self.experts = nn.ModuleList([nn.Sequential(nn.Linear(d, 2*d), nn.ReLU(), nn.Linear(2*d, d)) for _ in range(n)])
    def forward(self, x):
        w = F.softmax(self.gate(x), dim=-1)
        out = torch.stack([e(x) for e in self.experts], dim=-1)
        return torch.einsum('bdn,bn->bd', out, w).sum()
""",
    "MoE(3,2)(f32[4,3])",
    "MoE(6,4)(f32[7,6])",
)
program(
    "spiking",
    """
class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, v):
        ctx.save_for_backward(v)
        return (v > 0).float()
    @staticmethod
    def backward(ctx, g):
        v, = ctx.saved_tensors
        return g / (1 + 10 * v.abs()) ** 2
def f(x, w, T):
    v = torch.zeros(x.shape[0], w.shape[1])
    s = torch.zeros_like(v)
    total = 0.
    for t in range(T):
        v = 0.9 * v * (1 - s) + x @ w
        s = Spike.apply(v - 1.0)
        total = total + s
    return (total / T).sum()
""",
    "f(f32[2,3], f32[3,4], 3)",
    "f(f32[5,6], f32[6,8], 40)",
)
program(
    "esn_scan",
    """
def scan(f, init, xs):
    carry, ys = init, []
    for x in xs:
        carry, y = f(carry, x)
        ys.append(y)
    return carry, torch.stack(ys)
def run(xs, A, B, C, h):
    def f(h, x):
        h = torch.sigmoid(h @ A + x @ B)
        return h, h @ C
    _, ys = scan(f, h, xs)
    return ys.square().mean()
""",
    "run(f32[4,2,3], f32[5,5], f32[3,5], f32[5,2], f32[2,5])",
    "run(f32[30,2,3], f32[5,5], f32[3,5], f32[5,2], f32[2,5])",
)
program(
    "s4",
    """
def ssm(u, logA, B, C, D):
    L = u.shape[-1]
    A = -torch.exp(logA)
    k = torch.arange(L, dtype=u.dtype)
    K = torch.einsum('n,nl->l', B * C, torch.exp(A[:, None] * k))
    n = 2 * L
    y = torch.fft.irfft(torch.fft.rfft(u, n=n) * torch.fft.rfft(K, n=n), n=n)[..., :L]
    return (y + D * u).pow(2).mean()
""",
    "ssm(f32[2,6], f32[3], f32[3], f32[3], f32[])",
    "ssm(f32[4,32], f32[8], f32[8], f32[8], f32[])",
)
program(
    "bayes_linear",
    """
class BL(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.mu = nn.Parameter(torch.empty(b, a).normal_(0, 0.1))
        self.rho = nn.Parameter(torch.full((b, a), -3.0))
    def forward(self, x):
        s = F.softplus(self.rho)
        w = self.mu + s * torch.randn_like(s)
        kl = (torch.log(1.0 / s) + (s ** 2 + self.mu ** 2) / 2 - 0.5).sum()
        return F.linear(x, w).sum() + kl
""",
    "BL(3,2)(f32[4,3])",
    "BL(10,6)(f32[8,10])",
)
program(
    "double_backward_free",
    """
def maml(w, x, y, lr, steps):
    for _ in range(steps):
        r = x @ w - y
        g = x.T @ r * (2.0 / x.shape[0])
        w = w - lr * g
    return ((x @ w - y) ** 2).mean()
""",
    "maml(f32[3], f32[5,3], f32[5], 0.1, 3)",
    "maml(f32[8], f32[20,8], f32[20], 0.1, 50)",
)
program(
    "half",
    """
def f(x, w):
    h = (x.half() @ w.half()).float()
    b = x.to(torch.bfloat16).tanh().to(x.dtype)
    return F.relu(h).sum() + b.sum() + x.double().exp().sum()
""",
    "f(f32[3,4], f32[4,5])",
    "f(f32[10,8], f32[8,6])",
)
program(
    "complex",
    """
def f(a, b):
    z = torch.complex(a, b)
    w = z * z.conj() + torch.exp(1j * a)
    m = torch.view_as_real(w)
    return w.abs().sum() + m.pow(2).sum() + z.angle().sum() + w.real.sin().sum()
""",
    "f(f32[3,4], f32[3,4])",
    "f(f64[10,8], f64[10,8])",
)
program(
    "bag",
    """
class M(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.bag = nn.EmbeddingBag(n, d, mode='mean')
        self.fc = nn.Linear(d, 2)
    def forward(self, x, o, y):
        return F.cross_entropy(self.fc(self.bag(x, o)), y, weight=torch.tensor([1.0, 2.0]))
""",
    "M(5,3)(i64[6], i64[2], i64[2])",
    "M(50,8)(i64[30], i64[7], i64[7])",
)
program(
    "functional_call",
    """
from torch.func import functional_call
class N(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.l = nn.Linear(d, d)
    def forward(self, x):
        return torch.tanh(self.l(x))
def f(net, x, lr):
    p = dict(net.named_parameters())
    y = functional_call(net, p, (x,))
    p2 = {k: v * (1 - lr) for k, v in p.items()}
    return functional_call(net, p2, (y,)).sum()
""",
    "f(N(3), f32[2,3], 0.1)",
    "f(N(8), f32[5,8], 0.1)",
)

program(
    "train_epochs",
    """
def train(model, xs, ys, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    sched = torch.optim.lr_scheduler.StepLR(opt, 10)
    model.train()
    loss = None
    for epoch in range(epochs):
        opt.zero_grad()
        loss = F.mse_loss(model(xs), ys)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        sched.step()
    return loss
""",
    "train(nn.Sequential(nn.Linear(3,4), nn.Tanh(), nn.Linear(4,1)), f32[5,3], f32[5,1], 2)",
    "train(nn.Sequential(nn.Linear(6,8), nn.Tanh(), nn.Linear(8,1)), f32[9,6], f32[9,1], 5)",
)
program(
    "eval_mode",
    """
class N(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(1, c, 3), nn.BatchNorm2d(c), nn.ReLU(), nn.Dropout(0.5))
    def forward(self, x):
        return self.f(x).mean((2, 3))
def run(net, x):
    net.eval()
    with torch.inference_mode():
        a = net(x)
    net.train()
    b = net(x)
    with torch.no_grad():
        c = net(x) * 2
    return (b * c.clone()).sum()
""",
    "run(N(2), f32[2,1,6,6])",
    "run(N(4), f32[3,1,10,12])",
)
program(
    "ema_teacher",
    """
import copy
def f(student, x, m):
    teacher = copy.deepcopy(student)
    for p in teacher.parameters():
        p.requires_grad_(False)
    with torch.no_grad():
        for a, b in zip(teacher.parameters(), student.parameters()):
            a.mul_(m).add_(b, alpha=1 - m)
        t = F.softmax(teacher(x) / 0.04, dim=-1)
    s = F.log_softmax(student(x) / 0.1, dim=-1)
    return -(t * s).sum(-1).mean()
""",
    "f(nn.Linear(3,4), f32[2,3], 0.9)",
    "f(nn.Sequential(nn.Linear(8,8), nn.ReLU(), nn.Linear(8,5)), f32[6,8], 0.9)",
)
program(
    "lbm",
    """
def lbm(f, w, c, tau, steps):
    for _ in range(steps):
        rho = f.sum(0)
        u = torch.einsum('qd,qxy->dxy', c, f) / rho
        cu = torch.einsum('qd,dxy->qxy', c, u)
        feq = w[:, None, None] * rho * (1 + 3 * cu + 4.5 * cu ** 2 - 1.5 * (u ** 2).sum(0))
        f = f - (f - feq) / tau
        f = torch.stack([torch.roll(f[i], shifts=(1, 0), dims=(0, 1)) for i in range(f.shape[0])])
    return (f ** 2).sum()
""",
    "lbm(f32[9,4,5], f32[9], f32[9,2], 0.6, 2)",
    "lbm(f64[9,8,8], f64[9], f64[9,2], 0.6, 20)",
)
program(
    "nbody",
    """
def simulate(x, v, m, dt, steps):
    for _ in range(steps):
        r = x[None, :, :] - x[:, None, :]
        d2 = (r ** 2).sum(-1) + 1e-3
        a = (m[None, :, None] * r / d2[..., None] ** 1.5).sum(1)
        v = v + dt * a
        x = x + dt * v
    return (v ** 2).sum() + x.norm()
""",
    "simulate(f64[4,3], f64[4,3], f64[4], 0.01, 3)",
    "simulate(f64[10,3], f64[10,3], f64[10], 0.01, 50)",
)
program(
    "crank_nicolson",
    """
def solve(u, k, steps):
    n = u.shape[0]
    I = torch.eye(n, dtype=u.dtype)
    L = torch.diag(torch.full((n - 1,), 1.0, dtype=u.dtype), 1) + torch.diag(torch.full((n - 1,), 1.0, dtype=u.dtype), -1) - 2 * I
    A, B = I - 0.5 * k * L, I + 0.5 * k * L
    for _ in range(steps):
        u = torch.linalg.solve(A, B @ u)
    return u.pow(2).sum()
""",
    "solve(f64[5], f64[], 3)",
    "solve(f64[16], f64[], 30)",
)
program(
    "tridiagonal",
    """
def thomas(a, b, c, d):
    n = d.shape[0]
    cp, dp = [c[0] / b[0]], [d[0] / b[0]]
    for i in range(1, n):
        m = b[i] - a[i] * cp[i - 1]
        cp.append(c[i] / m)
        dp.append((d[i] - a[i] * dp[i - 1]) / m)
    x = [dp[-1]]
    for i in range(n - 2, -1, -1):
        x.append(dp[i] - cp[i] * x[-1])
    return torch.stack(x[::-1]).sum()
""",
    "thomas(f64[4], f64[4], f64[4], f64[4])",
    "thomas(f64[15], f64[15], f64[15], f64[15])",
)
program(
    "shallow_water",
    """
def step(h, u, v, dt, g):
    hx = (torch.roll(h, -1, 0) - torch.roll(h, 1, 0)) / 2
    hy = (torch.roll(h, -1, 1) - torch.roll(h, 1, 1)) / 2
    u = u - dt * g * hx
    v = v - dt * g * hy
    div = (torch.roll(h * u, -1, 0) - torch.roll(h * u, 1, 0) + torch.roll(h * v, -1, 1) - torch.roll(h * v, 1, 1)) / 2
    return h - dt * div, u, v
def run(h, steps):
    u = torch.zeros_like(h)
    v = torch.zeros_like(h)
    for _ in range(steps):
        h, u, v = step(h, u, v, 0.1, 9.8)
    return ((h - 1) ** 2).mean()
""",
    "run(f32[4,5], 3)",
    "run(f64[12,10], 40)",
)
program(
    "wgan_gp_free",
    """
class D(nn.Module):
    def __init__(self, c):
        super().__init__()
        def block(a, b, norm=True):
            layers = [nn.Conv2d(a, b, 4, 2, 1)]
            if norm:
                layers.append(nn.InstanceNorm2d(b))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers
        self.model = nn.Sequential(*block(1, c, norm=False), *block(c, 2 * c), nn.Conv2d(2 * c, 1, 2))
    def forward(self, img):
        return self.model(img).view(img.size(0), -1)
def loss(D, real, fake):
    return D(fake).mean() - D(real).mean()
""",
    "loss(D(2), f32[2,1,8,8], f32[2,1,8,8])",
    "loss(D(4), f32[3,1,16,16], f32[3,1,16,16])",
)
program(
    "cross_attention_pool",
    """
class Pool(nn.Module):
    def __init__(self, d, h, k):
        super().__init__()
        self.q = nn.Parameter(torch.randn(1, k, d))
        self.att = nn.MultiheadAttention(d, h, dropout=0.1, batch_first=True)
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d))
        self.n = nn.LayerNorm(d)
    def forward(self, x, pad):
        q = self.q.repeat(x.shape[0], 1, 1)
        y, _ = self.att(q, x, x, key_padding_mask=pad, need_weights=False)
        return self.n(y + self.ff(y)).mean(1)
""",
    "Pool(8, 2, 3)(f32[2,5,8], bool[2,5])",
    "Pool(16, 4, 2)(f32[3,9,16], bool[3,9])",
)
program(
    "token_mixing_rnn",
    """
class RWKV(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.k, self.v, self.r = (nn.Linear(d, d, bias=False) for _ in range(3))
        self.w = nn.Parameter(torch.zeros(d))
    def forward(self, x):
        B, T, C = x.size()
        k, v, r = torch.exp(self.k(x).clamp(max=5)), self.v(x), torch.sigmoid(self.r(x))
        num = torch.zeros(B, C)
        den = torch.zeros(B, C)
        out = torch.empty(B, T, C)
        decay = torch.exp(-torch.exp(self.w))
        for t in range(T):
            num = decay * num + k[:, t] * v[:, t]
            den = decay * den + k[:, t]
            out[:, t] = r[:, t] * num / (den + 1e-6)
        return out.sum()
""",
    "RWKV(3)(f32[2,4,3])",
    "RWKV(8)(f32[2,30,8])",
)
program(
    "quantile_forecast",
    """
class N(nn.Module):
    def __init__(self, n, h, q):
        super().__init__()
        self.rnn = nn.GRU(n, h, batch_first=True, num_layers=2, dropout=0.0)
        self.heads = nn.ModuleList([nn.Linear(h, 1) for _ in range(q)])
        self.q = [i / (q + 1) for i in range(1, q + 1)]
    def forward(self, x, y):
        out, _ = self.rnn(x)
        last = out[:, -1, :]
        preds = torch.cat([h(last) for h in self.heads], dim=1)
        losses = []
        for i, q in enumerate(self.q):
            e = y - preds[:, i]
            losses.append(torch.max((q - 1) * e, q * e).unsqueeze(1))
        return torch.mean(torch.sum(torch.cat(losses, dim=1), dim=1))
""",
    "N(2, 3, 2)(f32[3,4,2], f32[3])",
    "N(4, 8, 5)(f32[6,14,4], f32[6])",
)
program(
    "normal_kl",
    """
from torch.distributions import Normal, kl_divergence, MultivariateNormal, Bernoulli
def f(mu, s, x):
    q = Normal(mu, s.exp())
    z = q.rsample()
    kl = kl_divergence(q, Normal(0.0, 1.0)).sum()
    return kl - Bernoulli(logits=z @ x).entropy().sum()
""",
    "f(f32[3,2], f32[3,2], f32[2,4])",
    "f(f32[8,5], f32[8,5], f32[5,6])",
)
program(
    "slots_inplace",
    """
def assemble(E, conn, n):
    K = torch.zeros(n, n, dtype=E.dtype)
    for e in range(conn):
        k = E[e] * torch.tensor([[1.0, -1.0], [-1.0, 1.0]], dtype=E.dtype)
        K[e:e+2, e:e+2] += k
    f = torch.ones(n - 1, dtype=E.dtype)
    u = torch.linalg.solve(K[1:, 1:], f)
    return u[-1]
""",
    "assemble(f64[3], 3, 4)",
    "assemble(f64[12], 12, 13)",
)
program(
    "grouped_query",
    """
class GQA(nn.Module):
    def __init__(self, d, h, kv):
        super().__init__()
        self.h, self.kv, self.hd = h, kv, d // h
        self.wq, self.wk, self.wv = nn.Linear(d, d), nn.Linear(d, kv * self.hd), nn.Linear(d, kv * self.hd)
    def forward(self, x):
        b, t, _ = x.shape
        q = self.wq(x).view(b, t, self.h, self.hd).transpose(1, 2)
        k = self.wk(x).view(b, t, self.kv, self.hd).transpose(1, 2).repeat_interleave(self.h // self.kv, dim=1)
        v = self.wv(x).view(b, t, self.kv, self.hd).transpose(1, 2).repeat_interleave(self.h // self.kv, dim=1)
        return F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2).sum()
""",
    "GQA(8,4,2)(f32[2,3,8])",
    "GQA(32,8,2)(f32[2,9,32])",
)
program(
    "convlstm",
    """
class Cell(nn.Module):
    def __init__(self, a, h):
        super().__init__()
        self.h = h
        self.conv = nn.Conv2d(a + h, 4 * h, 3, padding=1)
    def forward(self, x, state):
        h, c = state
        i, f, o, g = torch.split(self.conv(torch.cat([x, h], dim=1)), self.h, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
class Net(nn.Module):
    def __init__(self, a, h):
        super().__init__()
        self.cell = Cell(a, h)
    def forward(self, x):
        B, T, C, H, W = x.shape
        state = (torch.zeros(B, self.cell.h, H, W), torch.zeros(B, self.cell.h, H, W))
        for t in range(T):
            h, c = self.cell(x[:, t], state)
            state = (h, c)
        return h.mean()
""",
    "Net(1,2)(f32[2,3,1,4,4])",
    "Net(2,3)(f32[2,20,2,6,6])",
)
program(
    "distributions",
    """
from torch.distributions import Normal, kl_divergence
class V(nn.Module):
    def __init__(self, d, z):
        super().__init__()
        self.enc, self.dec = nn.Linear(d, 2*z), nn.Linear(z, d)
    def forward(self, x):
        mu, s = self.enc(x).chunk(2, -1)
        q = Normal(mu, F.softplus(s) + 1e-3)
        z = q.rsample()
        p = Normal(torch.zeros_like(mu), torch.ones_like(mu))
        return -(Normal(self.dec(z), 1.0).log_prob(x).sum() - kl_divergence(q, p).sum())
""",
    "V(4,2)(f32[3,4])",
    "V(10,5)(f32[8,10])",
)
