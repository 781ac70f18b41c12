"""Makes one tiny network per family, with inputs and PyTorch's answers at three depths.

usage: make_networks.py OUT_DIR
Writes NAME.onnx (opset 13, dynamic batch, batch normalisation left unfolded), NAME.CASE.f32 (little-endian float32: input, tap,
features, logits, each row-major) and networks.json (sizes of all of them). Seeded: the same versions give the same bytes.
"""
import json
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

ODD, EVEN = (37, 29), (32, 40)


class Lrn(torch.autograd.Function):
    """PyTorch decomposes its own LocalResponseNorm on export; this writes ONNX's LRN, which is the same formula."""

    @staticmethod
    def forward(ctx, x):
        return F.local_response_norm(x, 5, alpha=0.1, beta=0.75, k=1.5)

    @staticmethod
    def symbolic(g, x):
        return g.op("LRN", x, size_i=5, alpha_f=0.1, beta_f=0.75, bias_f=1.5)


def conv(cin, cout, k=3, s=1, p=None, groups=1, act=nn.ReLU, bn=True, eps=1e-5):
    kernel = (k, k) if isinstance(k, int) else k
    pad = (kernel[0] // 2, kernel[1] // 2) if p is None else p
    layers = [nn.Conv2d(cin, cout, kernel, s, pad, groups=groups, bias=not bn)]
    if bn:
        layers.append(nn.BatchNorm2d(cout, eps=eps))
    if act is not None:
        layers.append(act())
    return nn.Sequential(*layers)


class Net(nn.Module):
    """A stem up to the tap, a body up to the pooled features, a classifier."""

    def __init__(self, stem, body, width, classes=7, fixed=None, pool=True, classifier=None):
        super().__init__()
        self.stem, self.body, self.fixed, self.pool = stem, body, fixed, pool
        self.classifier = classifier or nn.Linear(width, classes)

    def forward(self, x):
        tap = self.stem(x)
        y = self.body(tap)
        features = torch.flatten(F.adaptive_avg_pool2d(y, 1) if self.pool else y, 1)
        return tap, features, self.classifier(features)


class Residual(nn.Module):
    def __init__(self, body, shortcut=None, act=None):
        super().__init__()
        self.body, self.shortcut, self.act = body, shortcut, act

    def forward(self, x):
        y = self.body(x) + (x if self.shortcut is None else self.shortcut(x))
        return y if self.act is None else self.act(y)


def basic(cin, cout, s=1):
    down = conv(cin, cout, 1, s, act=None) if s != 1 or cin != cout else None
    return Residual(nn.Sequential(conv(cin, cout, 3, s), conv(cout, cout, 3, act=None)), down, nn.ReLU(inplace=True))


def bottleneck(cin, mid, cout, s=1, groups=1, se=None):
    down = conv(cin, cout, 1, s, act=None) if s != 1 or cin != cout else None
    body = [conv(cin, mid, 1), conv(mid, mid, 3, s, groups=groups)] + ([Squeeze(mid, se)] if se else []) + [conv(mid, cout, 1, act=None)]
    return Residual(nn.Sequential(*body), down, nn.ReLU(inplace=True))


class Squeeze(nn.Module):
    def __init__(self, c, mid, act=nn.ReLU, gate=nn.Sigmoid):
        super().__init__()
        self.down, self.up, self.act, self.gate = nn.Conv2d(c, mid, 1), nn.Conv2d(mid, c, 1), act(), gate()

    def forward(self, x):
        return self.gate(self.up(self.act(self.down(F.adaptive_avg_pool2d(x, 1))))) * x


def inverted(cin, mid, cout, k=3, s=1, act=nn.ReLU6, se=None, eps=1e-5):
    layers = ([conv(cin, mid, 1, act=act, eps=eps)] if mid != cin else []) + [conv(mid, mid, k, s, groups=mid, act=act, eps=eps)]
    layers += ([se] if se is not None else []) + [conv(mid, cout, 1, act=None, eps=eps)]
    body = nn.Sequential(*layers)
    return Residual(body) if s == 1 and cin == cout else body


def fused(cin, mid, cout, s=1):
    body = nn.Sequential(conv(cin, mid, 3, s, act=nn.SiLU, eps=1e-3), conv(mid, cout, 1, act=None, eps=1e-3))
    return Residual(body) if s == 1 and cin == cout else body


class Cat(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([b(x) for b in self.branches], 1)


class Fire(nn.Module):
    def __init__(self, cin, squeeze, expand):
        super().__init__()
        self.squeeze = conv(cin, squeeze, 1, bn=False)
        self.expand = Cat(conv(squeeze, expand, 1, bn=False), conv(squeeze, expand, 3, bn=False))

    def forward(self, x):
        return self.expand(self.squeeze(x))


class Dense(nn.Module):
    def __init__(self, cin, growth):
        super().__init__()
        self.body = nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, 4 * growth, 1, bias=False),
                                  nn.BatchNorm2d(4 * growth), nn.ReLU(), nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, self.body(x)], 1)


