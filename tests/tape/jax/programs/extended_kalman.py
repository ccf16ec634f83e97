# call: f32[5], f32[6, 2], f32[6, 2]
# call: f32[7], f32[4, 2], f32[4, 2]
import jax
import jax.numpy as jnp

def motion(s, u):
    th = s[2]
    return s.at[:3].add(jnp.array([u[0] * jnp.cos(th), u[0] * jnp.sin(th), u[1]]))

def observe(s):
    d = s[3:5] - s[:2]
    return jnp.array([jnp.hypot(d[0], d[1]), jnp.arctan2(d[1], d[0]) - s[2]])

def main(s0, us, zs):
    n = s0.shape[0]
    def step(carry, inp):
        s, P = carry
        u, z = inp
        F = jax.jacfwd(motion)(s, u)
        s = motion(s, u)
        P = F @ P @ F.T + 0.01 * jnp.eye(n)
        H = jax.jacrev(observe)(s)
        S = H @ P @ H.T + 0.1 * jnp.eye(2)
        K = P @ H.T @ jnp.linalg.inv(S)
        r = z - observe(s)
        s = s + K @ r
        P = (jnp.eye(n) - K @ H) @ P
        return (s, P), r @ jnp.linalg.solve(S, r) + jnp.log(jnp.linalg.det(S))
    (s, P), nll = jax.lax.scan(step, (s0, jnp.eye(n)), (us, zs))
    return nll.sum()
