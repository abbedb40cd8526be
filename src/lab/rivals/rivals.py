"""The rivals of ResFGB: boosted trees (LightGBM, XGBoost, CatBoost, AdaBoost), random forest, RBF-SVM, k-NN, MLP alone
and five averaged, logistic regression.

Each line on stdin is one question, each line on stdout its answer, both JSON:

    {"do": "tune", "method": M, "folder": F, "seed": S, "trials": N, "budget": B, "image": false}
        fits up to N candidates on the inner rows, as long as fewer than B CPU seconds are spent (the
        first is always fitted), answers the one that is best on the holdout: by accuracy, of equals by
        log loss
    {"do": "judge", "method": M, "folder": F, "seed": S, "chosen": C, "image": false}
        fits it on all training rows and judges it on the test rows, once

A folder holds train.f32, test.f32 [n, columns], train.i32, test.i32, and inner.i32, holdout.i32,
positions in train. Scaling is fitted on the rows that are learned from: every column to mean 0 and
deviation 1, or, where the columns are pixels of an image, all of them by one mean and one deviation; the
SVM and k-NN may choose the columns' range instead. Every method's probabilities are those of its scores
(or of the logarithms of what it says) over one temperature, chosen on the holdout. Seconds are CPU seconds.
"""
import json
import os
import pickle
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import catboost
import lightgbm
import numpy as np
import sklearn
import xgboost
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.ensemble import AdaBoostClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")

# Rounds without a lower log loss on the holdout after which boosting ends: at rate 0.05 the noise of a
# holdout hides a fall for more than fifty.
PATIENCE = 200
MOST_ROUNDS = 3000


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


def scaler(kind, image):
    return MinMaxScaler((-1, 1)) if kind == "range" and not image else Scale(image)


class Steps:
    """Takes the CPU time of the steps of a fit, not that of judging it."""

    def __init__(self):
        self.spent, self.curve, self.since = 0.0, [], time.process_time()

    def note(self, judge=None):
        self.spent += time.process_time() - self.since
        if judge is not None:
            self.curve.append({"seconds": self.spent, "accuracy": judge()})
        self.since = time.process_time()


def scores_of(model, x):
    """Scores whose softmax at temperature 1 is what the model says, [n, classes]."""
    if hasattr(model, "scores"):
        return model.scores(x)
    if hasattr(model, "predict_proba"):
        return np.log(np.maximum(model.predict_proba(x), 1e-6))
    scores = model.decision_function(x)
    return np.stack([-scores, scores], 1) / 2 if scores.ndim == 1 else scores


def log_loss(scores, y, temperature):
    return float(-log_softmax(scores / temperature, 1)[np.arange(len(y)), y].mean())


def temperature_of(scores, y):
    """Of least log loss against targets a little short of certainty, as calibrate.ts has them."""
    n, classes = scores.shape
    target = (n * np.eye(classes)[y] + 1) / (n + classes)
    loss = lambda log_t: -(target * log_softmax(scores / np.exp(log_t), 1)).sum(1).mean()
    return float(np.exp(minimize_scalar(loss, bounds=(np.log(0.01), np.log(100)), method="bounded").x))


