"""The same as gaussian-seeds.ts in one JAX program for all seeds at once: vmap over them, scan over
steps, compiled by XLA. gaussian_seeds.py '{"seeds": 5, "steps": 1200}' says so when it is done.

    x = mu_k + N(0, I), 50 centres mu ~ N(0, .36 I) in 32 dimensions, 128 fresh points a step
    N_1 = b_1(x), N_l = N_(l-1) + b_l(N_(l-1)), b_l(N) = (lambda_l / sigma_l) relu(N W_l)
    sigma_l^2 = mean of relu(.)^2 over batch and units, logits N_10 O / 10, descent at rate .1
"""
import json
import sys

import jax
import jax.numpy as jnp

work = json.loads(sys.argv[1])
clouds, inputs, width, depth, batch = 50, 32, 64, 10, 128


def drawn(key, centres, count):
    which, noise = jax.random.split(key)
    labels = jax.random.randint(which, (count,), 0, clouds)
    return centres[labels] + jax.random.normal(noise, (count, inputs)), labels


def logits_of(parameters, points):
    first, rest, lambdas, readout = parameters

    def branch(values, weights, scale):
        active = jax.nn.relu(values @ weights)
        return scale * active / jnp.sqrt(jnp.mean(active**2) + 1e-5)

    values = branch(points, first, lambdas[0])
    for layer in range(1, depth):
        values = values + branch(values, rest[layer - 1], lambdas[layer])
    return values @ readout / 10


def loss_of(parameters, points, labels):
    chances = jax.nn.log_softmax(logits_of(parameters, points))
    return -jnp.mean(jnp.take_along_axis(chances, labels[:, None], axis=1))


def trained(key):
    of_centres, of_first, of_rest, of_readout, of_steps, of_test = jax.random.split(key, 6)
    centres = 0.6 * jax.random.normal(of_centres, (clouds, inputs))
    parameters = (
        jax.random.normal(of_first, (inputs, width)) / inputs**0.5,
        jax.random.normal(of_rest, (depth - 1, width, width)) / width**0.5,
        jnp.ones(depth),
        jax.random.normal(of_readout, (width, clouds)) / width**0.5,
    )

    def step(parameters, key):
        points, labels = drawn(key, centres, batch)
        slopes = jax.grad(loss_of)(parameters, points, labels)
        return jax.tree.map(lambda value, slope: value - 0.1 * slope, parameters, slopes), None

    parameters, _ = jax.lax.scan(step, parameters, jax.random.split(of_steps, work["steps"]))
    points, labels = drawn(of_test, centres, 1000)
    right = jnp.mean(jnp.argmax(logits_of(parameters, points), axis=1) == labels)
    return parameters, right


keys = jax.random.split(jax.random.key(1), work["seeds"])
parameters, right = jax.block_until_ready(jax.jit(jax.vmap(trained))(keys))
print(f"{len(right)} seeds, accuracy {float(right.mean()):.3f}", flush=True)
