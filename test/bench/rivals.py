"""TensorFlow by hand, Keras, PyTorch and JAX on the networks of cases.ts: rivals.py '{"case": …, "variant": …}'.

Each line on stdin, a number of steps, is answered by a line: their times, and the CPU time.
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
spec = json.loads(sys.argv[1])
case, variant = spec["case"], spec["variant"]
net, batch, classes = case["network"], case["batch"], case["classes"]
rate, nesterov, training = case["rate"], case["nesterov"], case["work"] == "train"

import numpy as np

rng = np.random.default_rng(2)
shape = (net["side"], net["side"], 1) if net["kind"] == "resnet" else (net["inputs"],)
images = rng.standard_normal((batch, *shape), dtype=np.float32)
labels = rng.integers(classes, size=batch).astype(np.int32)


def he(*dims):
    return (rng.standard_normal(dims) * (2 / np.prod(dims[:-1])) ** 0.5).astype(np.float32)


def tensorflow_by_hand():
    import tensorflow as tf

    trained, running = [], []

    def var(value):
        trained.append(tf.Variable(value))
        return trained[-1]

    def norm(c):
        stats = [tf.Variable(tf.zeros([c]), trainable=False), tf.Variable(tf.ones([c]), trainable=False)]
        running.extend(stats)
        return var(tf.ones([c])), var(tf.zeros([c])), stats

    def apply_norm(x, n):
        scale, offset, (mean, variance) = n
        out = tf.raw_ops.FusedBatchNormV3(
            x=x, scale=scale, offset=offset, mean=mean, variance=variance,
            epsilon=1e-3, exponential_avg_factor=0.01, is_training=True)
        mean.assign(out.batch_mean)
        variance.assign(out.batch_variance)
        return out.y

    if net["kind"] == "resnet":
        c = net["channels"]
        stem = var(he(3, 3, 1, c))
        halves = [(norm(c), var(he(3, 3, c, c))) for _ in range(2 * net["blocks"])]
        weights, bias = var(he(c, classes)), var(np.zeros(classes, np.float32))

        def forward(x):
            x = tf.nn.conv2d(x, stem, 1, "SAME")
            for i in range(0, len(halves), 2):
                branch = x
                for n, f in halves[i:i + 2]:
                    branch = tf.nn.conv2d(tf.nn.relu(apply_norm(branch, n)), f, 1, "SAME")
                x = x + branch
            return tf.reduce_mean(x, [1, 2]) @ weights + bias
    else:
        sizes = [net["inputs"], *net["hidden"], classes]
        layers = [(var(he(i, o)), var(np.zeros(o, np.float32))) for i, o in zip(sizes, sizes[1:])]

        def forward(x):
            for i, (w, b) in enumerate(layers):
                x = tf.nn.bias_add(x @ w, b)
                x = tf.nn.relu(x) if i + 1 < len(layers) else x
            return x

    velocities = [tf.Variable(tf.zeros_like(v), trainable=False) for v in trained]

    @tf.function
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, forward(x)))
        for v, m, g in zip(trained, velocities, tape.gradient(loss, trained)):
            tf.raw_ops.ResourceApplyMomentum(
                var=v.handle, accum=m.handle, lr=rate, grad=g, momentum=0.9, use_nesterov=nesterov)
        return loss

    infer = tf.function(forward)
    x, y = tf.constant(images), tf.constant(labels)
    return (lambda: train(x, y).numpy()) if training else (lambda: infer(x).numpy())


def keras_model(how):
    import keras
    import tensorflow as tf
    from keras import layers as L

    inputs = keras.Input(shape)
    if net["kind"] == "resnet":
        c = net["channels"]
        conv = lambda: L.Conv2D(c, 3, padding="same", use_bias=False)
        x = conv()(inputs)
        for _ in range(net["blocks"]):
            branch = x
            for _ in range(2):
                branch = conv()(L.ReLU()(L.BatchNormalization(epsilon=1e-3, momentum=0.99)(branch)))
            x = L.Add()([x, branch])
        outputs = L.Dense(classes)(L.GlobalAveragePooling2D()(x))
    else:
        x = inputs
        for width in net["hidden"]:
            x = L.Dense(width, activation="relu")(x)
        outputs = L.Dense(classes)(x)
    model = keras.Model(inputs, outputs)
    optimizer = keras.optimizers.SGD(rate, momentum=0.9, nesterov=nesterov)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    if not training:
        infer = tf.function(lambda x: model(x, training=False))
        x = tf.constant(images)
        return lambda: infer(x).numpy()
    if how == "batch":
        model.compile(optimizer, loss_of)
        return lambda: model.train_on_batch(images, labels)
    optimizer.build(model.trainable_variables)

    @tf.function
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    x, y = tf.constant(images), tf.constant(labels)
    return lambda: train(x, y).numpy()


def torch_model(threads, compiled=False):
    import torch
    from torch import nn

    torch.set_num_threads(threads)

    class Block(nn.Module):
        def __init__(self, c):
            super().__init__()
            half = lambda: [nn.BatchNorm2d(c, eps=1e-3, momentum=0.01), nn.ReLU(),
                            nn.Conv2d(c, c, 3, padding=1, bias=False)]
            self.branch = nn.Sequential(*half(), *half())

        def forward(self, x):
            return x + self.branch(x)

    if net["kind"] == "resnet":
        c = net["channels"]
        model = nn.Sequential(nn.Conv2d(1, c, 3, padding=1, bias=False),
                              *[Block(c) for _ in range(net["blocks"])],
                              nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, classes))
        x = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    else:
        sizes = [net["inputs"], *net["hidden"]]
        hidden = [m for i, o in zip(sizes, sizes[1:]) for m in (nn.Linear(i, o), nn.ReLU())]
        model = nn.Sequential(*hidden, nn.Linear(sizes[-1], classes))
        x = torch.from_numpy(images)
    y = torch.from_numpy(labels.astype(np.int64))
    if not training:
        model.eval()
        model = torch.compile(model) if compiled else model

        def infer():
            with torch.inference_mode():
                return model(x).numpy()

        return infer
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, nesterov=nesterov)
    loss_of = nn.CrossEntropyLoss()
    loss_at = lambda x, y: loss_of(model(x), y)
    loss_at = torch.compile(loss_at) if compiled else loss_at

    def train():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_at(x, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train


def jax_model():
    import jax
    import jax.numpy as jnp

    def conv(x, filters):
        return jax.lax.conv_general_dilated(
            x, filters, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def norm(x, scale, offset):
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
        return (x - mean) * jax.lax.rsqrt(variance + 1e-3) * scale + offset, (mean, variance)

    if net["kind"] == "resnet":
        c = net["channels"]
        half = lambda: (np.ones(c, np.float32), np.zeros(c, np.float32), he(3, 3, c, c))
        trained = (he(3, 3, 1, c), [half() for _ in range(2 * net["blocks"])],
                   he(c, classes), np.zeros(classes, np.float32))
        running = [(np.zeros(c, np.float32), np.ones(c, np.float32)) for _ in trained[1]]

        def forward(trained, x):
            stem, halves, weights, bias = trained
            x, seen = conv(x, stem), []
            for i in range(0, len(halves), 2):
                branch = x
                for scale, offset, filters in halves[i:i + 2]:
                    branch, stats = norm(branch, scale, offset)
                    branch = conv(jax.nn.relu(branch), filters)
                    seen.append(stats)
                x = x + branch
            return x.mean((1, 2)) @ weights + bias, seen
    else:
        sizes = [net["inputs"], *net["hidden"], classes]
        trained = [(he(i, o), np.zeros(o, np.float32)) for i, o in zip(sizes, sizes[1:])]
        running = []

        def forward(trained, x):
            for i, (w, b) in enumerate(trained):
                x = x @ w + b
                x = jax.nn.relu(x) if i + 1 < len(trained) else x
            return x, []

    x, y = jnp.asarray(images), jnp.asarray(labels)
    trained, running = jax.tree.map(jnp.asarray, (trained, running))
    if not training:
        infer = jax.jit(lambda trained, x: forward(trained, x)[0])
        return lambda: np.asarray(infer(trained, x))

    def loss_of(trained, x, y):
        logits, seen = forward(trained, x)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1)), seen

    def update(state, x, y):
        trained, velocity, running = state
        (loss, seen), slopes = jax.value_and_grad(loss_of, has_aux=True)(trained, x, y)
        velocity = jax.tree.map(lambda v, g: 0.9 * v + g, velocity, slopes)
        ahead = jax.tree.map(lambda v, g: 0.9 * v + g, velocity, slopes) if nesterov else velocity
        trained = jax.tree.map(lambda w, a: w - rate * a, trained, ahead)
        running = jax.tree.map(lambda r, s: 0.99 * r + 0.01 * s, running, seen)
        return (trained, velocity, running), loss

    update = jax.jit(update, donate_argnums=0)
    state = [(trained, jax.tree.map(jnp.zeros_like, trained), running)]

    def train():
        state[0], loss = update(state[0], x, y)
        return float(loss)

    return train


makers = {
    "tensorflow": tensorflow_by_hand,
    "keras-function": lambda: keras_model("function"),
    "keras-batch": lambda: keras_model("batch"),
    "torch-1": lambda: torch_model(1),
    "torch-2": lambda: torch_model(2),
    "torch-compiled": lambda: torch_model(2, compiled=True),
    "jax": jax_model,
}
step = makers[variant]()
for line in sys.stdin:
    times, cpu = [], time.process_time()
    for _ in range(int(line)):
        started = time.perf_counter()
        step()
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"times": times, "cpu": (time.process_time() - cpu) * 1000}), flush=True)
