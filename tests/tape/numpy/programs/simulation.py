"""Fields, particles and optics, in the ways that people write them: ghost cells, staggered grids, dictionaries of state."""

import numpy as np


def laplacian(u, dx):
    out = np.zeros_like(u)
    out[1:-1, 1:-1] = (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]) / dx**2
    return out


def gray_scott(u, v, steps, f=0.04, k=0.06):
    for _ in range(steps):
        uvv = u * v * v
        u = u + 0.1 * (0.16 * laplacian(u, 1.0) - uvv + f * (1.0 - u))
        v = v + 0.1 * (0.08 * laplacian(v, 1.0) + uvv - (f + k) * v)
    return np.sum(v)


def tridiagonal(lower, diag, upper, rhs):
    n = len(rhs)
    c, d = np.zeros(n), np.zeros(n)
    c[0] = upper[0] / diag[0]
    d[0] = rhs[0] / diag[0]
    for i in range(1, n):
        den = diag[i] - lower[i - 1] * c[i - 1]
        if i < n - 1:
            c[i] = upper[i] / den
        d[i] = (rhs[i] - lower[i - 1] * d[i - 1]) / den
    x = np.zeros(n)
    x[n - 1] = d[n - 1]
    for i in range(n - 2, -1, -1):
        x[i] = d[i] - c[i] * x[i + 1]
    return x


def implicit_heat(u, kappa, steps):
    n = u.shape[0]
    lower = -kappa * np.ones(n - 1)
    upper = -kappa * np.ones(n - 1)
    diag = (1.0 + 2.0 * kappa) * np.ones(n)
    for _ in range(steps):
        u = tridiagonal(lower, diag, upper, u)
    return u


class Grid:
    def __init__(self, nx, ny):
        self.u = np.zeros((nx + 1, ny))
        self.v = np.zeros((nx, ny + 1))
        self.p = np.zeros((nx, ny))

    def divergence(self):
        return self.u[1:, :] - self.u[:-1, :] + self.v[:, 1:] - self.v[:, :-1]


def projection(force, nx, ny, steps, sweeps):
    grid = Grid(nx, ny)
    for _ in range(steps):
        grid.u[1:-1, :] += 0.1 * force[1:, :]
        div = grid.divergence()
        grid.p[...] = 0.0
        for _ in range(sweeps):
            q = np.zeros((nx, ny))
            q[1:, :] += grid.p[:-1, :]
            q[:-1, :] += grid.p[1:, :]
            q[:, 1:] += grid.p[:, :-1]
            q[:, :-1] += grid.p[:, 1:]
            grid.p = 0.25 * (q - div)
        grid.u[1:-1, :] -= grid.p[1:, :] - grid.p[:-1, :]
        grid.v[:, 1:-1] -= grid.p[:, 1:] - grid.p[:, :-1]
    return np.sum(grid.u**2) + np.sum(grid.v**2)


def lax_friedrichs(state, dt, steps):
    g = 9.81
    h, m = state["h"], state["m"]
    for _ in range(steps):
        flux = {"h": m, "m": m**2 / h + 0.5 * g * h**2}
        h_new = 0.5 * (np.roll(h, 1) + np.roll(h, -1)) - dt * 0.5 * (np.roll(flux["h"], -1) - np.roll(flux["h"], 1))
        m_new = 0.5 * (np.roll(m, 1) + np.roll(m, -1)) - dt * 0.5 * (np.roll(flux["m"], -1) - np.roll(flux["m"], 1))
        h, m = h_new, m_new
    return {"h": h, "m": m}


def molecular(pos, vel, box, steps):
    n = pos.shape[0]
    energy = 0.0
    for _ in range(steps):
        force = np.zeros((n, 3))
        for i in range(n):
            for j in range(i + 1, n):
                r = pos[i] - pos[j]
                r = r - box * np.rint(r / box)
                r2 = np.sum(r * r) + 0.1
                s6 = 1.0 / r2**3
                f = 24.0 * (2.0 * s6 * s6 - s6) / r2
                force[i] += f * r
                force[j] -= f * r
                energy = energy + 4.0 * (s6 * s6 - s6)
        vel = vel + 0.001 * force
        pos = pos + 0.001 * vel
    return energy


