"""The rivals of ResFGB: LightGBM, random forest, RBF-SVM, MLP and logistic regression.

Each line on stdin is one question, each line on stdout its answer, both JSON:

    {"do": "tune", "method": M, "folder": F, "seed": S, "trials": N, "image": false}
        fits N candidates on the inner rows, answers the one that is best on the holdout
    {"do": "judge", "method": M, "folder": F, "seed": S, "chosen": C, "image": false}
        fits it on all training rows and judges it on the test rows, once

A folder holds train.f32, test.f32 [n, columns], train.i32, test.i32, and inner.i32, holdout.i32,
positions in train. Scaling is fitted on the rows that are learned from: every column to mean 0 and
deviation 1, or, where the columns are pixels of an image, all of them by one mean and one deviation.
Seconds are CPU seconds.
"""
import json
import os
import pickle
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import lightgbm
import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

warnings.filterwarnings("ignore")


def rows(folder, name):
    y = np.fromfile(f"{folder}/{name}.i32", np.int32)
    return np.fromfile(f"{folder}/{name}.f32", np.float32).reshape(len(y), -1), y


class Scale(StandardScaler):
    """One scale for all columns of an image, one for each column of a table."""

    def __init__(self, image=False):
        super().__init__()
        self.image = image

    def fit(self, x, y=None, sample_weight=None):
        super().fit(x)
        if self.image:
            self.mean_ = np.full_like(self.mean_, x.mean())
            self.scale_ = np.full_like(self.scale_, x.std() or 1)
        return self


def accuracy(model, x, y):
    return float((model.predict(x) == y).mean())


class Steps:
    """Takes the CPU time of the steps of a fit, not that of judging it."""

    def __init__(self):
        self.spent, self.curve, self.since = 0.0, [], time.process_time()

    def note(self, judge=None):
        self.spent += time.process_time() - self.since
        if judge is not None:
            self.curve.append({"seconds": self.spent, "accuracy": judge()})
        self.since = time.process_time()


def logistic_candidates(columns):
    return [{"C": 10.0 ** k} for k in (0, -1, 1, 2, -2, 3, -3, 4)]


def fit_logistic(setting, seed, x, y, watch, image):
    steps = Steps()
    model = make_pipeline(Scale(image), LogisticRegression(C=setting["C"], max_iter=500))
    model.fit(x.astype(np.float64), y)
    steps.note()
    return model, steps


def svm_candidates(columns):
    return [{"C": c, "gamma": g / columns} for g in (1, 3, 0.3, 6) for c in (10, 100)]


def fit_svm(setting, seed, x, y, watch, image):
    steps = Steps()
    model = make_pipeline(Scale(image), SVC(**setting, cache_size=1000))
    model.fit(x, y)
    steps.note()
    return model, steps


def forest_candidates(columns):
    root = columns ** 0.5
    counts = list(dict.fromkeys(min(columns, max(1, round(k * root))) for k in (1, 0.5, 2, 4)))
    return [{"features": m, "leaf": leaf} for leaf in (1, 3) for m in counts]


def fit_forest(setting, seed, x, y, watch, image):
    trees = 500 if watch else 200
    steps = Steps()
    model = RandomForestClassifier(
        n_estimators=0, warm_start=True, random_state=seed,
        max_features=setting["features"], min_samples_leaf=setting["leaf"])
    for count in [10, 30, 100, 200, 500]:
        if count <= trees:
            model.n_estimators = count
            model.fit(x, y)
            steps.note(watch and (lambda: watch(model)))
    return model, steps


def boosting_candidates(columns):
    return [{"leaves": leaves, "rate": rate} for leaves in (31, 15, 63, 7) for rate in (0.1, 0.05)]


