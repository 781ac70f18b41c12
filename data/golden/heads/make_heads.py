"""Answers of independent programs for heads, calibration and metrics: writes heads.json beside this file.

usage: make_heads.py
Versions used: Python 3.11, numpy 1.24, scipy 1.10. Everything in double precision from seeded samples that are stored with the answers.
ridge: brute force, one refit (normal equations, numpy.linalg.solve) for every left-out sample, means and deviations kept.
logistic: scipy.optimize.minimize L-BFGS-B on the written-out objective and gradient. temperature: scipy minimize_scalar, bounded.
metrics: written-out definitions; intervals: scipy.stats; McNemar: scipy.stats.binomtest.
"""
import json
import os
import platform
import numpy as np
import scipy
from scipy import optimize, special, stats


def samples(rng, n, d, classes, spread):
    labels = np.arange(n) % classes
    rng.shuffle(labels)
    centres = rng.normal(size=(classes, d)) * spread
    x = (centres[labels] + rng.normal(size=(n, d)) * rng.uniform(0.5, 3, size=d) + rng.normal(size=d) * 2).astype(np.float32)
    return x.astype(float), labels


def standardize(x, w):
    mean = (w[:, None] * x).sum(0) / w.sum()
    deviation = np.sqrt((w[:, None] * (x - mean) ** 2).sum(0) / w.sum())
    deviation = np.maximum(deviation, 0.1 * np.sort(deviation)[len(deviation) // 2])
    return (x - mean) / deviation


def ridge(z, y, w, strength, rows=None):
    rows = np.arange(len(z)) if rows is None else rows
    a = np.hstack([np.ones((len(rows), 1)), z[rows]])
    penalty = np.eye(a.shape[1]) * strength * w.sum()
    penalty[0, 0] = 0
    return np.linalg.solve(a.T @ (w[rows, None] * a) + penalty, a.T @ (w[rows, None] * y[rows]))


def ridge_case(rng, n, d, classes, balanced, strength):
    x, labels = samples(rng, n, d, classes, 0.6)
    labels[: n // 5] = 0
    counts = np.bincount(labels, minlength=classes)
    w = (n / (classes * counts))[labels] if balanced else np.ones(n)
    z = standardize(x, w)
    y = np.eye(classes)[labels]
    loo = np.array([np.r_[1, z[i]] @ ridge(z, y, w, strength, np.delete(np.arange(n), i)) for i in range(n)])
    return {"rows": n, "columns": d, "classes": classes, "balanced": balanced, "strength": strength,
            "features": x.ravel().tolist(), "labels": labels.tolist(), "leaveOneOut": loo.ravel().tolist()}


def logistic_case(rng, n, d, classes, balanced, strength):
    x, labels = samples(rng, n, d, classes, 0.7)
    labels[: n // 5] = 0
    counts = np.bincount(labels, minlength=classes)
    w = (n / (classes * counts))[labels] if balanced else np.ones(n)
    z = standardize(x, w)

    def objective(v):
        weights, bias = v[:-classes].reshape(classes, d), v[-classes:]
        logits = z @ weights.T + bias
        lse = special.logsumexp(logits, axis=1)
        residual = w[:, None] * (np.exp(logits - lse[:, None]) - np.eye(classes)[labels]) / w.sum()
        value = (w * (lse - logits[np.arange(n), labels])).sum() / w.sum() + strength / 2 * (weights ** 2).sum()
        return value, np.r_[(residual.T @ z + strength * weights).ravel(), residual.sum(0)]

    found = optimize.minimize(objective, np.zeros(classes * (d + 1)), jac=True, method="L-BFGS-B",
                              options={"maxiter": 10000, "maxfun": 20000, "ftol": 1e-15, "gtol": 1e-10})
    weights, bias = found.x[:-classes].reshape(classes, d), found.x[-classes:]
    return {"rows": n, "columns": d, "classes": classes, "balanced": balanced, "strength": strength,
            "features": x.ravel().tolist(), "labels": labels.tolist(), "objective": found.fun,
            "probabilities": special.softmax(z @ weights.T + bias, axis=1).ravel().tolist()}


def temperature_case(rng, n, classes, scale, noise):
    labels = rng.integers(classes, size=n)
    scores = scale * (np.eye(classes)[labels] + noise * rng.normal(size=(n, classes)))
    targets = np.full((n, classes), 1 / (n + 1) / classes)
    targets[np.arange(n), labels] += 1 - 1 / (n + 1)
    found = optimize.minimize_scalar(lambda u: -(targets * special.log_softmax(scores * np.exp(u), axis=1)).sum() / n,
                                     bounds=(-8, 8), method="bounded", options={"xatol": 1e-12})
    return {"classes": classes, "scores": scores.ravel().tolist(), "labels": labels.tolist(), "temperature": float(np.exp(-found.x))}


def metrics_case(rng, n, classes):
    labels = rng.integers(classes - 1, size=n)
    p = special.softmax(rng.normal(size=(n, classes)) * 1.5 + np.eye(classes)[labels], axis=1).astype(np.float32).astype(float)
    best = p.argmax(1)
    confusion = np.zeros((classes, classes), int)
    np.add.at(confusion, (labels, best), 1)
    tp, support, predicted = np.diag(confusion), confusion.sum(1), confusion.sum(0)
    present = support + predicted > 0
    edges = np.clip(np.ceil(p.max(1) * 15) - 1, 0, 14).astype(int)
    ece = sum(abs((best == labels)[edges == b].mean() - p.max(1)[edges == b].mean()) * (edges == b).mean() for b in np.unique(edges))
    interval = stats.binomtest(int(tp.sum()), n).proportion_ci(method="wilson")
    return {"classes": classes, "probabilities": p.ravel().tolist(), "labels": labels.tolist(),
            "accuracy": float((best == labels).mean()), "lower": interval.low, "upper": interval.high,
            "top3": float(np.mean([labels[i] in np.argsort(-p[i])[:3] for i in range(n)])),
            "balancedAccuracy": float((tp[support > 0] / support[support > 0]).mean()),
            "macroF1": float((2 * tp[present] / (support + predicted)[present]).mean()),
            "logLoss": float(-np.log(p[np.arange(n), labels]).mean()), "calibrationError": float(ece),
            "brier": float(((p - np.eye(classes)[labels]) ** 2).sum(1).mean()), "confusion": confusion.tolist(),
            "majority": float(support.max() / n)}


def main():
    rng = np.random.default_rng(20261121)
    answers = {
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "ridge": [ridge_case(rng, n, d, c, b, s) for n, d, c, b, s in
                  [(24, 40, 3, False, 0.5), (24, 40, 3, True, 3.0), (45, 12, 4, False, 0.01), (45, 12, 4, True, 0.3), (40, 40, 2, False, 1e-3)]],
        "logistic": [logistic_case(rng, n, d, c, b, s) for n, d, c, b, s in
                     [(30, 50, 3, False, 0.01), (30, 50, 3, True, 0.3), (60, 15, 4, False, 1e-3), (60, 15, 4, True, 0.05), (40, 8, 2, False, 1.0)]],
        "temperature": [temperature_case(rng, n, c, s, e) for n, c, s, e in [(60, 3, 1, 0.5), (200, 5, 12, 0.4), (50, 2, 0.1, 2.0), (40, 4, 3, 0.01)]],
        "metrics": [metrics_case(rng, 80, 6), metrics_case(rng, 37, 4)],
        "intervals": [{"successes": k, "trials": n,
                       "wilson": [float(v) for v in stats.binomtest(k, n).proportion_ci(method="wilson")],
                       "clopperPearson": [float(v) for v in stats.binomtest(k, n).proportion_ci(method="exact")]}
                      for k, n in [(0, 10), (10, 10), (7, 10), (175, 200), (1, 3000)]],
        "mcNemar": [{"first": a, "second": b, "p": float(stats.binomtest(min(a, b), a + b, 0.5).pvalue)} for a, b in [(3, 12), (0, 5), (40, 42), (1, 0)]],
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "heads.json"), "w", encoding="utf-8") as stream:
        json.dump(answers, stream)


main()
