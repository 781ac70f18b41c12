"""Losses, gradients and running statistics of a small network with batch normalisation, frozen and updating, trained by SGD in PyTorch.

usage: python3 small_network.py > small_network.json      (torch 1.13.0, CPU, float64, so that the file holds the formula's values)
Weights, pictures and labels follow from formulas, so that the test builds the same network: value i of tensor k is
base + range * sin(12.9898 i + 78.233 k), i counted row-major, rounded to float32.
"""
import json

import numpy as np
import torch
from torch import nn


def values(k: int, shape: tuple, base: float, spread: float) -> torch.Tensor:
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    return torch.from_numpy((base + spread * np.sin(12.9898 * i + 78.233 * k)).astype(np.float32).astype(np.float64).reshape(shape))


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16)
        self.conv2, self.bn2 = nn.Conv2d(16, 16, 3, 1, 1, groups=16, bias=False), nn.BatchNorm2d(16)
        self.conv3, self.bn3 = nn.Conv2d(16, 16, 1, bias=False), nn.BatchNorm2d(16)
        self.fc = nn.Linear(16, 5)
        k = 1
        for conv, bn in ((self.conv1, self.bn1), (self.conv2, self.bn2), (self.conv3, self.bn3)):
            conv.weight.data = values(k, tuple(conv.weight.shape), 0.0, 0.5)
            bn.weight.data = values(k + 1, (16,), 1.0, 0.3)
            bn.bias.data = values(k + 2, (16,), 0.0, 0.3)
            bn.running_mean.data = values(k + 3, (16,), 0.0, 0.3)
            bn.running_var.data = values(k + 4, (16,), 1.0, 0.5)
            k += 5
        self.fc.weight.data = values(k, (5, 16), 0.0, 0.5)
        self.fc.bias.data = values(k + 1, (5,), 0.0, 0.3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.clamp(self.bn1(self.conv1(x)), 0, 6)
        y = torch.clamp(self.bn2(self.conv2(x)), 0, 6)
        x = x + self.bn3(self.conv3(y))
        return self.fc(x.mean((2, 3)))


def train(updating: bool) -> dict:
    net = Net().double().train(updating)
    labels = torch.arange(6) % 5
    losses, first = [], {}
    for step in range(5):
        x = values(100 + step, (6, 3, 12, 12), 0.0, 1.0)
        net.zero_grad()
        loss = nn.functional.cross_entropy(net(x), labels)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            first = {n: p.grad.flatten()[:20].tolist() for n, p in net.named_parameters()}
        with torch.no_grad():
            for p in net.parameters():
                p -= 0.1 * p.grad
    statistics = {n: b.flatten().tolist() for n, b in net.named_buffers() if "running" in n}
    return {"losses": losses, "gradients": first, "statistics": statistics}


torch.set_default_dtype(torch.float64)
print(json.dumps({"torch": torch.__version__, "frozen": train(False), "updating": train(True)}, indent=0))