def charges(x, q):
    n = len(x)
    total = 0.0
    for i in range(n):
        for j in range(i):
            total += q[i] * q[j] / np.abs(x[i] - x[j])
    return total




def multilayer(thickness, n_layers, wavelength):
    m = np.array([[1.0, 0.0], [0.0, 1.0]]) + 0j
    for k in range(len(n_layers)):
        delta = 2.0 * np.pi * n_layers[k] * thickness[k] / wavelength
        layer = np.array([[np.cos(delta) + 0j, 1j * np.sin(delta) / n_layers[k]],
                          [1j * n_layers[k] * np.sin(delta), np.cos(delta) + 0j]])
        m = np.dot(m, layer)
    return np.abs(m[0, 0])


def snell(y, theta, radii, indices):
    for r, n in zip(radii, indices):
        phi = np.arcsin(y / r)
        theta = theta + phi - np.arcsin(np.sin(phi) / n)
        y = y - 0.1 * np.tan(theta)
    return y


def rk45(y, p, steps, h=0.01):
    a = ((), (0.2,), (0.075, 0.225), (0.3, -0.9, 1.2))
    b = (0.25, 0.25, 0.25, 0.25)
    for _ in range(steps):
        ks = []
        for row in a:
            z = y
            for c, k in zip(row, ks):
                z = z + h * c * k
            ks.append(p * z * (1.0 - z))
        y = y + h * sum(bi * k for bi, k in zip(b, ks))
    return y


def verlet(x, v, k, steps):
    def acceleration(x):
        a = np.empty_like(x)
        a[0] = -k * (2.0 * x[0] - x[1])
        a[-1] = -k * (2.0 * x[-1] - x[-2])
        a[1:-1] = -k * (2.0 * x[1:-1] - x[:-2] - x[2:])
        return a

    acc = acceleration(x)
    for _ in range(steps):
        x = x + 0.1 * v + 0.005 * acc
        new = acceleration(x)
        v = v + 0.05 * (acc + new)
        acc = new
    return 0.5 * np.sum(v * v)


def wave_damped(u, c, steps):
    before, now = u.copy(), u.copy()
    for t in range(steps):
        after = np.zeros_like(now)
        after[1:-1] = 2.0 * now[1:-1] - before[1:-1] + c**2 * (now[2:] - 2.0 * now[1:-1] + now[:-2])
        if t > 0:
            after *= 0.99
        before, now = now, after
    return np.sum(now**2)


def advect(q, vel, steps):
    n = q.shape[0]
    for t in range(steps):
        flux = np.zeros(n + 1)
        for i in range(1, n):
            flux[i] = vel[i] * q[i - 1]
        for i in range(n):
            q[i] = q[i] - 0.1 * (flux[i + 1] - flux[i])
    return q


CALLS = {
    "gray_scott(f64[n, m], f64[n, m], T)": [{"n": 4, "m": 5, "T": 2}, {"n": 6, "m": 5, "T": 20}],
    "implicit_heat(f64[n], f64[()], T)": [{"n": 4, "T": 2}, {"n": 20, "T": 19}],
    "projection(f64[n, m], n, m, T, s)": [{"n": 3, "m": 4, "T": 2, "s": 3}, {"n": 5, "m": 4, "T": 18, "s": 20}],
    "lax_friedrichs({'h': f64[n], 'm': f64[n]}, f64[()], T)": [{"n": 4, "T": 2}, {"n": 6, "T": 20}],
    "molecular(f64[n, 3], f64[n, 3], 5.0, T)": [{"n": 3, "T": 2}, {"n": 18, "T": 17}],
    "charges(f64[n], f64[n])": [{"n": 4}, {"n": 20}],
    "multilayer(f64[n], f64[n], f64[()])": [{"n": 3}, {"n": 20}],
    "snell(f64[()], f64[()], f64[n], f64[n])": [{"n": 3}, {"n": 20}],
    "rk45(f64[n], f64[()], T)": [{"n": 3, "T": 2}, {"n": 4, "T": 20}],
    "verlet(f64[n], f64[n], f64[()], T)": [{"n": 4, "T": 2}, {"n": 6, "T": 20}],
    "wave_damped(f64[n], f64[()], T)": [{"n": 4, "T": 3}, {"n": 6, "T": 20}],
    "advect(f64[n], f64[n], T)": [{"n": 4, "T": 2}, {"n": 18, "T": 20}],
}