def fit_boosting(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = lightgbm.LGBMClassifier(
        n_estimators=setting.get("rounds", 1000), num_leaves=setting["leaves"],
        learning_rate=setting["rate"], min_child_samples=10, subsample=0.8, subsample_freq=1,
        colsample_bytree=0.8, random_state=seed, n_jobs=1, verbose=-1)
    timed, marks = {}, {10, 30, 100, 300, 1000}

    def note(env):
        done = env.iteration + 1
        if done in marks:
            timed[done] = time.process_time() - steps.since

    calls = [note]
    if holdout is not None:
        calls.append(lightgbm.early_stopping(50, verbose=False))
    model.fit(x, y, callbacks=calls, eval_set=holdout and [holdout], eval_metric="multi_error"
              if len(np.unique(y)) > 2 else "binary_error")
    steps.note(watch and (lambda: watch(model)))
    if watch:
        steps.curve[:0] = [
            {"seconds": spent, "accuracy": watch(model, num_iteration=count)}
            for count, spent in timed.items() if count < model.n_estimators]
    return model, steps


def mlp_candidates(columns):
    return [{"hidden": hidden, "rate": rate, "alpha": alpha}
            for hidden in ([300, 300], [100, 100]) for rate in (0.001, 0.003) for alpha in (1e-4, 1e-2)]


def fit_mlp(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    scaler = Scale(image).fit(x)
    net = MLPClassifier(setting["hidden"], learning_rate_init=setting["rate"], alpha=setting["alpha"],
                        batch_size=min(128, len(x)), random_state=seed)
    model = Scaled(scaler, net)
    x, classes = scaler.transform(x), np.unique(y)
    epochs, best, stale = setting.get("epochs", 100), (-1.0, 0), 0
    for epoch in range(1, epochs + 1):
        net.partial_fit(x, y, classes=classes)
        if holdout is not None:
            reached = accuracy(model, *holdout)
            best, stale = ((reached, epoch), 0) if reached > best[0] else (best, stale + 1)
            if stale == 15:
                break
        elif epoch in (1, 3, 10, 30, epochs):
            steps.note(watch and (lambda: watch(model)))
    steps.note()
    model.best = best
    return model, steps


class Scaled:
    """A network with the scale it was trained on."""

    def __init__(self, scaler, net):
        self.scaler, self.net = scaler, net

    def predict(self, x):
        return self.net.predict(self.scaler.transform(x))


methods = {
    "logistic regression": (logistic_candidates, fit_logistic),
    "RBF-SVM": (svm_candidates, fit_svm),
    "random forest": (forest_candidates, fit_forest),
    "LightGBM": (boosting_candidates, fit_boosting),
    "MLP": (mlp_candidates, fit_mlp),
}


def tune(method, folder, seed, trials, image):
    x, y = rows(folder, "train")
    inner, hold = (np.fromfile(f"{folder}/{name}.i32", np.int32) for name in ("inner", "holdout"))
    holdout = (x[hold], y[hold])
    candidates, fit = methods[method]
    started, tried = time.process_time(), []
    for setting in candidates(x.shape[1])[:trials]:
        more = {"holdout": holdout} if fit in (fit_boosting, fit_mlp) else {}
        model, _ = fit(setting, seed, x[inner], y[inner], None, image, **more)
        if fit is fit_boosting:
            setting["rounds"] = int(model.best_iteration_ or model.n_estimators)
        if fit is fit_mlp:
            setting["epochs"] = model.best[1]
        reached = model.best[0] if fit is fit_mlp else accuracy(model, *holdout)
        tried.append({"setting": setting, "holdout": reached})
    best = max(tried, key=lambda one: one["holdout"])
    return {"chosen": best["setting"], "holdout": best["holdout"], "tried": tried,
            "seconds": time.process_time() - started}


def judge(method, folder, seed, chosen, image):
    x, y = rows(folder, "train")
    test = rows(folder, "test")

    def watch(model, **more):
        return float((model.predict(test[0], **more) == test[1]).mean())

    model, steps = methods[method][1](chosen, seed, x, y, watch, image)
    reached = watch(model)
    if isinstance(model, Scaled):
        model.net._optimizer = None  # what only training needs is not counted
    curve = steps.curve or [{"seconds": steps.spent, "accuracy": reached}]
    return {"accuracy": reached, "seconds": steps.spent, "bytes": len(pickle.dumps(model)), "curve": curve}


print(json.dumps({"versions": {"Python": sys.version.split()[0], "NumPy": np.__version__,
                               "scikit-learn": sklearn.__version__, "LightGBM": lightgbm.__version__}}), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    kind = question.pop("do")
    try:
        answer = (tune if kind == "tune" else judge)(**question)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
