"""Golden values of gradient descent on a softmax head, computed by PyTorch's own loss and optimiser in float64.

Reproduces the order of ML.NET's training loop: batches in a fixed order (the last one partial), learning rate 0.01 * 0.94^floor(step / (2 * N)) with
N = whole batches of an epoch and step = epoch * N + batch, figures before each step, means of batch means. Run in this folder: python3 make_head_descent.py
"""
import json
import math

import torch

torch.manual_seed(7)
ROWS, ASIDE, FEATURES, CLASSES, BATCH, EPOCHS = 23, 7, 6, 3, 5, 6
centres = torch.randn(CLASSES, FEATURES, dtype=torch.float64) * 3
labels = torch.randint(0, CLASSES, (ROWS + ASIDE,))
features = (centres[labels] + 4 * torch.randn(ROWS + ASIDE, FEATURES, dtype=torch.float64)).round(decimals=4)
layer = torch.nn.Linear(FEATURES, CLASSES).double()
with torch.no_grad():
    layer.weight.copy_((torch.randn(CLASSES, FEATURES, dtype=torch.float64) * 0.001).round(decimals=6))
    layer.bias.zero_()
start = layer.weight.detach().clone()
loss_of = torch.nn.CrossEntropyLoss()
optimiser = torch.optim.SGD(layer.parameters(), lr=0.01)


def batches(first, count):
    return [(features[i:min(i + BATCH, first + count)], labels[i:min(i + BATCH, first + count)]) for i in range(first, first + count, BATCH)]


def mean(values):
    return sum(values) / len(values)


epochs = []
whole = ROWS // BATCH
for epoch in range(EPOCHS):
    right, losses = [], []
    for index, (x, y) in enumerate(batches(0, ROWS)):
        rate = 0.01 * 0.94 ** math.floor((epoch * whole + index) / int(whole * 2.0))
        for group in optimiser.param_groups:
            group["lr"] = rate
        scores = layer(x)
        loss = loss_of(scores, y)
        right.append((scores.argmax(1) == y).double().mean().item())
        losses.append(loss.item())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        judged = [(layer(x), y) for x, y in batches(ROWS, ASIDE)]
        epochs.append({
            "accuracy": mean(right), "crossEntropy": mean(losses), "learningRate": rate,
            "validationAccuracy": mean([(s.argmax(1) == y).double().mean().item() for s, y in judged]),
            "validationCrossEntropy": mean([loss_of(s, y).item() for s, y in judged]),
        })

with open("head_descent.json", "w", encoding="utf-8") as file:
    json.dump({
        "program": f"PyTorch {torch.__version__}", "rows": ROWS, "classes": CLASSES, "batchSize": BATCH,
        "features": features.tolist(), "labels": labels.tolist(), "startWeights": start.tolist(),
        "epochs": epochs, "weights": layer.weight.tolist(), "bias": layer.bias.tolist(),
    }, file, indent=1)
    file.write("\n")
