"""Ten steps of PyTorch's optimisers on 37 numbers, and losses with their gradients: goldens for the tests of Training.

usage: optimizers.py  (writes optimizers.json and losses.json beside itself; PyTorch 1.13.0, CPU)
"""
import json
import pathlib

import torch

torch.manual_seed(20261121)
HERE = pathlib.Path(__file__).parent
START = torch.randn(37)
GRADIENTS = torch.randn(10, 37) * torch.logspace(-3, 1, 37)

CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01),
    "sgd momentum decay": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, weight_decay=0.05),
    "sgd nesterov": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True),
    "adam decay": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.05),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.05),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, momentum=0.9),
}


def run(make):
    value = torch.nn.Parameter(START.clone())
    optimiser = make([value])
    for gradient in GRADIENTS:
        value.grad = gradient.clone()
        optimiser.step()
    return [float(x) for x in value.detach()]


def losses():
    scores = torch.randn(6, 5, dtype=torch.float64) * 3
    labels = torch.randint(0, 5, (6,))
    hard = torch.nn.functional.one_hot(labels, 5).double()
    mixed = 0.7 * hard + 0.3 * hard.roll(1, 0)
    teacher = torch.randn(6, 5, dtype=torch.float64) * 2
    weights = torch.tensor([0.5, 1.0, 2.0, 1.5, 0.25], dtype=torch.float64)
    f = torch.nn.functional
    formulas = {
        "plain": lambda z: f.cross_entropy(z, hard),
        "mixed smoothed weighted": lambda z: f.cross_entropy(z, mixed, weight=weights, label_smoothing=0.1),
        "focal": lambda z: -(hard * (1 - z.softmax(1)) ** 2 * z.log_softmax(1)).sum(1).mean(),
        "teacher": lambda z: 9 * f.kl_div(f.log_softmax(z / 3, 1), f.softmax(teacher / 3, 1), reduction="batchmean"),
    }
    result = {"scores": scores.tolist(), "hard": hard.tolist(), "mixed": mixed.tolist(), "teacher": teacher.tolist(), "weights": weights.tolist(), "cases": {}}
    for name, formula in formulas.items():
        z = scores.clone().requires_grad_(True)
        loss = formula(z)
        loss.backward()
        result["cases"][name] = {"loss": float(loss), "gradient": z.grad.tolist()}
    return result


made_by = "optimizers.py, PyTorch " + torch.__version__
(HERE / "optimizers.json").write_text(json.dumps({
    "madeBy": made_by, "start": START.tolist(), "gradients": GRADIENTS.tolist(), "results": {name: run(make) for name, make in CASES.items()}}, indent=0))
(HERE / "losses.json").write_text(json.dumps({"madeBy": made_by, **losses()}, indent=0))