class Shuffle(nn.Module):
    def __init__(self, c, s):
        super().__init__()
        half = c // 2 if s == 1 else c
        self.s = s
        self.left = None if s == 1 else nn.Sequential(conv(c, c, 3, s, groups=c, act=None), conv(c, c, 1))
        self.right = nn.Sequential(conv(half, half, 1), conv(half, half, 3, s, groups=half, act=None), conv(half, half, 1))

    def forward(self, x):
        if self.s == 1:
            a, b = x.chunk(2, dim=1)
            y = torch.cat([a, self.right(b)], 1)
        else:
            y = torch.cat([self.left(x), self.right(x)], 1)
        n, c, h, w = y.size()
        return y.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, -1, h, w)


class ChannelNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class NextBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.depthwise = nn.Conv2d(c, c, 7, padding=3, groups=c)
        self.norm, self.up, self.down = nn.LayerNorm(c, eps=1e-6), nn.Linear(c, 4 * c), nn.Linear(4 * c, c)
        self.scale = nn.Parameter(torch.empty(c, 1, 1).uniform_(0.4, 0.8))

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        return x + self.scale * self.down(F.gelu(self.up(y))).permute(0, 3, 1, 2)


def networks():
    seq, pool = nn.Sequential, nn.MaxPool2d
    yield "vgg_bn", lambda: Net(seq(conv(3, 10), pool(2), conv(10, 20), pool(2)), seq(conv(20, 24), conv(24, 24), pool(2)), 24 * 4 * 5,
                                fixed=EVEN, pool=False, classifier=seq(nn.Linear(480, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 7)))
    yield "vgg_plain", lambda: Net(seq(conv(3, 9, bn=False), pool(2), conv(9, 18, bn=False), pool(2)), seq(conv(18, 21, bn=False), pool(2)), 21 * 4 * 3,
                                   fixed=ODD, pool=False, classifier=seq(nn.Linear(252, 16), nn.ReLU(), nn.Linear(16, 7)))
    class LrnLayer(nn.Module):
        def forward(self, x):
            return Lrn.apply(x)
    yield "alexnet", lambda: Net(seq(nn.Conv2d(3, 16, 11, 4, 2), nn.ReLU(), LrnLayer(), pool(3, 2)),
                                 seq(conv(16, 24, 5, p=2, groups=2, bn=False), LrnLayer(), conv(24, 20, 3, bn=False), pool(3, 2), nn.AdaptiveAvgPool2d((1, 5))),
                                 100, fixed=(71, 95), pool=False, classifier=seq(nn.Dropout(), nn.Linear(100, 24), nn.ReLU(), nn.Linear(24, 7)))
    yield "resnet_basic", lambda: Net(seq(conv(3, 12, 7, 2), pool(3, 2, 1), basic(12, 12)), seq(basic(12, 20, 2)), 20)
    yield "resnet_bottleneck", lambda: Net(seq(conv(3, 16, 7, 2), pool(3, 2, 1), bottleneck(16, 8, 32)), seq(bottleneck(32, 12, 48, 2), bottleneck(48, 12, 48)), 48)
    yield "resnext", lambda: Net(seq(conv(3, 16, 7, 2), bottleneck(16, 32, 32, groups=8)), seq(bottleneck(32, 48, 40, 2, groups=12)), 40)
    yield "wide_resnet", lambda: Net(seq(conv(3, 16, 3), bottleneck(16, 32, 24, 2)), seq(bottleneck(24, 32, 32, 2)), 32)
    yield "squeezenet", lambda: Net(seq(nn.Conv2d(3, 16, 3, 2), nn.ReLU(), pool(3, 2, ceil_mode=True), Fire(16, 6, 10)),
                                    seq(Fire(20, 8, 16), pool(3, 2, ceil_mode=True), Fire(32, 8, 16), nn.Conv2d(32, 7, 1), nn.ReLU()), 7, classifier=nn.Identity())
    yield "densenet", lambda: Net(seq(conv(3, 12, 7, 2), pool(3, 2, 1), Dense(12, 6), Dense(18, 6)),
                                  seq(conv_pre(24, 12), nn.AvgPool2d(2, 2), Dense(12, 6), Dense(18, 6), nn.BatchNorm2d(24), nn.ReLU()), 24)
    yield "inception", lambda: Net(seq(conv(3, 12, 3, 2, p=0, eps=1e-3), conv(12, 16, 3, p=0, eps=1e-3), inception_a(16)),
                                   seq(inception_reduce(32), inception_c(40)), 48)
    yield "googlenet", lambda: Net(seq(conv(3, 12, 7, 2), pool(3, 2, ceil_mode=True), google(12)), seq(pool(3, 2, ceil_mode=True), google(32), pool(2, 2, ceil_mode=True)), 32)
    for suffix, size in (("odd", ODD), ("even", EVEN)):
        yield "shufflenet_v2_" + suffix, lambda size=size: Net(seq(conv(3, 12, 3, 2), pool(3, 2, 1), Shuffle(12, 2)), seq(Shuffle(24, 1), Shuffle(24, 1), conv(24, 40, 1)), 40, fixed=size)
    yield "mobilenet_v2", lambda: Net(seq(conv(3, 12, 3, 2, act=nn.ReLU6), inverted(12, 12, 8), inverted(8, 40, 12, s=2)), seq(inverted(12, 72, 12), conv(12, 48, 1, act=nn.ReLU6)), 48)
    yield "mobilenet_v3", lambda: Net(seq(conv(3, 16, 3, 2, act=nn.Hardswish, eps=1e-3), inverted(16, 16, 16, act=nn.ReLU, se=Squeeze(16, 8, gate=nn.Hardsigmoid), eps=1e-3), inverted(16, 40, 20, 5, 2, act=nn.Hardswish, se=Squeeze(40, 12, gate=nn.Hardsigmoid), eps=1e-3)),
                                      seq(inverted(20, 48, 20, 5, act=nn.Hardswish, se=Squeeze(48, 12, gate=nn.Hardsigmoid), eps=1e-3), conv(20, 56, 1, act=nn.Hardswish, eps=1e-3)), 56, classifier=seq(nn.Linear(56, 32), nn.Hardswish(), nn.Linear(32, 7)))
    yield "mnasnet", lambda: Net(seq(conv(3, 12, 3, 2), conv(12, 12, 3, groups=12), conv(12, 8, 1, act=None), inverted(8, 24, 12, 3, 2, act=nn.ReLU)), seq(inverted(12, 36, 12, 5, act=nn.ReLU), conv(12, 40, 1)), 40)
    yield "efficientnet", lambda: Net(seq(conv(3, 16, 3, 2, act=nn.SiLU, eps=1e-3), inverted(16, 16, 8, act=nn.SiLU, se=Squeeze(16, 4, nn.SiLU), eps=1e-3), inverted(8, 48, 12, 5, 2, act=nn.SiLU, se=Squeeze(48, 3, nn.SiLU), eps=1e-3)),
                                      seq(inverted(12, 72, 12, 5, act=nn.SiLU, se=Squeeze(72, 3, nn.SiLU), eps=1e-3), conv(12, 48, 1, act=nn.SiLU, eps=1e-3)), 48)
    yield "efficientnet_v2", lambda: Net(seq(conv(3, 12, 3, 2, act=nn.SiLU, eps=1e-3), fused(12, 12, 12), fused(12, 32, 16, 2)),
                                         seq(inverted(16, 48, 16, act=nn.SiLU, se=Squeeze(48, 4, nn.SiLU), eps=1e-3), conv(16, 48, 1, act=nn.SiLU, eps=1e-3)), 48)
    yield "regnet", lambda: Net(seq(conv(3, 16, 3, 2), bottleneck(16, 24, 24, 2, groups=3, se=4)), seq(bottleneck(24, 40, 40, 2, groups=5, se=6)), 40)
    yield "convnext", lambda: Net(seq(nn.Conv2d(3, 16, 4, 4), ChannelNorm(16, eps=1e-6), NextBlock(16)), seq(ChannelNorm(16, eps=1e-6), nn.Conv2d(16, 32, 2, 2), NextBlock(32)), 32,
                                  classifier=seq(nn.LayerNorm(32, eps=1e-6), nn.Linear(32, 7)))


