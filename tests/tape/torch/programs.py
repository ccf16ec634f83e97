"""Whole programs, each with calls at two sizes: held to what PyTorch really saves."""

from __future__ import annotations

HEAD = """
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
"""

PROGRAMS: dict[str, tuple[str, tuple[str, str]]] = {}


def program(name: str, text: str, *calls: str) -> None:
    """A program and two calls of it."""
    first, second = calls
    PROGRAMS[name] = (HEAD + text, (first, second))


program(
    "burgers",
    """
def burgers(u, nu, steps):
    dt, dx = 0.01, 0.1
    for _ in range(steps):
        left, right = torch.roll(u, 1), torch.roll(u, -1)
        u = u - dt * u * (right - left) / (2 * dx) + nu * dt * (right - 2 * u + left) / dx ** 2
    return (u ** 2).sum()
""",
    "burgers(f32[50], 0.1, 5)",
    "burgers(f64[200], 0.1, 40)",
)
program(
    "heat_in_place",
    """
def heat(u, k, steps):
    u = u.clone()
    for _ in range(steps):
        lap = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1]
        new = u.clone()
        new[1:-1, 1:-1] = u[1:-1, 1:-1] + k * lap
        u = new
    return u.mean()
""",
    "heat(f32[10,12], f32[8,10], 3)",
    "heat(f64[20,20], f64[18,18], 30)",
)
program(
    "wave",
    """
def wave(u, c, steps):
    previous = u
    for _ in range(steps):
        lap = F.conv1d(u[None, None], torch.tensor([[[1.0, -2.0, 1.0]]], dtype=u.dtype), padding=1)[0, 0]
        u, previous = 2 * u - previous + c ** 2 * lap, u
    return torch.sum(u * u)
""",
    "wave(f32[30], f32[30], 4)",
    "wave(f64[100], f64[100], 25)",
)
program(
    "jacobi",
    """
def solve(A, b, steps):
    d = torch.diagonal(A)
    R = A - torch.diag(d)
    x = torch.zeros_like(b)
    for _ in range(steps):
        x = (b - R @ x) / d
    return torch.linalg.norm(A @ x - b)
""",
    "solve(f32[6,6], f32[6], 4)",
    "solve(f64[20,20], f64[20], 50)",
)
program(
    "newton_sqrt",
    """
def root(a, steps):
    x = a
    for _ in range(steps):
        x = 0.5 * (x + a / x)
    return x.sum()
""",
    "root(f32[7], 3)",
    "root(f64[100], 60)",
)
program(
    "conjugate_gradient",
    """
def cg(A, b, steps):
    x = torch.zeros_like(b)
    r = b - A @ x
    p = r
    rs = r @ r
    for _ in range(steps):
        Ap = A @ p
        alpha = rs / (p @ Ap)
        x = x + alpha * p
        r = r - alpha * Ap
        new = r @ r
        p = r + (new / rs) * p
        rs = new
    return x.sum()
""",
    "cg(f32[8,8], f32[8], 5)",
    "cg(f64[30,30], f64[30], 20)",
)
program(
    "rnn_by_hand",
    """
def rnn(xs, h, Wx, Wh, b):
    for t in range(xs.shape[0]):
        h = torch.tanh(xs[t] @ Wx + h @ Wh + b)
    return h.sum()
""",
    "rnn(f32[5,3,4], f32[3,6], f32[4,6], f32[6,6], f32[6])",
    "rnn(f32[40,8,10], f32[8,12], f32[10,12], f32[12,12], f32[12])",
)
program(
    "lstm_by_hand",
    """
class Cell(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.x2h = nn.Linear(n, 4 * m)
        self.h2h = nn.Linear(m, 4 * m, bias=False)
        self.m = m
    def forward(self, x, state):
        h, c = state
        i, f, g, o = (self.x2h(x) + self.h2h(h)).chunk(4, dim=-1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
class Model(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.cell = Cell(n, m)
        self.head = nn.Linear(m, 1)
    def forward(self, xs):
        h = c = torch.zeros(xs.shape[1], self.cell.m)
        out = []
        for x in xs:
            h, c = self.cell(x, (h, c))
            out.append(self.head(h))
        return torch.stack(out).pow(2).mean()
""",
    "Model(4, 6)(f32[5,3,4])",
    "Model(10, 16)(f32[14,7,10])",
)
program(
    "gru_by_hand",
    """
def gru(xs, h, Wz, Wr, Wh):
    outputs = []
    for t in range(xs.size(0)):
        xh = torch.cat([xs[t], h], dim=1)
        z = torch.sigmoid(xh @ Wz)
        r = torch.sigmoid(xh @ Wr)
        n = torch.tanh(torch.cat([xs[t], r * h], dim=1) @ Wh)
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs).sum()
""",
    "gru(f32[4,2,3], f32[2,5], f32[8,5], f32[8,5], f32[8,5])",
    "gru(f32[30,4,6], f32[4,10], f32[16,10], f32[16,10], f32[16,10])",
)
program(
    "nn_lstm",
    """
class Tagger(nn.Module):
    def __init__(self, words, width, hidden, tags):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.lstm = nn.LSTM(width, hidden, num_layers=2, batch_first=True)
        self.head = nn.Linear(hidden, tags)
    def forward(self, words, tags):
        out, _ = self.lstm(self.embedding(words))
        return F.cross_entropy(self.head(out).transpose(1, 2), tags)
""",
    "Tagger(20, 8, 16, 5)(i64[3,7], i64[3,7])",
    "Tagger(100, 32, 48, 9)(i64[4,25], i64[4,25])",
)
program(
    "nn_gru",
    """
class Net(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.gru = nn.GRU(n, m)
        self.out = nn.Linear(m, 2)
    def forward(self, x):
        y, h = self.gru(x)
        return self.out(h[-1]).logsumexp(1).sum()
""",
    "Net(3, 4)(f32[5,2,3])",
    "Net(8, 16)(f32[30,4,8])",
)
program(
    "nn_rnn_bidirectional",
    """
class Net(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.rnn = nn.RNN(n, m, bidirectional=True, nonlinearity='tanh')
    def forward(self, x):
        y, _ = self.rnn(x)
        return y.pow(2).sum()
""",
    "Net(3, 4)(f32[5,2,3])",
    "Net(8, 16)(f32[12,4,8])",
)
program(
    "attention_by_hand",
    """
class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)
    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).split(C, dim=2)
        q = q.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        k = k.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        v = v.view(B, T, self.heads, C // self.heads).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        mask = torch.tril(torch.ones(T, T)).view(1, 1, T, T)
        att = att.masked_fill(mask == 0, float('-inf'))
        att = F.softmax(att, dim=-1)
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.proj(y)
""",
    "Attention(8, 2)(f32[2,5,8])",
    "Attention(32, 4)(f32[3,12,32])",
)
program(
    "sdpa",
    """
class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d, 3 * d, bias=False)
        self.proj = nn.Linear(d, d)
    def forward(self, x):
        B, T, C = x.shape
        qkv = self.qkv(x).reshape(B, T, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.proj(y.transpose(1, 2).reshape(B, T, C)).sum()
""",
    "Attention(8, 2)(f32[2,5,8])",
    "Attention(32, 4)(f32[3,12,32])",
)
program(
    "mha",
    """
class Net(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.att = nn.MultiheadAttention(d, h, batch_first=True)
        self.norm = nn.LayerNorm(d)
    def forward(self, x):
        a, w = self.att(x, x, x)
        return self.norm(x + a).sum()
""",
    "Net(8, 2)(f32[2,5,8])",
    "Net(32, 4)(f32[3,12,32])",
)
program(
    "encoder_layer",
    """
class Net(nn.Module):
    def __init__(self, d, h, n):
        super().__init__()
        layer = nn.TransformerEncoderLayer(d, h, 4 * d, batch_first=True, dropout=0.1)
        self.encoder = nn.TransformerEncoder(layer, n)
    def forward(self, x):
        return self.encoder(x).mean()
""",
    "Net(8, 2, 1)(f32[2,5,8])",
    "Net(32, 4, 2)(f32[3,12,32])",
)
program(
    "decoder_layer",
    """
class Net(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.layer = nn.TransformerDecoderLayer(d, h, 2 * d, dropout=0.0, batch_first=True, norm_first=True)
    def forward(self, x, memory):
        return self.layer(x, memory).sum()
""",
    "Net(8, 2)(f32[2,5,8], f32[2,4,8])",
    "Net(32, 4)(f32[3,12,32], f32[3,20,32])",
)
program(
    "gpt",
    """
class Block(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.attn = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d), nn.Dropout(0.1))
        self.h = h
    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.attn(self.ln1(x)).split(C, dim=2)
        q, k, v = (t.view(B, T, self.h, C // self.h).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=None, dropout_p=0.0, is_causal=True)
        x = x + self.proj(y.transpose(1, 2).contiguous().view(B, T, C))
        return x + self.mlp(self.ln2(x))
class GPT(nn.Module):
    def __init__(self, vocab, block, d, h, layers):
        super().__init__()
        self.transformer = nn.ModuleDict(dict(
            wte=nn.Embedding(vocab, d), wpe=nn.Embedding(block, d), drop=nn.Dropout(0.1),
            h=nn.ModuleList([Block(d, h) for _ in range(layers)]), ln_f=nn.LayerNorm(d)))
        self.lm_head = nn.Linear(d, vocab, bias=False)
        self.transformer.wte.weight = self.lm_head.weight
    def forward(self, idx, targets):
        b, t = idx.size()
        pos = torch.arange(0, t, dtype=torch.long)
        x = self.transformer.drop(self.transformer.wte(idx) + self.transformer.wpe(pos))
        for block in self.transformer.h:
            x = block(x)
        logits = self.lm_head(self.transformer.ln_f(x))
        return F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1), ignore_index=-1)
""",
    "GPT(11, 8, 8, 2, 1)(i64[2,5], i64[2,5])",
    "GPT(50, 32, 32, 4, 3)(i64[3,20], i64[3,20])",
)
program(
    "lenet",
    """
class LeNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return F.log_softmax(self.fc3(x), dim=1)
""",
    "LeNet()(f32[2,1,28,28])",
    "LeNet(classes=7)(f32[5,1,28,28])",
)
program(
    "conv_bn_dropout",
    """
class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, c, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(c), nn.ReLU(inplace=True),
            nn.Dropout2d(0.2), nn.Conv2d(c, 2 * c, 3, groups=2), nn.BatchNorm2d(2 * c), nn.LeakyReLU(0.1), nn.AdaptiveAvgPool2d(1))
        self.head = nn.Linear(2 * c, 10)
    def forward(self, x):
        return self.head(self.features(x).flatten(1)).softmax(-1).sum()
""",
    "Net(4)(f32[2,3,16,16])",
    "Net(8)(f32[5,3,32,24])",
)
program(
    "resnet_block",
    """
class Block(nn.Module):
    def __init__(self, a, b, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(a, b, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(b)
        self.conv2 = nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(b)
        self.shortcut = nn.Sequential()
        if stride != 1 or a != b:
            self.shortcut = nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b))
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        return F.relu(out)
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.ModuleList([Block(3, width), Block(width, 2 * width, 2)])
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return F.avg_pool2d(x, 4).view(x.size(0), -1).sum()
""",
    "Net(4)(f32[2,3,8,8])",
    "Net(6)(f32[3,3,16,16])",
)
program(
    "unet",
    """
def double(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU())
class UNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.d1, self.d2, self.mid = double(1, c), double(c, 2 * c), double(2 * c, 4 * c)
        self.up2 = nn.ConvTranspose2d(4 * c, 2 * c, 2, stride=2)
        self.u2 = double(4 * c, 2 * c)
        self.up1 = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
        self.u1 = double(3 * c, c)
        self.out = nn.Conv2d(c, 1, 1)
        self.pool = nn.MaxPool2d(2)
    def forward(self, x):
        a = self.d1(x)
        b = self.d2(self.pool(a))
        m = self.mid(self.pool(b))
        y = self.u2(torch.cat([self.up2(m), b], dim=1))
        y = self.u1(torch.cat([self.up1(y), a], dim=1))
        return torch.sigmoid(self.out(y))
""",
    "UNet(2)(f32[1,1,8,8])",
    "UNet(4)(f32[2,1,32,16])",
)
program(
    "vae",
    """
class VAE(nn.Module):
    def __init__(self, d, h, z):
        super().__init__()
        self.fc1 = nn.Linear(d, h)
        self.mu, self.logvar = nn.Linear(h, z), nn.Linear(h, z)
        self.fc3, self.fc4 = nn.Linear(z, h), nn.Linear(h, d)
    def encode(self, x):
        h = F.relu(self.fc1(x))
        return self.mu(h), self.logvar(h)
    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std
    def forward(self, x):
        mu, logvar = self.encode(x)
        z = self.reparameterize(mu, logvar)
        recon = torch.sigmoid(self.fc4(F.relu(self.fc3(z))))
        bce = F.binary_cross_entropy(recon, x.detach().sigmoid(), reduction='sum')
        kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
        return bce + kld
""",
    "VAE(12, 8, 3)(f32[4,12])",
    "VAE(50, 20, 5)(f32[16,50])",
)
program(
    "gan",
    """
def loss(G, D, z, real):
    fake = G(z)
    ones, zeros = torch.ones(real.shape[0], 1), torch.zeros(real.shape[0], 1)
    bce = nn.BCEWithLogitsLoss()
    d = bce(D(real), ones) + bce(D(fake.detach()), zeros)
    g = bce(D(fake), ones)
    return d + g
def net(a, h, b):
    return nn.Sequential(nn.Linear(a, h), nn.LeakyReLU(0.2), nn.Linear(h, b))
""",
    "loss(net(3, 8, 6), net(6, 8, 1), f32[4,3], f32[4,6])",
    "loss(net(10, 32, 20), net(20, 16, 1), f32[9,10], f32[9,20])",
)
program(
    "gp",
    """
def nll(x, y, log_l, log_s, log_n):
    d = (x[:, None, :] - x[None, :, :]).pow(2).sum(-1)
    K = torch.exp(log_s) * torch.exp(-0.5 * d / torch.exp(log_l) ** 2)
    K = K + (torch.exp(log_n) + 1e-6) * torch.eye(x.shape[0], dtype=x.dtype)
    L = torch.linalg.cholesky(K)
    alpha = torch.cholesky_solve(y[:, None], L)
    return 0.5 * (y @ alpha[:, 0]) + torch.log(torch.diagonal(L)).sum()
""",
    "nll(f64[6,2], f64[6], f64[], f64[], f64[])",
    "nll(f64[20,3], f64[20], f64[], f64[], f64[])",
)
program(
    "realnvp",
    """
class Coupling(nn.Module):
    def __init__(self, d, h, flip):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d // 2, h), nn.Tanh(), nn.Linear(h, d))
        self.flip = flip
    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        if self.flip:
            a, b = b, a
        s, t = self.net(a).chunk(2, dim=1)
        s = torch.tanh(s)
        b = b * torch.exp(s) + t
        y = torch.cat([b, a], 1) if self.flip else torch.cat([a, b], 1)
        return y, s.sum(1)
class Flow(nn.Module):
    def __init__(self, d, h, n):
        super().__init__()
        self.layers = nn.ModuleList(Coupling(d, h, i % 2 == 1) for i in range(n))
    def forward(self, x):
        total = 0
        for layer in self.layers:
            x, logdet = layer(x)
            total = total + logdet
        prior = -0.5 * (x ** 2 + math.log(2 * math.pi)).sum(1)
        return -(prior + total).mean()
""",
    "Flow(4, 5, 2)(f32[3,4])",
    "Flow(10, 16, 5)(f32[20,10])",
)
program(
    "neural_ode_rk4",
    """
class ODE(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, h), nn.Tanh(), nn.Linear(h, d))
    def forward(self, t, y):
        return self.net(y ** 3)
def rk4(f, y, t, dt):
    k1 = f(t, y)
    k2 = f(t + dt / 2, y + dt / 2 * k1)
    k3 = f(t + dt / 2, y + dt / 2 * k2)
    k4 = f(t + dt, y + dt * k3)
    return y + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
def loss(d, h, y, target, steps):
    f = ODE(d, h)
    t, dt = 0.0, 0.1
    for _ in range(steps):
        y = rk4(f, y, t, dt)
        t = t + dt
    return F.mse_loss(y, target)
""",
    "loss(2, 5, f32[3,2], f32[3,2], 4)",
    "loss(3, 16, f32[8,3], f32[8,3], 40)",
)
program(
    "deq",
    """
class DEQ(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.W, self.U = nn.Linear(m, m, bias=False), nn.Linear(n, m)
    def forward(self, x):
        with torch.no_grad():
            z = torch.zeros(x.shape[0], self.W.in_features)
            for _ in range(30):
                z = torch.tanh(self.W(z) + self.U(x))
        return torch.tanh(self.W(z) + self.U(x)).sum()
""",
    "DEQ(3, 4)(f32[2,3])",
    "DEQ(10, 20)(f32[8,10])",
)
program(
    "implicit_solve",
    """
def objective(theta, b, steps):
    A = theta @ theta.T + torch.eye(theta.shape[0])
    total = 0.0
    for _ in range(steps):
        b = torch.linalg.solve(A, b)
        total = total + b.norm()
    return total
""",
    "objective(f32[4,4], f32[4], 3)",
    "objective(f32[12,12], f32[12], 25)",
)
program(
    "mlp_embeddings",
    """
class Recommender(nn.Module):
    def __init__(self, users, items, d):
        super().__init__()
        self.users, self.items = nn.Embedding(users, d), nn.Embedding(items, d)
        self.bias = nn.Parameter(torch.zeros(1))
        self.net = nn.Sequential(nn.Linear(2 * d, d), nn.SiLU(), nn.Linear(d, 1))
    def forward(self, u, i, r):
        a, b = self.users(u), self.items(i)
        score = (a * b).sum(1) + self.net(torch.cat([a, b], -1)).squeeze(-1) + self.bias
        return F.smooth_l1_loss(score, r)
""",
    "Recommender(9, 7, 4)(i64[5], i64[5], f32[5])",
    "Recommender(50, 40, 16)(i64[32], i64[32], f32[32])",
)
program(
    "losses",
    """
def losses(x, y, p, labels):
    a = F.mse_loss(x, y) + F.l1_loss(x, y) + F.smooth_l1_loss(x, y) + F.huber_loss(x, y, delta=0.5)
    b = F.cross_entropy(x, labels, label_smoothing=0.1) + F.nll_loss(F.log_softmax(y, 1), labels)
    c = F.kl_div(F.log_softmax(x, 1), F.softmax(y, 1), reduction='batchmean')
    d = F.binary_cross_entropy_with_logits(x, torch.sigmoid(p)) + F.cosine_embedding_loss(x, y, torch.ones(x.shape[0]))
    e = F.triplet_margin_loss(x, y, p) + F.margin_ranking_loss(x[:, 0], y[:, 0], torch.ones(x.shape[0]))
    return a + b + c + d + e
""",
    "losses(f32[4,5], f32[4,5], f32[4,5], i64[4])",
    "losses(f32[16,10], f32[16,10], f32[16,10], i64[16])",
)
program(
    "activations",
    """
def all_of(x):
    total = 0
    for f in (F.relu, F.elu, F.selu, F.celu, F.gelu, F.silu, F.mish, F.softplus, F.hardtanh, F.relu6, F.logsigmoid,
              F.hardswish, F.hardsigmoid, F.softsign, F.tanhshrink, torch.tanh, torch.sigmoid, F.leaky_relu):
        total = total + f(x * 1.5).sum()
    return total + F.glu(x).sum() + F.softmin(x, dim=1).sum() + F.prelu(x, torch.ones(1)).sum() + F.threshold(x, 0.1, 2.0).sum()
""",
    "all_of(f32[3,4])",
    "all_of(f32[10,20])",
)
program(
    "in_place",
    """
def updates(x, w):
    y = x * 2
    y += w
    y *= w
    y.add_(x, alpha=0.5).mul_(3)
    y[0] = w[1]
    y[1:].sub_(1)
    y.clamp_(min=-1)
    y.exp_()
    z = y.sigmoid()
    z.relu_()
    z /= 2
    return z.sum()
""",
    "updates(f32[3,4], f32[3,4])",
    "updates(f32[10,20], f32[10,20])",
)
program(
    "views",
    """
def views(x, y):
    a = x.exp()
    b = a.transpose(0, 1)
    c = b.reshape(-1) * 2
    d = b[1:, ::2] * y.t()[1:, ::2]
    e = a.view(-1)[: a.numel() // 2].sin()
    f = a.unsqueeze(0).expand(3, -1, -1) * y
    g = torch.diagonal(a @ a.mT) ** 2
    h = a.flatten().unfold(0, 3, 2).prod(-1)
    i = b.contiguous().cos()
    return c.sum() + d.sum() + e.sum() + f.sum() + g.sum() + h.sum() + i.sum() + (c * c).sum()
""",
    "views(f32[4,6], f32[4,6])",
    "views(f32[10,20], f32[10,20])",
)
program(
    "einsum",
    """
def contract(q, k, v, w):
    s = torch.einsum('bqhd,bkhd->bhqk', q, k)
    p = s.softmax(-1)
    o = torch.einsum('bhqk,bkhd->bqhd', p, v)
    y = torch.einsum('bqhd,hdc->bqc', o, w)
    return torch.einsum('bqc->b', y ** 2).sum() + torch.einsum('ii', y[0, :3, :3])
""",
    "contract(f32[2,4,2,3], f32[2,5,2,3], f32[2,5,2,3], f32[2,3,6])",
    "contract(f32[3,8,4,5], f32[3,9,4,5], f32[3,9,4,5], f32[4,5,12])",
)
program(
    "pinn_network",
    """
class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = [nn.Linear(2, width), nn.Tanh()]
        for _ in range(depth - 1):
            layers += [nn.Linear(width, width), nn.Tanh()]
        self.net = nn.Sequential(*layers, nn.Linear(width, 1))
    def forward(self, x, t):
        u = self.net(torch.stack([x, t], dim=-1)).squeeze(-1)
        x0 = torch.zeros_like(x)
        v = self.net(torch.stack([x0, t], dim=-1)).squeeze(-1)
        return ((u - torch.sin(math.pi * x)) ** 2).mean() + (v ** 2).mean()
""",
    "Net(8, 2)(f32[10], f32[10])",
    "Net(20, 5)(f32[64], f32[64])",
)
program(
    "mixture_of_gaussians",
    """
def log_likelihood(x, logits, mu, log_sigma):
    lw = F.log_softmax(logits, 0)
    d = (x[:, None] - mu[None]) / log_sigma.exp()
    lp = -0.5 * d.pow(2).sum(-1) - log_sigma.sum(-1) - 0.5 * x.shape[-1] * math.log(2 * math.pi)
    return torch.logsumexp(lp + lw, dim=1).mean()
""",
    "log_likelihood(f32[6,2], f32[3], f32[3,2], f32[3,2])",
    "log_likelihood(f64[40,5], f64[7], f64[7,5], f64[7,5])",
)
program(
    "group_norm_conv",
    """
class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.norm, self.conv = nn.GroupNorm(2, c), nn.Conv1d(c, c, 3, padding='same')
        self.inorm = nn.InstanceNorm1d(c, affine=True)
        self.act = nn.SiLU()
    def forward(self, x):
        h = self.conv(self.act(self.norm(x)))
        return (x + self.inorm(h)).sum()
""",
    "Block(4)(f32[2,4,9])",
    "Block(8)(f32[5,8,33])",
)
program(
    "text_cnn",
    """
class TextCNN(nn.Module):
    def __init__(self, vocab, d, c):
        super().__init__()
        self.embedding = nn.Embedding(vocab, d, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(d, c, k) for k in (2, 3)])
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(2 * c, 3)
    def forward(self, x):
        e = self.embedding(x).permute(0, 2, 1)
        pooled = [F.max_pool1d(F.relu(conv(e)), conv(e).shape[2]).squeeze(2) for conv in self.convs]
        return self.fc(self.drop(torch.cat(pooled, 1)))
""",
    "TextCNN(10, 4, 3)(i64[2,8])",
    "TextCNN(60, 16, 8)(i64[4,20])",
)
program(
    "graph_conv",
    """
class GCN(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.w1, self.w2 = nn.Linear(a, b, bias=False), nn.Linear(b, 2, bias=False)
    def forward(self, x, edges):
        for w in (self.w1, self.w2):
            h = w(x)
            out = torch.zeros_like(h)
            out = out.index_add(0, edges[1], h[edges[0]])
            deg = torch.zeros(h.shape[0]).scatter_add(0, edges[1], torch.ones(edges.shape[1]))
            x = torch.relu(out / deg.clamp(min=1).unsqueeze(1))
        return x.sum()
""",
    "GCN(3, 4)(f32[5,3], i64[2,9])",
    "GCN(8, 16)(f32[30,8], i64[2,100])",
)
program(
    "checkpointed",
    """
from torch.utils.checkpoint import checkpoint
class Net(nn.Module):
    def __init__(self, d, n):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d)) for _ in range(n)])
        self.head = nn.Linear(d, 1)
    def forward(self, x):
        for block in self.blocks:
            x = x + checkpoint(block, x, use_reentrant=False)
        return self.head(x).sum()
""",
    "Net(4, 2)(f32[3,4])",
    "Net(16, 5)(f32[10,16])",
)
program(
    "custom_function",
    """
class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        s = torch.sigmoid(beta * x)
        ctx.save_for_backward(x, s)
        ctx.beta = beta
        return x * s
    @staticmethod
    def backward(ctx, g):
        x, s = ctx.saved_tensors
        return g * (s + ctx.beta * x * s * (1 - s)), None
def f(x, steps):
    for _ in range(steps):
        x = Swish.apply(x, 1.5)
    return x.sum()
""",
    "f(f32[3,4], 3)",
    "f(f32[10,20], 25)",
)
program(
    "spectral",
    """
class SpectralConv(nn.Module):
    def __init__(self, c, modes):
        super().__init__()
        self.modes = modes
        self.weights = nn.Parameter(torch.rand(c, c, modes, dtype=torch.cfloat) / c)
    def forward(self, x):
        ft = torch.fft.rfft(x)
        out = torch.zeros(x.shape[0], x.shape[1], x.size(-1) // 2 + 1, dtype=torch.cfloat)
        out[:, :, :self.modes] = torch.einsum('bix,iox->box', ft[:, :, :self.modes], self.weights)
        return torch.fft.irfft(out, n=x.size(-1)).pow(2).sum()
""",
    "SpectralConv(2, 3)(f32[2,2,16])",
    "SpectralConv(4, 8)(f32[3,4,64])",
)
program(
    "mlp_mixer",
    """
class Mlp(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.fc1, self.act, self.fc2 = nn.Linear(d, h), nn.GELU(), nn.Linear(h, d)
    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))
class Mixer(nn.Module):
    def __init__(self, patches, d):
        super().__init__()
        self.stem = nn.Conv2d(3, d, 4, stride=4)
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.tokens, self.channels = Mlp(patches, 2 * patches), Mlp(d, 2 * d)
    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2)
        x = x + self.tokens(self.n1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.channels(self.n2(x))
        return x.mean(1).sum()
""",
    "Mixer(4, 6)(f32[2,3,8,8])",
    "Mixer(16, 10)(f32[3,3,16,16])",
)
program(
    "rmsnorm_rope",
    """
class RMSNorm(nn.Module):
    def __init__(self, d, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(d))
    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight
def rotate_half(x):
    a, b = x[..., : x.shape[-1] // 2], x[..., x.shape[-1] // 2 :]
    return torch.cat((-b, a), dim=-1)
class Llama(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h, self.hd = h, d // h
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.gate, self.up, self.down = nn.Linear(d, 2 * d, bias=False), nn.Linear(d, 2 * d, bias=False), nn.Linear(2 * d, d, bias=False)
        self.n1, self.n2 = RMSNorm(d), RMSNorm(d)
        self.register_buffer('inv', 1.0 / (10000 ** (torch.arange(0, self.hd, 2).float() / self.hd)))
    def forward(self, x):
        B, T, C = x.shape
        t = torch.arange(T).float()
        emb = torch.cat((torch.outer(t, self.inv),) * 2, dim=-1)
        cos, sin = emb.cos(), emb.sin()
        y = self.n1(x)
        q, k, v = (w(y).view(B, T, self.h, self.hd).transpose(1, 2) for w in (self.q, self.k, self.v))
        q, k = q * cos + rotate_half(q) * sin, k * cos + rotate_half(k) * sin
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o(a.transpose(1, 2).reshape(B, T, C))
        y = self.n2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))
""",
    "Llama(8, 2)(f32[2,5,8])",
    "Llama(32, 4)(f32[2,12,32])",
)
program(
    "policy_gradient",
    """
class Policy(nn.Module):
    def __init__(self, n, a):
        super().__init__()
        self.actor, self.critic = nn.Linear(n, a), nn.Linear(n, 1)
    def forward(self, obs, actions, returns):
        logp = F.log_softmax(self.actor(obs), dim=-1)
        chosen = logp.gather(1, actions.unsqueeze(1)).squeeze(1)
        value = self.critic(obs).squeeze(-1)
        adv = (returns - value).detach()
        entropy = -(logp.exp() * logp).sum(-1).mean()
        return -(chosen * adv).mean() + 0.5 * F.mse_loss(value, returns) - 0.01 * entropy
""",
    "Policy(4, 3)(f32[6,4], i64[6], f32[6])",
    "Policy(10, 5)(f32[50,10], i64[50], f32[50])",
)
program(
    "seq2seq",
    """
class Seq2Seq(nn.Module):
    def __init__(self, vocab, d):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.encoder, self.decoder = nn.GRUCell(d, d), nn.LSTMCell(d, d)
        self.attn, self.out = nn.Linear(2 * d, d), nn.Linear(d, vocab)
    def forward(self, src, tgt):
        h = torch.zeros(src.shape[0], self.embed.embedding_dim)
        states = []
        for t in range(src.shape[1]):
            h = self.encoder(self.embed(src[:, t]), h)
            states.append(h)
        memory = torch.stack(states, dim=1)
        c = torch.zeros_like(h)
        loss = 0
        for t in range(tgt.shape[1] - 1):
            h, c = self.decoder(self.embed(tgt[:, t]), (h, c))
            w = torch.softmax(torch.bmm(memory, h.unsqueeze(2)).squeeze(2), dim=1)
            ctx = torch.bmm(w.unsqueeze(1), memory).squeeze(1)
            loss = loss + F.cross_entropy(self.out(torch.tanh(self.attn(torch.cat([h, ctx], 1)))), tgt[:, t + 1])
        return loss
""",
    "Seq2Seq(9, 4)(i64[2,4], i64[2,5])",
    "Seq2Seq(30, 8)(i64[3,12], i64[3,10])",
)
program(
    "siamese",
    """
class Siamese(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n, m), nn.BatchNorm1d(m), nn.ELU(), nn.Linear(m, m))
    def forward(self, a, b, same):
        x, y = F.normalize(self.net(a), dim=1), F.normalize(self.net(b), dim=1)
        d = F.pairwise_distance(x, y)
        logits = x @ y.t() / 0.1
        return (same * d ** 2 + (1 - same) * F.relu(1.0 - d) ** 2).mean() + F.cross_entropy(logits, torch.arange(x.shape[0]))
""",
    "Siamese(4, 5)(f32[3,4], f32[3,4], f32[3])",
    "Siamese(12, 16)(f32[20,12], f32[20,12], f32[20])",
)
program(
    "lorenz_loop",
    """
def lorenz(state, sigma, rho, beta, steps):
    dt = 0.01
    trajectory = [state]
    for _ in range(steps):
        x, y, z = state[0], state[1], state[2]
        d = torch.stack([sigma * (y - x), x * (rho - z) - y, x * y - beta * z])
        state = state + dt * d
        trajectory.append(state)
    return torch.stack(trajectory).pow(2).mean()
""",
    "lorenz(f64[3], f64[], f64[], f64[], 5)",
    "lorenz(f64[3], f64[], f64[], f64[], 100)",
)
program(
    "kalman",
    """
def kalman(z, A, H, Q, R):
    n = A.shape[0]
    x, P = torch.zeros(n, dtype=z.dtype), torch.eye(n, dtype=z.dtype)
    loss = torch.zeros((), dtype=z.dtype)
    for t in range(z.shape[0]):
        x, P = A @ x, A @ P @ A.T + Q
        S = H @ P @ H.T + R
        K = P @ H.T @ torch.linalg.inv(S)
        r = z[t] - H @ x
        x = x + K @ r
        P = (torch.eye(n, dtype=z.dtype) - K @ H) @ P
        loss = loss + r @ torch.linalg.solve(S, r) + torch.logdet(S)
    return loss
""",
    "kalman(f64[3,2], f64[4,4], f64[2,4], f64[4,4], f64[2,2])",
    "kalman(f64[20,2], f64[4,4], f64[2,4], f64[4,4], f64[2,2])",
)
program(
    "sinkhorn",
    """
def sinkhorn(C, steps):
    n, m = C.shape
    f, g = torch.zeros(n), torch.zeros(m)
    eps = 0.1
    for _ in range(steps):
        f = -eps * torch.logsumexp((g[None, :] - C) / eps, dim=1)
        g = -eps * torch.logsumexp((f[:, None] - C) / eps, dim=0)
    P = torch.exp((f[:, None] + g[None, :] - C) / eps)
    return (P * C).sum()
""",
    "sinkhorn(f32[4,5], 3)",
    "sinkhorn(f32[10,12], 50)",
)
program(
    "masking_and_sorting",
    """
def f(x, y):
    a = x[x > 0].sum()
    b = torch.where(x > y, x * y, y.exp()).mean()
    v, i = torch.topk(x, 2, dim=1)
    s, _ = torch.sort(y, dim=1)
    c = x.masked_fill(y > 0, 0.0).max(dim=1).values.sum() + x.max() + x.amax(1).sum() + y.min(0)[0].sum()
    d = torch.gather(x, 1, i).prod() + s.cumsum(1).std() + x.var(dim=0, unbiased=False).sum() + torch.median(x)
    return a + b + v.sum() + c + d
""",
    "f(f32[3,4], f32[3,4])",
    "f(f32[10,20], f32[10,20])",
)