def calibration_error(scores, y, temperature):
    """Mean gap of confidence and accuracy over ten bins of as many rows each."""
    shares = np.exp(log_softmax(scores / temperature, 1))
    sure, right = shares.max(1), shares.argmax(1) == y
    order = np.argsort(sure, kind="stable")
    return float(sum(len(b) * abs(sure[b].mean() - right[b].mean())
                     for b in np.array_split(order, max(1, min(10, len(y) // 25)))) / len(y))


def logistic_candidates(columns):
    return [{"C": 10.0 ** k} for k in (0, -1, 1, 2, -2, 3, -3, 4)]


def fit_logistic(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = make_pipeline(Scale(image), LogisticRegression(C=setting["C"], max_iter=500))
    model.fit(x.astype(np.float64), y)
    steps.note()
    return model, steps


def svm_candidates(columns):
    return [{"C": c, "gamma": g, "scale": s} for c, g, s in (
        (10, 1 / columns, "standard"), (10, 1, "range"), (10, 3 / columns, "standard"),
        (100, 1, "range"), (100, 1 / columns, "standard"), (10, 0.3, "range"),
        (10, 6 / columns, "standard"), (100, 0.3 / columns, "standard"), (100, 0.1, "range"),
        (1, 1 / columns, "standard"))]


def fit_svm(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = make_pipeline(scaler(setting.get("scale"), image),
                          SVC(C=setting["C"], gamma=setting["gamma"], cache_size=1000))
    model.fit(x, y)
    steps.note()
    return model, steps


def neighbour_candidates(columns):
    return [{"k": k, "weights": w, "scale": s} for k, w, s in (
        (5, "distance", "standard"), (1, "uniform", "standard"), (5, "distance", "range"),
        (11, "distance", "standard"), (3, "distance", "range"), (25, "distance", "standard"),
        (1, "uniform", "range"), (3, "distance", "standard"), (51, "uniform", "standard"))]


def fit_neighbours(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = make_pipeline(scaler(setting["scale"], image),
                          KNeighborsClassifier(min(setting["k"], len(x)), weights=setting["weights"]))
    model.fit(x, y)
    steps.note()
    return model, steps


def forest_candidates(columns):
    root = columns ** 0.5
    counts = list(dict.fromkeys(min(columns, max(1, round(k * root))) for k in (1, 0.5, 2, 4)))
    return [{"features": m, "leaf": leaf} for leaf in (1, 3) for m in counts]


def fit_forest(setting, seed, x, y, watch, image, holdout=None):
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
    return [{"leaves": leaves, "rate": rate, "least": least, "rows": share} for leaves, rate, least, share in (
        (31, 0.1, 10, 0.8), (63, 0.05, 5, 0.8), (15, 0.1, 10, 0.8), (31, 0.05, 20, 0.6),
        (127, 0.05, 5, 0.8), (7, 0.1, 10, 0.8), (63, 0.1, 10, 0.6), (15, 0.05, 20, 1.0))]


def fit_boosting(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    classes = len(np.unique(y))
    model = lightgbm.LGBMClassifier(
        n_estimators=setting.get("rounds", MOST_ROUNDS), num_leaves=setting["leaves"],
        learning_rate=setting["rate"], min_child_samples=setting.get("least", 10),
        subsample=setting.get("rows", 0.8), subsample_freq=1, colsample_bytree=0.8, random_state=seed,
        n_jobs=1, verbose=-1,
        # One metric alone: with a second one either may end it.
        metric="multi_logloss" if classes > 2 else "binary_logloss")
    timed, marks = {}, {10, 30, 100, 300, 1000}

    def note(env):
        done = env.iteration + 1
        if done in marks:
            timed[done] = time.process_time() - steps.since

    calls = [note]
    if holdout is not None:
        calls.append(lightgbm.early_stopping(PATIENCE, verbose=False))
    model.fit(x, y, callbacks=calls, eval_set=holdout and [holdout])
    steps.note(watch and (lambda: watch(model)))
    if watch:
        steps.curve[:0] = [
            {"seconds": spent, "accuracy": watch(model, num_iteration=count)}
            for count, spent in timed.items() if count < model.n_estimators]
    if holdout is not None:
        setting["rounds"] = int(model.best_iteration_ or model.n_estimators)
    return model, steps


def xgboost_candidates(columns):
    return [{"depth": depth, "rate": rate, "weight": weight, "rows": share} for depth, rate, weight, share in (
        (6, 0.1, 1, 0.8), (8, 0.05, 1, 0.8), (4, 0.1, 1, 0.8), (6, 0.05, 5, 0.6),
        (10, 0.05, 1, 0.8), (3, 0.1, 1, 1.0), (8, 0.1, 5, 0.6), (6, 0.3, 1, 0.8))]


def fit_xgboost(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = xgboost.XGBClassifier(
        n_estimators=setting.get("rounds", MOST_ROUNDS), max_depth=setting["depth"],
        learning_rate=setting["rate"], min_child_weight=setting["weight"], subsample=setting["rows"],
        colsample_bytree=0.8, random_state=seed, n_jobs=1, tree_method="hist",
        eval_metric="mlogloss" if len(np.unique(y)) > 2 else "logloss",
        early_stopping_rounds=PATIENCE if holdout is not None else None)
    model.fit(x, y, eval_set=holdout and [holdout], verbose=False)
    steps.note()
    if holdout is not None:
        setting["rounds"] = int(model.best_iteration) + 1
    return model, steps


def catboost_candidates(columns):
    return [{"depth": depth, "rate": rate, "penalty": penalty} for depth, rate, penalty in (
        (6, 0.1, 3), (8, 0.1, 3), (4, 0.1, 3), (6, 0.05, 1), (8, 0.05, 1), (6, 0.1, 10), (10, 0.1, 3), (4, 0.05, 1))]


class CatBoost:
    """CatBoost with predictions of one axis."""

    def __init__(self, model):
        self.model = model

    def predict(self, x):
        return np.asarray(self.model.predict(x)).reshape(-1).astype(int)

    def predict_proba(self, x):
        return self.model.predict_proba(x)


def fit_catboost(setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = catboost.CatBoostClassifier(
        iterations=setting.get("rounds", MOST_ROUNDS), depth=setting["depth"], learning_rate=setting["rate"],
        l2_leaf_reg=setting["penalty"], random_seed=seed, thread_count=1, verbose=False,
        allow_writing_files=False, loss_function="MultiClass" if len(np.unique(y)) > 2 else "Logloss",
        early_stopping_rounds=PATIENCE if holdout is not None else None)
    model.fit(x, y, eval_set=holdout)
    steps.note()
    if holdout is not None:
        setting["rounds"] = int(model.tree_count_)
    return CatBoost(model), steps


def adaboost_candidates(columns):
    return [{"depth": depth, "rate": rate} for depth, rate in (
        (6, 1.0), (8, 1.0), (4, 1.0), (10, 1.0), (8, 0.5), (12, 1.0), (6, 0.5), (2, 1.0))]


def fit_adaboost(setting, seed, x, y, watch, image, holdout=None):
    """SAMME, 300 trees of small depth."""
    steps = Steps()
    model = AdaBoostClassifier(
        DecisionTreeClassifier(max_depth=setting["depth"], random_state=seed),
        n_estimators=300, learning_rate=setting["rate"], random_state=seed)
    model.fit(x, y)
    steps.note()
    return model, steps


def mlp_candidates(columns):
    return [{"hidden": hidden, "rate": rate, "alpha": alpha, "epochs": epochs} for hidden, rate, alpha, epochs in (
        ([300, 300], 0.003, 1e-2, 50), ([300, 300], 0.001, 1e-4, 50), ([100, 100], 0.003, 1e-2, 100),
        ([300, 300], 0.003, 1e-1, 50), ([500, 500], 0.001, 1e-2, 50), ([300, 300, 300], 0.001, 1e-2, 50),
        ([100, 100], 0.01, 1e-1, 30), ([100], 0.003, 1e-4, 100))]


class Nets:
    """One network, or several whose probabilities are averaged, with the scale of their rows."""

    def __init__(self, scale):
        self.scale, self.nets = scale, []

    def predict_proba(self, x):
        x = self.scale.transform(x)
        return np.mean([net.predict_proba(x) for net in self.nets], 0)

    def predict(self, x):
        return self.nets[0].classes_[self.predict_proba(x).argmax(1)]


def fit_nets(count, setting, seed, x, y, watch, image, holdout=None):
    steps = Steps()
    model = Nets(Scale(image).fit(x))
    x, classes, epochs = model.scale.transform(x), np.unique(y), setting["epochs"]
    for member in range(count):
        net = MLPClassifier(setting["hidden"], learning_rate_init=setting["rate"], alpha=setting["alpha"],
                            batch_size=min(128, len(x)), random_state=1000 * member + seed)
        for epoch in range(epochs):
            # Down to a hundredth along a cosine: the last epoch is then no draw of its own.
            rate = setting["rate"] * (0.01 + 0.99 * (1 + np.cos(np.pi * epoch / epochs)) / 2)
            if epoch > 0:
                net._optimizer.learning_rate_init = rate
            net.partial_fit(x, y, classes=classes)
            if epoch == 0:
                model.nets.append(net)
            if count == 1 and epoch + 1 in (1, 3, 10, 30, epochs):
                steps.note(watch and (lambda: watch(model)))
        steps.note((lambda: watch(model)) if watch and count > 1 else None)
    return model, steps


def fit_mlp(*settings, **more):
    return fit_nets(1, *settings, **more)


def fit_five(*settings, **more):
    return fit_nets(5, *settings, **more)


methods = {
    "logistic regression": (logistic_candidates, fit_logistic),
    "k-NN": (neighbour_candidates, fit_neighbours),
    "RBF-SVM": (svm_candidates, fit_svm),
    "random forest": (forest_candidates, fit_forest),
    "LightGBM": (boosting_candidates, fit_boosting),
    "XGBoost": (xgboost_candidates, fit_xgboost),
    "CatBoost": (catboost_candidates, fit_catboost),
    "AdaBoost (SAMME)": (adaboost_candidates, fit_adaboost),
    "MLP": (mlp_candidates, fit_mlp),
    "five MLPs": (mlp_candidates, fit_five),
}


def tune(method, folder, seed, trials, image, budget=None):
    x, y = rows(folder, "train")
    inner, hold = (np.fromfile(f"{folder}/{name}.i32", np.int32) for name in ("inner", "holdout"))
    holdout = (x[hold], y[hold])
    candidates, fit = methods[method]
    started, tried = time.process_time(), []
    for setting in candidates(x.shape[1])[:trials]:
        if tried and budget is not None and time.process_time() - started > budget:
            break
        model, _ = fit(setting, seed, x[inner], y[inner], None, image, holdout=holdout)
        scores = scores_of(model, holdout[0])
        setting["temperature"] = temperature_of(scores, holdout[1])
        reached = float((model.predict(holdout[0]) == holdout[1]).mean())
        tried.append({"setting": setting, "holdout": reached,
                      "logLoss": log_loss(scores, holdout[1], setting["temperature"])})
    best = max(tried, key=lambda one: (one["holdout"], -one["logLoss"]))
    return {"chosen": best["setting"], "holdout": best["holdout"], "tried": tried,
            "seconds": time.process_time() - started}


def judge(method, folder, seed, chosen, image):
    x, y = rows(folder, "train")
    test = rows(folder, "test")

    def watch(model, **more):
        return float((model.predict(test[0], **more) == test[1]).mean())

    model, steps = methods[method][1](chosen, seed, x, y, watch, image)
    reached, scores = watch(model), scores_of(model, test[0])
    if isinstance(model, Nets):
        for net in model.nets:
            net._optimizer = None  # what only training needs is not counted
    curve = steps.curve or [{"seconds": steps.spent, "accuracy": reached}]
    temperature = chosen.get("temperature", 1.0)
    return {"accuracy": reached, "logLoss": log_loss(scores, test[1], temperature),
            "calibrationError": calibration_error(scores, test[1], temperature),
            "seconds": steps.spent, "bytes": len(pickle.dumps(model)), "curve": curve}


print(json.dumps({"versions": {"Python": sys.version.split()[0], "NumPy": np.__version__,
                               "scikit-learn": sklearn.__version__, "LightGBM": lightgbm.__version__,
                               "XGBoost": xgboost.__version__, "CatBoost": catboost.__version__}}), flush=True)
for line in sys.stdin:
    question = json.loads(line)
    kind = question.pop("do")
    try:
        answer = (tune if kind == "tune" else judge)(**question)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