def conv_pre(cin, cout):
    return nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, cout, 1, bias=False))


def inception_a(c):
    return Cat(conv(c, 8, 1, eps=1e-3), nn.Sequential(conv(c, 6, 1, eps=1e-3), conv(6, 8, 5, eps=1e-3)),
               nn.Sequential(conv(c, 6, 1, eps=1e-3), conv(6, 8, 3, eps=1e-3)), nn.Sequential(nn.AvgPool2d(3, 1, 1), conv(c, 8, 1, eps=1e-3)))


def inception_reduce(c):
    return Cat(conv(c, 8, 3, 2, p=0, eps=1e-3), nn.MaxPool2d(3, 2))


def inception_c(c):
    asymmetric = nn.Sequential(conv(c, 8, 1, eps=1e-3), conv(8, 8, (1, 7), eps=1e-3), conv(8, 16, (7, 1), eps=1e-3))
    split = nn.Sequential(conv(c, 8, 1, eps=1e-3), Cat(conv(8, 8, (1, 3), eps=1e-3), conv(8, 8, (3, 1), eps=1e-3)))
    return Cat(asymmetric, split, nn.Sequential(nn.AvgPool2d(3, 1, 1), conv(c, 16, 1, eps=1e-3)))


def google(c):
    return Cat(conv(c, 8, 1, eps=1e-3), nn.Sequential(conv(c, 6, 1, eps=1e-3), conv(6, 12, 3, eps=1e-3)),
               nn.Sequential(conv(c, 4, 1, eps=1e-3), conv(4, 6, 3, eps=1e-3)), nn.Sequential(nn.MaxPool2d(3, 1, 1, ceil_mode=True), conv(c, 6, 1, eps=1e-3)))


