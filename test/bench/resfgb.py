"""The authors' algorithm, straightforwardly, in PyTorch: resfgb.py '{"folder": …, "settings": …}'.

Prints a line of JSON after every stage: {"stage", "seconds", "cpu", "accuracy" (test)}. The order of
work is that of their code at the time of the paper: linear classifier by Nesterov minibatches with a
rate tuned once, gradient rows divided by their root mean square, an all-ReLU perceptron fitted to them
from where the last block's ended, and the step fg_eta · EᵀG.
"""
import json
import sys
import time

import numpy as np
import torch

spec = json.loads(sys.argv[1])
settings, folder = spec["settings"], spec["folder"]
torch.set_num_threads(settings["threads"])
torch.manual_seed(settings["seed"])


def rows(name):
    y = np.fromfile(f"{folder}/{name}.i32", np.int32).astype(np.int64)
    x = np.fromfile(f"{folder}/{name}.f32", np.float32).reshape(len(y), -1)
    return torch.from_numpy(x), torch.from_numpy(y)


x, y = rows("train")
x_test, y_test = rows("test")
low, high = x.min(0).values, x.max(0).values
scale = torch.where(high > low, high - low, torch.ones_like(low))
x, x_test = (x - low) / scale, (x_test - low) / scale
d, c, n = x.shape[1], int(y.max()) + 1, len(x)
half = settings["initial"]


class Model:
    """Parameters, their minibatch loss, and Nesterov's momentum in look-ahead variables."""

    def __init__(self, sizes, loss, decay):
        def start(i, o):
            h = (6 / (i + o)) ** 0.5 if half == "glorot" else half
            return torch.empty(i, o).uniform_(-h, h)

        self.weights = [start(i, o).requires_grad_() for i, o in zip(sizes, sizes[1:])]
        self.biases = [torch.zeros(o).requires_grad_() for o in sizes[1:]]
        self.loss, self.decay, self.rate = loss, decay, None
        self.reset()

    def parameters(self):
        return self.weights + self.biases

    def reset(self):
        self.velocities = [torch.zeros_like(p) for p in self.parameters()]

    def forward(self, z):
        for weight, bias in zip(self.weights, self.biases):
            z = torch.relu(torch.addmm(bias, z, weight))
        return z

    def objective(self, z, target):
        return self.loss(self, z, target) + 0.5 * self.decay * sum((w * w).sum() for w in self.weights)

    def whole(self, z, target):
        with torch.no_grad():
            return float(self.objective(z, target))

    def step(self, z, target, rate, momentum=0.9):
        grads = torch.autograd.grad(self.objective(z, target), self.parameters())
        with torch.no_grad():
            for p, v, g in zip(self.parameters(), self.velocities, grads):
                v.mul_(momentum).sub_(g, alpha=rate)
                p.add_(v, alpha=momentum).sub_(g, alpha=rate)

    def epoch(self, z, target, rate, batch=100, limit=None):
        order, taken = torch.randperm(n), 0
        for at in range(0, n, batch):
            if limit is not None and taken >= limit:
                break
            part = order[at:at + batch]
            self.step(z[part], target[part], rate)
            taken += 1
        return taken

    def save(self):
        return [p.detach().clone() for p in self.parameters()]

    def restore(self, saved):
        with torch.no_grad():
            for p, s in zip(self.parameters(), saved):
                p.copy_(s)

    def tune(self, z, target, steps):
        start, known = self.save(), {}

        def after(rate):
            if rate not in known:
                self.restore(start)
                self.reset()
                left = steps
                while left > 0:
                    left -= self.epoch(z, target, rate, limit=left)
                value = self.whole(z, target)
                known[rate] = value if np.isfinite(value) else float("inf")
            return known[rate]

        now, rate = self.whole(z, target), 0.01

        def too_long(r):
            return after(r) == float("inf") or after(r) < after(2 * r) or now < after(r)

        if too_long(rate) or now < after(2 * rate):
            while rate > 1e-9 and too_long(rate):
                rate /= 2
            rate *= 2
        else:
            while after(2 * rate) < after(rate):
                rate *= 2
        self.restore(start)
        self.rate = rate

    def fit(self, z, target, epochs, early_stop):
        start = self.save()
        while True:
            self.reset()
            first = self.whole(z, target)
            best, best_epoch, diverged = first, 0, False
            for epoch in range(1, epochs + 1):
                self.epoch(z, target, self.rate)
                value = self.whole(z, target)
                if not np.isfinite(value) or value >= 2 * first + 1:
                    diverged = True
                    break
                if value < 0.999 * best:
                    best, best_epoch = value, epoch
                if early_stop > 0 and epoch - best_epoch >= early_stop:
                    break
            if not diverged:
                return
            self.rate /= 2
            self.restore(start)


def cross_entropy(model, z, target):
    return torch.nn.functional.cross_entropy(torch.addmm(model.biases[0], z, model.weights[0]), target)


def squares(model, z, target):
    return ((model.forward(z) - target) ** 2).mean()


half_of_linear, half = half, 0.05
linear = Model([d, c], cross_entropy, settings["decay"])
half = half_of_linear
block = Model([d, *settings["hidden"], d], squares, settings["decay"])
z, z_test = x.clone(), x_test.clone()
started, cpu, looking = time.perf_counter(), time.process_time(), [0.0, 0.0]


def report(stage):
    wall, busy = time.perf_counter(), time.process_time()
    spent = {"seconds": wall - started - looking[0], "cpu": busy - cpu - looking[1]}
    scores = torch.addmm(linear.biases[0], z_test, linear.weights[0])
    reached = float((scores.argmax(1) == y_test).float().mean())
    print(json.dumps({"stage": stage, **spent, "accuracy": reached}), flush=True)
    looking[0] += time.perf_counter() - wall
    looking[1] += time.process_time() - busy


for t in range(settings["blocks"] + 1):
    if t == 0:
        linear.tune(z, y, settings["tuneSteps"])
    linear.fit(z, y, settings["linearEpochs"], settings["linearStop"])
    with torch.no_grad():
        report(t)
    if t == settings["blocks"]:
        break
    leaf = z.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(cross_entropy(linear, leaf, y), leaf)
    target = gradient / ((gradient ** 2).mean(1, keepdim=True).sqrt() + 1e-10)
    if t == 0:
        block.tune(z, target, settings["tuneSteps"])
    block.fit(z, target, settings["epochs"], settings["blockStop"])
    with torch.no_grad():
        embedded = block.forward(z)
        matrix = settings["rate"] * embedded.T @ gradient
        z, z_test = z - embedded @ matrix, z_test - block.forward(z_test) @ matrix
