# call: {"logits": f32[4], "mean": f32[4, 2], "chol": f32[4, 2, 2]}, f32[15, 2]
# call: {"logits": f32[3], "mean": f32[3, 5], "chol": f32[3, 5, 5]}, f32[8, 5]
import jax
import jax.numpy as jnp


def component(mean, chol, x):
    l = jnp.tril(chol) + 2 * jnp.eye(mean.shape[0])
    z = jax.scipy.linalg.solve_triangular(l, x - mean, lower=True)
    return -0.5 * jnp.sum(z**2) - jnp.sum(jnp.log(jnp.abs(jnp.diagonal(l))))


def main(params, data):
    log_w = jax.nn.log_softmax(params["logits"])

    def density(x):
        each = jax.vmap(component, in_axes=(0, 0, None))(params["mean"], params["chol"], x)
        return jax.nn.logsumexp(log_w + each)

    return -jnp.mean(jax.vmap(density)(data))
