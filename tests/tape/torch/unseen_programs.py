"""Programs that were written without a look at the models, each with two calls."""

from __future__ import annotations

from tests.tape.torch.programs import program

program(
    "einsum_bilinear",
    """
def f(x, w, y):
    s = torch.einsum("bi,oij,bj->bo", x, w, y)
    outer = torch.einsum("bi,bj->bij", x, y)
    return (s ** 2).sum() + outer.norm() + torch.einsum("bij->b", outer).exp().sum()
""",
    "f(f32[4,5], f32[3,5,6], f32[4,6])",
    "f(f32[7,3], f32[4,3,2], f32[7,2])",
)
program(
    "mamba_selective_scan",
    """
class SSM(nn.Module):
    def __init__(self, d, n):
        super().__init__()
        self.A_log = nn.Parameter(torch.log(torch.arange(1, n + 1, dtype=torch.float32).repeat(d, 1)))
        self.D = nn.Parameter(torch.ones(d))
        self.x_proj = nn.Linear(d, 2 * n + 1, bias=False)
        self.dt = nn.Linear(1, d)
        self.n = n
    def forward(self, x):
        b, l, d = x.shape
        A = -torch.exp(self.A_log.float())
        delta, B, C = self.x_proj(x).split([1, self.n, self.n], dim=-1)
        delta = F.softplus(self.dt(delta))
        dA = torch.exp(torch.einsum("bld,dn->bldn", delta, A))
        dBx = torch.einsum("bld,bln,bld->bldn", delta, B, x)
        h = torch.zeros(b, d, self.n)
        ys = []
        for i in range(l):
            h = dA[:, i] * h + dBx[:, i]
            ys.append(torch.einsum("bdn,bn->bd", h, C[:, i, :]))
        return torch.stack(ys, dim=1) + x * self.D
""",
    "SSM(4, 3)(f32[2,6,4]).sum()",
    "SSM(6, 4)(f32[3,9,6]).sum()",
)
program(
    "linear_attention",
    """
def f(q, k, v):
    q, k = F.elu(q) + 1, F.elu(k) + 1
    kv = torch.einsum("bhnd,bhne->bhnde", k, v).cumsum(2)
    z = 1 / (torch.einsum("bhnd,bhnd->bhn", q, k.cumsum(2)) + 1e-6)
    return torch.einsum("bhnd,bhnde,bhn->bhne", q, kv, z).sum()
""",
    "f(f32[2,2,6,4], f32[2,2,6,4], f32[2,2,6,4])",
    "f(f32[1,3,5,6], f32[1,3,5,6], f32[1,3,5,6])",
)
program(
    "lstm_packed_classifier",
    """
class Net(nn.Module):
    def __init__(self, v, e, h):
        super().__init__()
        self.emb = nn.Embedding(v, e, padding_idx=0)
        self.lstm = nn.LSTM(e, h, num_layers=2, batch_first=True, bidirectional=True, dropout=0.2)
        self.fc = nn.Linear(2 * h, 2)
    def forward(self, x):
        out, (h, c) = self.lstm(self.emb(x))
        h = torch.cat([h[-2], h[-1]], dim=1)
        return self.fc(h).logsumexp(1).sum() + out.mean()
""",
    "Net(10, 4, 6)(i64[3,7])",
    "Net(20, 6, 8)(i64[2,9])",
)
program(
    "forward_hooks",
    """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2 = nn.Linear(4, 5), nn.Linear(5, 2)
    def forward(self, x):
        return self.l2(torch.relu(self.l1(x)))
def run(x):
    net = Net()
    feats = {}
    def hook(module, inputs, output):
        feats["h"] = output
    handle = net.l1.register_forward_hook(hook)
    y = net(x)
    handle.remove()
    return y.sum() + feats["h"].pow(2).mean()
""",
    "run(f32[3,4])",
    "run(f32[8,4])",
)
program(
    "mha_cross_need_weights",
    """
class Net(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.attn = nn.MultiheadAttention(d, h, batch_first=True)
    def forward(self, q, kv, pad):
        o, w = self.attn(q, kv, kv, key_padding_mask=pad)
        return o.sum() + (w * w).sum()
""",
    "Net(8, 2)(f32[2,5,8], f32[2,7,8], bool[2,7])",
    "Net(12, 3)(f32[2,4,12], f32[2,6,12], bool[2,6])",
)
program(
    "tcn_weight_norm",
    """
from torch.nn.utils.parametrizations import weight_norm
class Chomp(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n
    def forward(self, x):
        return x[:, :, : -self.n].contiguous()
class TCN(nn.Module):
    def __init__(self, i, o, levels=2):
        super().__init__()
        layers = []
        for l in range(levels):
            d = 2 ** l
            layers.append(nn.Sequential(weight_norm(nn.Conv1d(i if l == 0 else o, o, 3, padding=2 * d, dilation=d)), Chomp(2 * d), nn.ReLU(), nn.Dropout(0.1)))
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
""",
    "TCN(3, 5)(f32[2,3,16]).sum()",
    "TCN(3, 5)(f32[2,3,16]).sum()",
)
program(
    "spectral_norm_disc",
    """
from torch.nn.utils import spectral_norm
class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = spectral_norm(nn.Conv2d(1, 4, 3, padding=1))
        self.l = spectral_norm(nn.Linear(4, 1))
    def forward(self, x):
        h = F.leaky_relu(self.c(x), 0.1)
        return self.l(h.sum(dim=[2, 3]))
""",
    "D()(f32[2,1,8,8]).mean()",
    "D()(f32[2,1,8,8]).mean()",
)
program(
    "weight_norm_by_hooks",
    """
from torch.nn.utils import weight_norm
def f(x):
    l = weight_norm(nn.Linear(4, 3))
    return l(x).sum()
""",
    "f(f32[2,4])",
    "f(f32[2,4])",
)
program(
    "spectral_norm_by_hooks",
    """
from torch.nn.utils import spectral_norm
def f(x):
    l = spectral_norm(nn.Linear(4, 3))
    return l(x).sum()
""",
    "f(f32[2,4])",
    "f(f32[2,4])",
)
program(
    "padded_sequences",
    """
from torch.nn.utils.rnn import pad_sequence
def f(x):
    return pad_sequence([x[0], x[1], x[2]], batch_first=True).sin().sum()
""",
    "f(f32[5,2,4])",
    "f(f32[5,2,4])",
)
program(
    "cumsum_sort_topk",
    """
def f(x):
    p, idx = torch.sort(torch.softmax(x, -1), dim=-1, descending=True)
    c = torch.cumsum(p, dim=-1)
    kept = torch.where(c - p < 0.9, p, 0.0)
    v, _ = torch.topk(x, 3, dim=-1)
    return (kept / kept.sum(-1, keepdim=True)).pow(2).sum() + v.exp().sum() + torch.cummax(x, 1).values.sum() + x.median(dim=1).values.sum() + torch.quantile(x, 0.3) + x.kthvalue(2, dim=1)[0].sin().sum()
""",
    "f(f32[5,8])",
    "f(f32[7,9])",
)
program(
    "statistics_reductions",
    """
def f(x, y):
    c = torch.corrcoef(x) .sum() + torch.cov(y.T).diagonal().sum()
    v, m = torch.var_mean(x, dim=1)
    n = torch.linalg.vector_norm(x, ord=3, dim=0) + F.normalize(y, dim=0).sum(0)
    d = torch.cdist(x, y).mean() + F.cosine_similarity(x, y).sum() + F.pairwise_distance(x, y).sum()
    return c + (v * m).sum() + n.sum() + d + torch.logsumexp(x, 0).sum() + x.amax(1).sum() + y.prod(1).sum() + torch.trapezoid(y, dx=0.1).sum()
""",
    "f(f32[6,5], f32[6,5])",
    "f(f32[9,4], f32[9,4])",
)
program(
    "activation_zoo",
    """
def f(x):
    acts = [nn.ReLU6(), nn.ELU(), nn.SELU(), nn.CELU(), nn.GELU("tanh"), nn.Hardtanh(), nn.Hardswish(), nn.Hardsigmoid(), nn.Mish(), nn.SiLU(), nn.Softplus(), nn.Softsign(), nn.Tanhshrink(), nn.LogSigmoid(), nn.PReLU(), nn.Softshrink(), nn.Hardshrink(), nn.Threshold(0.5, 0.1), nn.GLU(), nn.RReLU(), nn.Softmin(1)]
    return sum(a(x).sum() for a in acts)
""",
    "f(f32[4,6])",
    "f(f32[4,6])",
)
program(
    "covariance",
    """
def f(x):
    return torch.cov(x).pow(2).sum()
""",
    "f(f32[6,5])",
    "f(f32[6,5])",
)
program(
    "correlation",
    """
def f(x):
    return torch.corrcoef(x).pow(2).sum()
""",
    "f(f32[6,5])",
    "f(f32[6,5])",
)
program(
    "trapezoids",
    """
def f(x):
    return torch.trapezoid(x, dx=0.1).pow(2).sum() + torch.trapezoid(x, x[0]*2).pow(2).sum()
""",
    "f(f32[6,5])",
    "f(f32[6,5])",
)
program(
    "quantiles",
    """
def f(x):
    return torch.quantile(x*2, torch.tensor([0.3, 0.5]), dim=1).pow(2).sum()
""",
    "f(f32[6,5])",
    "f(f32[6,5])",
)
program(
    "modules_named_in_a_loop",
    """
class Layer(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.bn = nn.BatchNorm1d(i)
        self.l = nn.Linear(i, o)
    def forward(self, feats):
        return self.l(torch.cat(feats, 1))
class Net(nn.ModuleDict):
    def __init__(self, n):
        super().__init__()
        for i in range(n):
            layer = Layer(4 + i * 4, 4)
            self.add_module("denselayer%d" % (i + 1), layer)
    def forward(self, x):
        feats = [x]
        for name, layer in self.items():
            feats.append(layer(feats))
        return torch.cat(feats, 1)
""",
    "Net(24)(f32[2,4]).sum()",
    "Net(19)(f32[3,4]).sum()",
)
program(
    "sets_compared",
    """
def f(x):
    s = {"a", "b"}
    if not set(["a"]).issubset([n for n in ("a", "b")]) or s.isdisjoint({"a"}) or s.issuperset(["c"]):
        return x
    return x.sin()
""",
    "f(f32[3])",
    "f(f32[3])",
)
program(
    "data_clamp_update",
    """
def f(x):
    net = nn.Linear(4, 4)
    with torch.no_grad():
        net.weight.clamp_(-0.1, 0.1)
        net.bias.zero_()
    x = torch.atan2(net(x), x + 2).clamp(-1, 1)
    return torch.logsumexp(x.flatten(), 0) + torch.dist(x, x.t()) + x.triu().trace()
""",
    "f(f32[4,4])",
    "f(f32[4,4])",
)
program(
    "svd_truncation",
    """
def f(a):
    u, s, v = torch.linalg.svd(a, full_matrices=False)
    r = u[:, :2] @ torch.diag(s[:2]) @ v[:2]
    q, rr = torch.linalg.qr(a)
    return (a - r).pow(2).sum() + torch.linalg.norm(rr) + torch.linalg.cond(a.T @ a + torch.eye(4, dtype=a.dtype)).log() if False else (a - r).pow(2).sum() + torch.linalg.norm(rr)
""",
    "f(f64[6,4])",
    "f(f64[7,5])",
)
program(
    "resnet_bottleneck",
    """
class Bottleneck(nn.Module):
    expansion = 4
    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, planes * self.expansion, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample
    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inplanes = 4
        self.stem = nn.Sequential(nn.Conv2d(3, 4, 7, 2, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        self.layer1 = self._make(2, 2)
        self.layer2 = self._make(4, 2, 2)
        self.fc = nn.Linear(16, 5)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(m.weight, 1)
    def _make(self, planes, blocks, stride=1):
        down = None
        if stride != 1 or self.inplanes != planes * 4:
            down = nn.Sequential(nn.Conv2d(self.inplanes, planes * 4, 1, stride, bias=False), nn.BatchNorm2d(planes * 4))
        layers = [Bottleneck(self.inplanes, planes, stride, down)]
        self.inplanes = planes * 4
        layers += [Bottleneck(self.inplanes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)
    def forward(self, x):
        x = self.layer2(self.layer1(self.stem(x)))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
""",
    "Net()(f32[2,3,16,16]).sum()",
    "Net()(f32[2,3,16,16]).sum()",
)
program(
    "llama_decoder_gqa",
    """
class RMSNorm(nn.Module):
    def __init__(self, hidden_size, eps=1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(hidden_size))
        self.variance_epsilon = eps
    def forward(self, hidden_states):
        input_dtype = hidden_states.dtype
        hidden_states = hidden_states.to(torch.float32)
        variance = hidden_states.pow(2).mean(-1, keepdim=True)
        hidden_states = hidden_states * torch.rsqrt(variance + self.variance_epsilon)
        return self.weight * hidden_states.to(input_dtype)
def rotate_half(x):
    x1 = x[..., : x.shape[-1] // 2]
    x2 = x[..., x.shape[-1] // 2 :]
    return torch.cat((-x2, x1), dim=-1)
def apply_rotary_pos_emb(q, k, cos, sin, unsqueeze_dim=1):
    cos, sin = cos.unsqueeze(unsqueeze_dim), sin.unsqueeze(unsqueeze_dim)
    return (q * cos) + (rotate_half(q) * sin), (k * cos) + (rotate_half(k) * sin)
def repeat_kv(x, n_rep):
    b, h, s, d = x.shape
    if n_rep == 1:
        return x
    return x[:, :, None, :, :].expand(b, h, n_rep, s, d).reshape(b, h * n_rep, s, d)
class Rotary(nn.Module):
    def __init__(self, dim, base=10000.0):
        super().__init__()
        inv_freq = 1.0 / (base ** (torch.arange(0, dim, 2, dtype=torch.int64).float() / dim))
        self.register_buffer("inv_freq", inv_freq, persistent=False)
    @torch.no_grad()
    def forward(self, x, position_ids):
        inv = self.inv_freq[None, :, None].float().expand(position_ids.shape[0], -1, 1)
        pos = position_ids[:, None, :].float()
        freqs = (inv @ pos).transpose(1, 2)
        emb = torch.cat((freqs, freqs), dim=-1)
        return emb.cos().to(x.dtype), emb.sin().to(x.dtype)
class DecoderLayer(nn.Module):
    def __init__(self, d, heads, kv, inter):
        super().__init__()
        self.hd = d // heads
        self.groups = heads // kv
        self.q_proj = nn.Linear(d, heads * self.hd, bias=False)
        self.k_proj = nn.Linear(d, kv * self.hd, bias=False)
        self.v_proj = nn.Linear(d, kv * self.hd, bias=False)
        self.o_proj = nn.Linear(d, d, bias=False)
        self.gate, self.up, self.down = nn.Linear(d, inter, bias=False), nn.Linear(d, inter, bias=False), nn.Linear(inter, d, bias=False)
        self.n1, self.n2, self.rot = RMSNorm(d), RMSNorm(d), Rotary(self.hd)
    def attn(self, x):
        b, s, _ = x.shape
        q = self.q_proj(x).view(b, s, -1, self.hd).transpose(1, 2)
        k = self.k_proj(x).view(b, s, -1, self.hd).transpose(1, 2)
        v = self.v_proj(x).view(b, s, -1, self.hd).transpose(1, 2)
        cos, sin = self.rot(x, torch.arange(s).unsqueeze(0))
        q, k = apply_rotary_pos_emb(q, k, cos, sin)
        k, v = repeat_kv(k, self.groups), repeat_kv(v, self.groups)
        w = torch.matmul(q, k.transpose(2, 3)) * self.hd ** -0.5
        causal = torch.triu(torch.full((s, s), float("-inf")), diagonal=1)
        w = F.softmax(w + causal, dim=-1, dtype=torch.float32).to(q.dtype)
        return self.o_proj(torch.matmul(w, v).transpose(1, 2).contiguous().reshape(b, s, -1))
    def forward(self, x):
        x = x + self.attn(self.n1(x))
        h = self.n2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))
""",
    "DecoderLayer(16, 4, 2, 24)(f32[2,5,16]).sum()",
    "DecoderLayer(16, 4, 2, 24)(f32[2,5,16]).sum()",
)
program(
    "swin_window",
    """
def window_partition(x, ws):
    B, H, W, C = x.shape
    x = x.view(B, H // ws, ws, W // ws, ws, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, ws * ws, C)
class WinAttn(nn.Module):
    def __init__(self, dim, ws, heads):
        super().__init__()
        self.ws, self.heads, self.scale = ws, heads, (dim // heads) ** -0.5
        self.table = nn.Parameter(torch.zeros((2 * ws - 1) * (2 * ws - 1), heads))
        coords = torch.stack(torch.meshgrid(torch.arange(ws), torch.arange(ws), indexing="ij")).flatten(1)
        rel = (coords[:, :, None] - coords[:, None, :]).permute(1, 2, 0).contiguous()
        rel[:, :, 0] += ws - 1
        rel[:, :, 1] += ws - 1
        rel[:, :, 0] *= 2 * ws - 1
        self.register_buffer("index", rel.sum(-1))
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        nn.init.trunc_normal_(self.table, std=0.02)
    def forward(self, x):
        x = torch.roll(x, shifts=(-2, -2), dims=(1, 2))
        w = window_partition(x, self.ws)
        B, N, C = w.shape
        q, k, v = self.qkv(w).reshape(B, N, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        attn = (q * self.scale) @ k.transpose(-2, -1)
        bias = self.table[self.index.view(-1)].view(N, N, -1).permute(2, 0, 1).contiguous()
        attn = (attn + bias.unsqueeze(0)).softmax(dim=-1)
        return self.proj((attn @ v).transpose(1, 2).reshape(B, N, C))
""",
    "WinAttn(8, 4, 2)(f32[1,8,8,8]).sum()",
    "WinAttn(8, 4, 2)(f32[1,8,8,8]).sum()",
)
program(
    "vq_vae_quantize",
    """
class VQ(nn.Module):
    def __init__(self, k, d, beta=0.25):
        super().__init__()
        self.embedding = nn.Embedding(k, d)
        self.embedding.weight.data.uniform_(-1.0 / k, 1.0 / k)
        self.beta = beta
    def forward(self, z):
        flat = z.reshape(-1, z.shape[-1])
        d = flat.pow(2).sum(1, keepdim=True) + self.embedding.weight.pow(2).sum(1) - 2 * flat @ self.embedding.weight.t()
        idx = torch.argmin(d, dim=1)
        zq = self.embedding(idx).view_as(z)
        loss = F.mse_loss(zq.detach(), z) * self.beta + F.mse_loss(zq, z.detach())
        zq = z + (zq - z).detach()
        onehot = F.one_hot(idx, 6).float()
        p = onehot.mean(0)
        return loss + (zq ** 2).sum() + torch.exp(-torch.sum(p * torch.log(p + 1e-10)))
""",
    "VQ(6, 4)(f32[3,5,4])",
    "VQ(6, 4)(f32[3,5,4])",
)
program(
    "moe_topk",
    """
class MoE(nn.Module):
    def __init__(self, d, n, k):
        super().__init__()
        self.gate = nn.Linear(d, n, bias=False)
        self.experts = nn.ModuleList(nn.Sequential(nn.Linear(d, 8), nn.GELU(), nn.Linear(8, d)) for _ in range(n))
        self.k = k
    def forward(self, x):
        w, sel = torch.topk(F.softmax(self.gate(x), dim=1), self.k)
        w = w / w.sum(-1, keepdim=True)
        dense = torch.zeros(x.size(0), len(self.experts)).scatter(1, sel, w)
        return torch.stack([e(x) for e in self.experts], 1).mul(dense.unsqueeze(-1)).sum(1)
""",
    "MoE(4, 3, 2)(f32[6,4]).sum()",
    "MoE(4, 3, 2)(f32[6,4]).sum()",
)
program(
    "t5_relative_bias",
    """
class T5Attention(nn.Module):
    def __init__(self, d, h, buckets=8):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.rel = nn.Embedding(buckets, h)
        self.h, self.buckets = h, buckets
    def bucket(self, rel):
        n = torch.abs(rel)
        exact = self.buckets // 2
        small = n < exact
        large = exact + (torch.log(n.float() / exact + 1e-6) / math.log(16 / exact) * (self.buckets - exact)).to(torch.long)
        large = torch.min(large, torch.full_like(large, self.buckets - 1))
        return torch.where(small, n, large)
    def forward(self, x):
        b, t, d = x.shape
        def shape(z):
            return z.view(b, -1, self.h, d // self.h).transpose(1, 2)
        q, k, v = shape(self.q(x)), shape(self.k(x)), shape(self.v(x))
        pos = torch.arange(t)
        bias = self.rel(self.bucket(pos[None, :] - pos[:, None])).permute(2, 0, 1).unsqueeze(0)
        s = torch.matmul(q, k.transpose(3, 2)) + bias
        a = F.dropout(F.softmax(s.float(), dim=-1).type_as(s), p=0.1, training=self.training)
        return self.o(torch.matmul(a, v).transpose(1, 2).contiguous().view(b, -1, d))
""",
    "T5Attention(8, 2)(f32[2,6,8]).mean()",
    "T5Attention(8, 2)(f32[2,6,8]).mean()",
)
program(
    "sac_critic",
    """
from torch.distributions import Normal
def mlp(sizes, act=nn.ReLU):
    out = []
    for j in range(len(sizes) - 1):
        out += [nn.Linear(sizes[j], sizes[j + 1]), act() if j < len(sizes) - 2 else nn.Identity()]
    return nn.Sequential(*out)
def critic_loss(o, a, r, o2):
    q1, q2, pi = mlp([5, 8, 8, 1]), mlp([5, 8, 8, 1]), mlp([3, 8, 4])
    mu, log_std = pi(o).chunk(2, dim=-1)
    std = torch.clamp(log_std, -20, 2).exp()
    d = Normal(mu, std)
    u = d.rsample()
    logp = d.log_prob(u).sum(-1) - (2 * (math.log(2) - u - F.softplus(-2 * u))).sum(-1)
    act = torch.tanh(u)
    qa = q1(torch.cat([o, a], -1)).squeeze(-1)
    with torch.no_grad():
        back = r + 0.99 * torch.min(q1(torch.cat([o2, a], -1)), q2(torch.cat([o2, a], -1))).squeeze(-1)
    q_pi = torch.min(q1(torch.cat([o, act], -1)), q2(torch.cat([o, act], -1))).squeeze(-1)
    return F.mse_loss(qa, back) + (0.2 * logp - q_pi).mean()
""",
    "critic_loss(f32[8,3], f32[8,2], f32[8], f32[8,3])",
    "critic_loss(f32[8,3], f32[8,2], f32[8], f32[8,3])",
)
program(
    "lattice_boltzmann",
    """
def lbm(f, n):
    ex = torch.tensor([0, 1, 0, -1, 0, 1, -1, -1, 1])
    ey = torch.tensor([0, 0, 1, 0, -1, 1, 1, -1, -1])
    w = torch.tensor([4 / 9] + [1 / 9] * 4 + [1 / 36] * 4)
    for _ in range(n):
        f = torch.stack([torch.roll(f[i], (int(ex[i]), int(ey[i])), (0, 1)) for i in range(9)])
        rho = f.sum(0)
        ux = torch.einsum("i,ixy->xy", ex.float(), f) / rho
        uy = (ey.float()[:, None, None] * f).sum(0) / rho
        cu = 3 * (ex.view(9, 1, 1) * ux + ey.view(9, 1, 1) * uy)
        feq = rho * w.view(9, 1, 1) * (1 + cu + 0.5 * cu ** 2 - 1.5 * (ux ** 2 + uy ** 2))
        f = f - (f - feq) / 0.6
    return f.std()
""",
    "lbm(f32[9,6,6], 3)",
    "lbm(f32[9,6,6], 3)",
)
program(
    "nerf_render",
    """
class NeRF(nn.Module):
    def __init__(self, w=8):
        super().__init__()
        self.l1, self.l2 = nn.Linear(3 + 12, w), nn.Linear(w, w)
        self.sigma, self.rgb = nn.Linear(w, 1), nn.Linear(w, 3)
    def embed(self, x):
        out = [x]
        for i in range(2):
            for f in (torch.sin, torch.cos):
                out.append(f(2.0 ** i * x))
        return torch.cat(out, -1)
    def forward(self, x):
        h = F.relu(self.l2(F.relu(self.l1(self.embed(x)))))
        return torch.sigmoid(self.rgb(h)), F.relu(self.sigma(h)).squeeze(-1)
def render(o, d, n=6):
    net = NeRF()
    z = torch.linspace(2.0, 6.0, n).expand(o.shape[0], n)
    pts = o[:, None, :] + d[:, None, :] * z[..., None]
    rgb, sigma = net(pts.reshape(-1, 3))
    rgb, sigma = rgb.reshape(-1, n, 3), sigma.reshape(-1, n)
    delta = torch.cat([z[:, 1:] - z[:, :-1], torch.full((o.shape[0], 1), 1e10)], -1)
    alpha = 1 - torch.exp(-sigma * delta)
    T = torch.cumprod(torch.cat([torch.ones(o.shape[0], 1), 1 - alpha + 1e-10], -1), -1)[:, :-1]
    w = alpha * T
    return (w[..., None] * rgb).sum(1).mean()
""",
    "render(f32[4,3], f32[4,3])",
    "render(f32[4,3], f32[4,3])",
)
program(
    "ssim",
    """
def ssim(x, y, k=5):
    g = torch.exp(-((torch.arange(k) - k // 2) ** 2).float() / 4.5)
    w = (g[:, None] * g[None]).div(g.sum() ** 2).expand(1, 1, k, k).contiguous()
    mx, my = F.conv2d(x, w, padding=2), F.conv2d(y, w, padding=2)
    sxx = F.conv2d(x * x, w, padding=2) - mx.pow(2)
    syy = F.conv2d(y * y, w, padding=2) - my.pow(2)
    sxy = F.conv2d(x * y, w, padding=2) - mx * my
    s = ((2 * mx * my + 1e-4) * (2 * sxy + 9e-4)) / ((mx ** 2 + my ** 2 + 1e-4) * (sxx + syy + 9e-4))
    return 1 - s.mean()
""",
    "ssim(f32[1,1,12,12], f32[1,1,12,12])",
    "ssim(f32[1,1,12,12], f32[1,1,12,12])",
)
program(
    "weight_norm",
    """
from torch.nn.utils.parametrizations import weight_norm
class N(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.a = weight_norm(nn.Linear(d, d))
    def forward(self, x):
        return self.a(torch.tanh(self.a(x))).sum()
""",
    "N(4)(f32[3,4])",
    "N(10)(f32[7,10])",
)
