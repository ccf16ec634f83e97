# call: Kuramoto(f64[6, 6], f64[6]), f64[6], 8
# call: Kuramoto(f64[3, 3], f64[3]), f64[3], 21
import jax
import jax.numpy as jnp


class Kuramoto:
    def __init__(self, coupling, omega):
        self.coupling = coupling
        self.omega = omega
        self.dt = 0.05

    def rate(self, theta):
        diff = theta[None, :] - theta[:, None]
        return self.omega + jnp.mean(self.coupling * jnp.sin(diff), axis=1)

    def __call__(self, theta, steps):
        def step(theta, _):
            mid = theta + 0.5 * self.dt * self.rate(theta)
            return theta + self.dt * self.rate(mid), jnp.abs(jnp.mean(jnp.exp(1j * theta)))

        theta, order = jax.lax.scan(step, theta, length=steps)
        return jnp.sum(order)


jax.tree_util.register_pytree_node(
    Kuramoto, lambda k: ((k.coupling, k.omega), None), lambda _, parts: Kuramoto(*parts)
)


def main(model, theta, steps):
    return model(theta, steps)
