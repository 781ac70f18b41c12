#!/usr/bin/env python3
"""Writes layers.json: values and gradients of layers from PyTorch autograd (see README.md).

Each case: named arrays of single-precision numbers, row-major, [N, C, H, W] where they are activations.
"""
import json
import pathlib

import torch
import torch.nn.functional as F


def listed(tensor):
    return [float(v) for v in tensor.detach().reshape(-1)]


def backward(y, dy, *leaves):
    y.backward(dy)
    return [listed(leaf.grad) for leaf in leaves]


def batch_norm():
    x = (torch.randn(3, 21, 4, 3) * 2 + 3).requires_grad_()
    norm = torch.nn.BatchNorm2d(21, eps=1e-5, momentum=0.1)
    with torch.no_grad():
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.uniform_(-1, 1)
    norm.train()
    y = norm(x)
    dy = torch.randn_like(y)
    dx, dgamma, dbeta = backward(y, dy, x, norm.weight, norm.bias)
    return {"x": listed(x), "dy": listed(dy), "gamma": listed(norm.weight), "beta": listed(norm.bias), "y": listed(y), "dx": dx, "dgamma": dgamma,
            "dbeta": dbeta, "runningMean": listed(norm.running_mean), "runningVariance": listed(norm.running_var)}


def max_pool(ceiling):
    # Integers from 0 to 2: nearly every window has ties.
    x = torch.randint(0, 3, (2, 3, 9, 8)).float().requires_grad_()
    y = F.max_pool2d(x, 3, 2, 0 if ceiling else 1, ceil_mode=ceiling)
    dy = torch.randn_like(y)
    return {"x": listed(x), "dy": listed(dy), "y": listed(y), "dx": backward(y, dy, x)[0], "size": [float(v) for v in y.shape]}


def layer_norm():
    x = (torch.randn(2, 21, 3, 4) + 1).requires_grad_()
    gamma = torch.empty(21).uniform_(0.5, 1.5).requires_grad_()
    beta = torch.empty(21).uniform_(-1, 1).requires_grad_()
    y = F.layer_norm(x.permute(0, 2, 3, 1), (21,), gamma, beta, 1e-6).permute(0, 3, 1, 2)
    dy = torch.randn_like(y)
    dx, dgamma, dbeta = backward(y, dy, x, gamma, beta)
    return {"x": listed(x), "dy": listed(dy), "gamma": listed(gamma), "beta": listed(beta), "y": listed(y), "dx": dx, "dgamma": dgamma, "dbeta": dbeta}


def local_response():
    x = torch.randn(2, 21, 3, 2).requires_grad_()
    y = F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=2.0)
    dy = torch.randn_like(y)
    return {"x": listed(x), "dy": listed(dy), "y": listed(y), "dx": backward(y, dy, x)[0]}


def main():
    torch.manual_seed(5)
    cases = {
        "program": "PyTorch " + torch.__version__,
        "batchNorm": batch_norm(),
        "maxPool": max_pool(False),
        "maxPoolCeiling": max_pool(True),
        "layerNorm": layer_norm(),
        "localResponse": local_response(),
    }
    text = json.dumps(cases, separators=(",", ":")).replace('},"', '},\n"')
    pathlib.Path(__file__).with_name("layers.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