def randomise(model, x):
    """Batch-norm parameters that a reader cannot get right by accident, statistics that keep the signal in range."""
    layers = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for m in model.modules():
        if isinstance(m, (nn.BatchNorm2d, nn.LayerNorm)):
            m.weight.data.uniform_(0.5, 1.5)
            m.bias.data.uniform_(-0.2, 0.2)
        if isinstance(m, nn.Conv2d) and m.bias is not None:
            m.bias.data.uniform_(-0.2, 0.2)
            nn.init.kaiming_normal_(m.weight)
    for m in layers:
        m.momentum = 1.0
        m.train()
    with torch.no_grad():
        model(x)
    for m in layers:
        m.running_mean.mul_(1.1)
        m.running_var.mul_(0.9)
        m.eval()


def main():
    out = sys.argv[1]
    index = []
    for number, (name, build) in enumerate(networks()):
        torch.manual_seed(1000 + number)
        model = build().eval()
        cases = {"fixed": model.fixed} if model.fixed else {"odd": ODD, "even": EVEN}
        inputs = {case: torch.rand(1 if case == "even" or name == "alexnet" else 2, 3, *size) * 2 - 1 for case, size in cases.items()}
        first = next(iter(inputs.values()))
        randomise(model, torch.rand(6, 3, *first.shape[2:]) * 2 - 1)
        outputs = ["tap", "features", "logits"]
        axes = {n: {0: "n"} for n in ["x"] + outputs}
        if not model.fixed:
            axes["x"] |= {2: "height", 3: "width"}
            axes["tap"] |= {2: "tap_height", 3: "tap_width"}
        torch.onnx.export(model, first, os.path.join(out, name + ".onnx"), opset_version=13, input_names=["x"], output_names=outputs,
                          dynamic_axes=axes, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
        entry = {"name": name, "cases": []}
        for case, x in inputs.items():
            with torch.no_grad():
                values = [x] + list(model(x))
            with open(os.path.join(out, f"{name}.{case}.f32"), "wb") as f:
                for v in values:
                    f.write(v.numpy().astype("<f4").tobytes())
            entry["cases"].append({"case": case, **{n: list(v.shape) for n, v in zip(["x"] + outputs, values)}})
            assert all(torch.isfinite(v).all() and v.abs().max() > 1e-2 for v in values), name
        index.append(entry)
        print(name, sum(p.numel() for p in model.parameters()), {k: [round(float(v), 3) for v in (values[i].abs().max(), values[i].std())] for i, k in enumerate(["x"] + outputs)})
    with open(os.path.join(out, "networks.json"), "w", newline="\n") as f:
        f.write("[\n" + ",\n".join("  " + json.dumps(e) for e in index) + "\n]\n")


main()
