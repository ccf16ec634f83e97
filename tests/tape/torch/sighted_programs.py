"""Programs that were written without a look at the models, and were not said rightly or not known at first."""

from __future__ import annotations

from tests.tape.torch.programs import program

program(
    "spectrogram_loss",
    """
def spec(x, y):
    w = torch.hann_window(64)
    X = torch.stft(x, 64, hop_length=16, window=w, return_complex=True).abs()
    Y = torch.stft(y, 64, hop_length=16, window=w, return_complex=True).abs()
    return (X - Y).abs().mean() + (torch.log(X + 1e-5) - torch.log(Y + 1e-5)).pow(2).mean()
""",
    "spec(f32[2,400], f32[2,400])",
    "spec(f32[1,300], f32[1,300])",
)
program(
    "stft_without_centre",
    """
def f(x):
    s = torch.stft(x, n_fft=64, hop_length=10, win_length=50, window=torch.hamming_window(50), center=False, return_complex=True)
    return torch.view_as_real(s).pow(2).sum()
""",
    "f(f32[3,400])",
    "f(f32[2,256])",
)
program(
    "least_squares",
    """
def fit(A, b):
    s = torch.linalg.lstsq(A, b).solution
    return ((A @ s - b) ** 2).sum() + torch.linalg.pinv(A).abs().sum()
""",
    "fit(f64[20,4], f64[20,2])",
    "fit(f64[9,3], f64[9,1])",
)
program(
    "crnn_ctc",
    """
class CRNN(nn.Module):
    def __init__(self, v):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d((2, 2)))
        self.rnn = nn.LSTM(16, 8, bidirectional=True)
        self.fc = nn.Linear(16, v)
    def forward(self, x):
        h = self.cnn(x)
        b, c, hh, w = h.shape
        h = h.permute(3, 0, 1, 2).reshape(w, b, c * hh)
        return self.fc(self.rnn(h)[0]).log_softmax(2)
def ctc_loss(m, x, y):
    lp = m(x)
    return F.ctc_loss(lp, y + 1, torch.full((2,), 12, dtype=torch.long), torch.full((2,), 4, dtype=torch.long), zero_infinity=True)
""",
    "ctc_loss(CRNN(5), f32[2,1,8,24], i64[2,4])",
    "ctc_loss(CRNN(7), f32[2,1,8,24], i64[2,4])",
)
program(
    "steps_on_a_net_of_the_module",
    """
from torch.func import functional_call
net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
def maml(x, y):
    params = dict(net.named_parameters())
    for _ in range(2):
        loss = F.mse_loss(functional_call(net, params, (x,)), y)
        grads = torch.autograd.grad(loss, params.values(), create_graph=True)
        params = {k: p - 0.1 * g for (k, p), g in zip(params.items(), grads)}
    return F.mse_loss(functional_call(net, params, (x,)), y)
""",
    "maml(f32[5,3], f32[5,1])",
    "maml(f32[9,3], f32[9,1])",
)
program(
    "none_then_a_layer",
    """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = None
        if 3 != 4:
            self.proj = nn.Linear(3, 4)
        self.f = nn.Linear(3, 4)
    def forward(self, x):
        if self.proj is not None:
            return self.proj(x) + self.f(x).relu()
        return x + self.f(x)
""",
    "Net()(f32[2,3]).sum()",
    "Net()(f32[7,3]).sum()",
)
program(
    "transformer_with_masks",
    """
class MT(nn.Module):
    def __init__(self, v, d):
        super().__init__()
        self.e = nn.Embedding(v, d)
        self.t = nn.Transformer(d, 4, 2, 2, 32, dropout=0.0, batch_first=True, norm_first=True)
        self.o = nn.Linear(d, v)
    def forward(self, s, t):
        sm = nn.Transformer.generate_square_subsequent_mask(t.size(1))
        pad = s == 99
        h = self.t(self.e(s), self.e(t), tgt_mask=sm, src_key_padding_mask=pad, memory_key_padding_mask=pad)
        return F.cross_entropy(self.o(h).transpose(1, 2), t)
""",
    "MT(30, 16)(i64[2,7], i64[2,5])",
    "MT(20, 8)(i64[3,4], i64[3,6])",
)
program(
    "encoder_with_a_causal_mask",
    """
class LM(nn.Module):
    def __init__(self, v, d):
        super().__init__()
        self.d = d
        self.e = nn.Embedding(v, d)
        pe = torch.zeros(50, d)
        pos = torch.arange(0, 50).unsqueeze(1).float()
        div = torch.exp(torch.arange(0, d, 2).float() * (-math.log(10000.0) / d))
        pe[:, 0::2] = torch.sin(pos * div)
        pe[:, 1::2] = torch.cos(pos * div)
        self.register_buffer("pe", pe.unsqueeze(0))
        enc = nn.TransformerEncoderLayer(d, 4, 32, 0.1, activation="gelu", batch_first=True)
        self.enc = nn.TransformerEncoder(enc, 2, norm=nn.LayerNorm(d))
        self.o = nn.Linear(d, v)
    def forward(self, x):
        h = self.e(x) * math.sqrt(self.d) + self.pe[:, : x.size(1)]
        m = torch.triu(torch.ones(x.size(1), x.size(1), dtype=torch.bool), diagonal=1)
        return F.cross_entropy(self.o(self.enc(h, mask=m)).flatten(0, 1), x.flatten())
""",
    "LM(20, 16)(i64[2,8])",
    "LM(15, 8)(i64[3,5])",
)
program(
    "contraction_of_a_chain",
    """
def mps(t, b):
    env = torch.eye(4)
    for i in range(t.shape[0]):
        env = torch.einsum("ab,pac,pbd,p->cd", env, t[i], t[i], b)
        env = env / env.norm()
    return torch.trace(env).log()
""",
    "mps(f32[6,2,4,4], f32[2])",
    "mps(f32[3,2,4,4], f32[2])",
)
program(
    "transformed_distribution",
    """
def f(a, b):
    D = torch.distributions
    d = D.TransformedDistribution(D.Normal(a, b + 1), [D.transforms.TanhTransform(), D.transforms.AffineTransform(a, b)])
    x = d.rsample()
    return d.log_prob(x).sum()
""",
    "f(f64[3], f64[3])",
    "f(f64[5], f64[5])",
)
program(
    "dirichlet",
    """
def f(a):
    d = torch.distributions.Dirichlet(a + 1)
    return d.rsample().sum() + d.entropy()
""",
    "f(f64[4])",
    "f(f64[6])",
)
program(
    "categorical_of_probabilities",
    """
def f(l):
    p = l.softmax(-1)
    d = torch.distributions.Categorical(probs=p)
    return d.log_prob(torch.zeros(4, dtype=torch.long)).sum() + d.entropy().sum()
""",
    "f(f64[4,3])",
    "f(f64[4,5])",
)
program(
    "forces_of_a_schnet",
    """
class Sch(nn.Module):
    def __init__(self, z, d):
        super().__init__()
        self.emb = nn.Embedding(z, d)
        self.register_buffer("off", torch.linspace(0, 5, 10))
        self.co = -0.5 / (self.off[1] - self.off[0]).item() ** 2
        self.fil = nn.Sequential(nn.Linear(10, d), nn.Softplus(), nn.Linear(d, d))
        self.out = nn.Linear(d, 1)
    def forward(self, z, pos):
        n = z.numel()
        i, j = torch.triu_indices(n, n, 1)
        r = (pos[i] - pos[j]).norm(dim=-1)
        W = self.fil(torch.exp(self.co * (r.unsqueeze(-1) - self.off) ** 2)) * (0.5 * (torch.cos(r * math.pi / 5) + 1)).unsqueeze(-1)
        x = self.emb(z)
        x = x.index_add(0, i, x[j] * W)
        E = self.out(F.softplus(x) - math.log(2)).sum()
        f = -torch.autograd.grad(E, pos, create_graph=True)[0]
        return E + f.pow(2).mean()
""",
    "Sch(5, 8)(i64[6], f32[6,3])",
    "Sch(4, 6)(i64[5], f32[5,3])",
)
program(
    "normalised_weights",
    """
from torch.nn.utils.parametrizations import weight_norm, spectral_norm
class Chomp(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n
    def forward(self, x):
        return x[:, :, : -self.n].contiguous()
class WN(nn.Module):
    def __init__(self):
        super().__init__()
        ls = []
        for i in range(2):
            d = 2 ** i
            ls += [weight_norm(nn.Conv1d(4, 4, 3, padding=2 * d, dilation=d)), Chomp(2 * d), nn.ReLU(), nn.Dropout(0.2)]
        self.net = nn.Sequential(*ls)
        self.out = spectral_norm(nn.Linear(4, 2))
    def forward(self, x):
        return self.out(self.net(x)[:, :, -1])
""",
    "WN()(f32[2,4,20]).mean()",
    "WN()(f32[3,4,12]).mean()",
)
program(
    "parametrized_weights",
    """
import torch.nn.utils.parametrize as P
class Symmetric(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)
class Expm(nn.Module):
    def forward(self, A):
        return torch.matrix_exp(A - A.mT)
class Sym(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(6, 6), nn.Linear(6, 6, bias=False)
        P.register_parametrization(self.a, "weight", Symmetric())
        P.register_parametrization(self.b, "weight", Expm())
    def forward(self, x):
        return self.b(self.a(x).relu())
""",
    "Sym()(f32[5,6]).sum()",
    "Sym()(f32[2,6]).sum()",
)
program(
    "numbers_of_a_constant",
    """
def f(x):
    n = torch.tensor([3, 1, 2])
    k = (n * 2).sum().item()
    if (n > 5).any():
        x = x.exp()
    return x.repeat(k).pow(2).sum() * n.tolist()[0]
""",
    "f(f32[5])",
    "f(f32[8])",
)
program(
    "widths_from_a_constant",
    """
def f(x):
    w = torch.round(torch.log(torch.arange(5) * 24.5 + 48) / math.log(2.5)).int().tolist()
    return sum((x[:, k] ** (v + 1)).sum() for k, v in enumerate(w))
""",
    "f(f32[8,5])",
    "f(f32[3,5])",
)
program(
    "steps_between_constants",
    """
def f(x):
    t = torch.linspace(0, 1, 6)
    for i in range(len(t) - 1):
        h = float(t[i + 1] - t[i])
        x = x + h * torch.sin(x)
    return x.sum()
""",
    "f(f32[8,5])",
    "f(f32[3])",
)
program(
    "special_functions_of_two",
    """
def sp(a, b):
    y = torch.lgamma(a + 1) + torch.digamma(b + 1) + torch.special.i0(a) + torch.erf(b)
    y = y + torch.atan2(a, b) + torch.hypot(a, b) + torch.logaddexp(a, b)
    y = y + torch.special.expit(a) + torch.special.xlog1py(a, b) + torch.special.ndtr(b) + torch.expm1(a)
    y = y + torch.erfinv(torch.tanh(b) * 0.5) + torch.polygamma(1, a + 1) + torch.sinc(a) + torch.log1p(b)
    return torch.nan_to_num(y).sum()
""",
    "sp(f64[30], f64[30])",
    "sp(f64[4], f64[4])",
)
program(
    "tagger_of_packed_sequences",
    """
class Tagger(nn.Module):
    def __init__(self, v, e, h):
        super().__init__()
        self.emb = nn.Embedding(v, e)
        self.lstm = nn.LSTM(e, h, 2, batch_first=True, dropout=0.3)
        self.fc = nn.Linear(h, 4)
    def forward(self, x):
        p = nn.utils.rnn.pack_padded_sequence(self.emb(x), [6, 4, 2], batch_first=True)
        o, _ = self.lstm(p)
        o, l = nn.utils.rnn.pad_packed_sequence(o, batch_first=True)
        return self.fc(o).log_softmax(-1).mean()
""",
    "Tagger(20, 8, 10)(i64[3,6])",
    "Tagger(9, 4, 5)(i64[3,6])",
)
program(
    "packed_out_of_order_both_ways",
    """
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = nn.GRU(3, 6, bidirectional=True, batch_first=True)
    def forward(self, x):
        p = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([2, 5, 5, 1]), batch_first=True, enforce_sorted=False)
        o, h = self.r(p)
        y, n = nn.utils.rnn.pad_packed_sequence(o, batch_first=True)
        return y.pow(2).sum() + torch.cat([h[0], h[1]], 1).exp().sum()
""",
    "M()(f32[4,5,3])",
    "M()(x=f32[4,5,3])",
)
program(
    "tensors_that_are_turned_where_they_are",
    """
class Held:
    def __init__(self, x):
        self.x, self.all = x, [x, (x, 1)]
def f(x):
    y = x.exp()
    held = Held(y)
    y.transpose_(0, 1)
    w = held.x @ torch.ones(3, 2) + held.all[1][0].sum()
    for _ in range(2):
        y = torch.tanh(y).unsqueeze_(0).squeeze_()
    seen = torch.isin(torch.arange(3), torch.tensor([0, 2])).float()
    return (w ** 2).sum() + (y.pow(2) * seen).sum() + torch.histc(x.detach(), bins=4).sum() * x.mean()
""",
    "f(f32[3,4])",
    "f(x=f32[3,4])",
)
program(
    "losses_of_sequences",
    """
def f(logits, t, u):
    a = F.cross_entropy(logits[:, :-1].transpose(1, 2), t[:, 1:])
    b = F.cross_entropy(logits[:, 1:].transpose(1, 2), t[:, :-1], label_smoothing=0.1)
    c = F.nll_loss(torch.tanh(u).transpose(1, 2), t, reduction="sum")
    return a + b + c + F.nll_loss(u.transpose(1, 2).contiguous(), t.contiguous())
""",
    "f(f32[2,5,7], i64[2,5], f32[2,5,7])",
    "f(f64[3,4,6], i64[3,4], f64[3,4,6])",
)
program(
    "grouped_attention",
    """
def f(q, k, v):
    a = F.scaled_dot_product_attention(q, k * 1.0, v * 2.0, enable_gqa=True)
    b = F.scaled_dot_product_attention(q * 1.0, k, v, is_causal=True, enable_gqa=True)
    return (a ** 2).sum() + b.sum()
""",
    "f(f32[2,4,5,8], f32[2,2,5,8], f32[2,2,5,8])",
    "f(f64[1,6,3,4], f64[1,2,3,4], f64[1,2,3,4])",
)
