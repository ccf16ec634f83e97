"""Programs that differentiate derivatives, each with calls at two sizes."""

from __future__ import annotations

from tests.tape.torch.programs import program

program(
    "gradient_penalty",
    """
class Critic(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
    def forward(self, x):
        return self.net(x)
def penalty(critic, real, fake):
    alpha = torch.rand(real.size(0), 1)
    inter = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    out = critic(inter)
    g = torch.autograd.grad(outputs=out, inputs=inter, grad_outputs=torch.ones_like(out), create_graph=True, retain_graph=True)[0]
    return ((g.norm(2, dim=1) - 1) ** 2).mean()
""",
    "penalty(Critic(4), f32[5,4], f32[5,4])",
    "penalty(Critic(6), f32[8,6], f32[8,6])",
)
program(
    "pinn_residual",
    """
class Net(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(2, h), nn.Linear(h, h), nn.Linear(h, 1)
    def forward(self, x, t):
        z = torch.tanh(self.a(torch.cat([x, t], 1)))
        return self.c(torch.tanh(self.b(z)))
def residual(net, x, t):
    u = net(x, t)
    u_t = torch.autograd.grad(u.sum(), t, create_graph=True)[0]
    u_x = torch.autograd.grad(u.sum(), x, create_graph=True)[0]
    u_xx = torch.autograd.grad(u_x.sum(), x, create_graph=True)[0]
    return torch.mean((u_t + u * u_x - 0.01 * u_xx) ** 2)
""",
    "residual(Net(6), f32[10,1], f32[10,1])",
    "residual(Net(9), f32[12,1], f32[12,1])",
)
program(
    "hamiltonian_leapfrog",
    """
def U(q):
    r = q[:, None] - q[None, :] + torch.eye(4, dtype=q.dtype)[..., None]
    return -(1.0 / (r.pow(2).sum(-1) + 0.01).sqrt()).triu(1).sum()
def run(q, p, n):
    for _ in range(n):
        (f,) = torch.autograd.grad(U(q), q, create_graph=True)
        p = p - 0.01 * f
        q = q + 0.01 * p
    return U(q) + 0.5 * (p ** 2).sum()
""",
    "run(f64[4,2], f64[4,2], 5)",
    "run(f64[4,3], f64[4,3], 9)",
)
program(
    "maml_inner",
    """
def maml(xs, ys, xq, yq):
    net = nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 1))
    fast = list(net.parameters())
    def fwd(x, p):
        return F.linear(F.relu(F.linear(x, p[0], p[1])), p[2], p[3])
    for _ in range(2):
        l = F.mse_loss(fwd(xs, fast), ys)
        g = torch.autograd.grad(l, fast, create_graph=True)
        fast = [w - 0.1 * d for w, d in zip(fast, g)]
    return F.mse_loss(fwd(xq, fast), yq)
""",
    "maml(f32[5,3], f32[5,1], f32[4,3], f32[4,1])",
    "maml(f32[9,3], f32[9,1], f32[7,3], f32[7,1])",
)
program(
    "hutchinson_cnf",
    """
def div(x):
    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
    e = torch.randn_like(x)
    y = net(x)
    g = torch.autograd.grad(y, x, e, create_graph=True)[0]
    return (g * e).sum(1).mean() + y.pow(2).sum()
""",
    "div(f32[5,2])",
    "div(f32[9,2])",
)
program(
    "laplacian_pinn_2d",
    """
def lap(net, xy):
    u = net(xy)
    g = torch.autograd.grad(u, xy, torch.ones_like(u), create_graph=True)[0]
    uxx = torch.autograd.grad(g[:, 0].sum(), xy, create_graph=True)[0][:, 0]
    uyy = torch.autograd.grad(g[:, 1].sum(), xy, create_graph=True)[0][:, 1]
    return (uxx + uyy).pow(2).mean()
""",
    "lap(nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)), f32[7,2])",
    "lap(nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1)), f32[11,2])",
)
program(
    "force_matching",
    """
def fm(r, f):
    net = nn.Sequential(nn.Linear(1, 8), nn.Softplus(), nn.Linear(8, 1))
    i, j = torch.triu_indices(5, 5, 1)
    d = torch.linalg.norm(r[i] - r[j], dim=1, keepdim=True)
    e = net(1.0 / d).sum()
    pred = -torch.autograd.grad(e, r, create_graph=True)[0]
    return F.mse_loss(pred, f.detach())
""",
    "fm(f32[5,3], f32[5,3])",
    "fm(f32[5,3], f32[5,3])",
)
program(
    "gradient_of_linear",
    """
def f(x, w, b):
    y = torch.tanh(F.linear(x, w.t(), b))
    g, = torch.autograd.grad(y.sum(), x, create_graph=True)
    return (g ** 2).sum()
""",
    "f(f32[5,3], f32[3,4], f32[4])",
    "f(f32[9,6], f32[6,5], f32[5])",
)
program(
    "second_derivatives",
    """
def f(x, w):
    y = torch.sin(x) * torch.exp(-w * x) / (1 + x ** 2) + torch.sqrt(x) + torch.log(x + 2.0)
    g, = torch.autograd.grad(y.sum(), x, create_graph=True)
    h, = torch.autograd.grad(g.sum(), x, create_graph=True)
    return (h * w).sum()
""",
    "f(f32[5], f32[5])",
    "f(f64[12], f64[12])",
)
program(
    "gradient_penalty_of_convolutions",
    """
def f(net, x):
    y = net(x)
    g = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True, retain_graph=True)[0]
    return ((g.view(2, -1).norm(2, dim=1) - 1) ** 2).mean()
""",
    "f(nn.Sequential(nn.Conv2d(1, 4, 3, 2), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(36, 1)), f32[2,1,8,8])",
    "f(nn.Sequential(nn.Conv2d(1, 4, 3, 2), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(36, 1)), f32[2,1,8,8])",
)
program(
    "gradient_of_soft_activations",
    """
def f(net, x):
    g, = torch.autograd.grad(net(x).sum(), x, create_graph=True)
    return g.pow(2).sum(dim=1).mean()
""",
    "f(nn.Sequential(nn.Linear(3, 8), nn.Softplus(), nn.Linear(8, 8), nn.SiLU(), nn.Linear(8, 1)), f32[4,3])",
    "f(nn.Sequential(nn.Linear(5, 16), nn.Softplus(), nn.Linear(16, 4), nn.SiLU(), nn.Linear(4, 1)), f32[9,5])",
)
program(
    "gradients_of_parameters",
    """
def f(net, x, t):
    loss = F.cross_entropy(net(x), t)
    g = torch.autograd.grad(loss, list(net.parameters()), create_graph=True)
    return sum((p ** 2).sum() for p in g)
""",
    "f(nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8), nn.Sigmoid(), nn.Linear(8, 4)), f32[4,3], i64[4])",
    "f(nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8), nn.Sigmoid(), nn.Linear(8, 4)), f32[4,3], i64[4])",
)
program(
    "gradients_of_joined",
    """
def f(x, y):
    z = torch.cat([x, y], 1)
    e = torch.softmax(z @ z.t(), -1).sum() + z[:, 1:3].pow(2).mean() + torch.stack([x, y]).cos().sum() + x.unsqueeze(1).expand(4, 2, 3).exp().sum()
    g = torch.autograd.grad(e, [x, y], create_graph=True)
    return (g[0] * g[1]).sum()
""",
    "f(f32[4,3], f32[4,3])",
    "f(f32[4,3], f32[4,3])",
)
program(
    "forces_of_pairs",
    """
def f(r):
    d = r[:, None] - r[None]
    d2 = d.pow(2).sum(-1) + torch.eye(6)
    e = (1.0 / d2 ** 6 - 1.0 / d2 ** 3).triu(1).sum()
    force = -torch.autograd.grad(e, r, create_graph=True)[0]
    return (force ** 2).sum()
""",
    "f(f32[6,3])",
    "f(f64[6,2])",
)
program(
    "pinn",
    """
def f(net, x):
    x = x.requires_grad_(True)
    u = net(x)
    du = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]
    return (du - u).pow(2).mean()
""",
    "f(nn.Sequential(nn.Linear(1,4), nn.Tanh(), nn.Linear(4,1)), f32[5,1])",
    "f(nn.Sequential(nn.Linear(1,8), nn.Tanh(), nn.Linear(8,1)), f32[20,1])",
)
program(
    "twice_through_functions_with_derivatives_of_their_own",
    """
class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, k, b):
        ctx.k = k
        e = torch.exp(a * k)
        ctx.save_for_backward(a, b, e)
        return e * b
    @staticmethod
    def backward(ctx, g):
        a, b, e = ctx.saved_tensors
        return g * e * b * ctx.k, None, g * e
class Squashed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.sigmoid(x)
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        return g * y * (1 - y)
def f(x, w):
    y = Squashed.apply(Scaled.apply(x, 2.0, w.sin()) * x).sum()
    gx, gw = torch.autograd.grad(y, (x, w), create_graph=True)
    return (gx ** 2).sum() + gw.exp().sum()
""",
    "f(f64[5], f64[5])",
    "f(f64[9], f64[9])",
)
