"""Independent PyTorch implementation of the scattering network, and its answers on two pictures.

usage: make_scattering.py OUT_DIR
Writes pixels.u8 (2 x 3 x 128 x 128 bytes, planes red, green, blue) and features.f32 (2 x F, little-endian), computed in double precision.
"""
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F

J, L, K, SIGMA, XI, FLOOR = 4, 8, 7, 0.8, 3 * math.pi / 4, 0.01


def morlet(direction):
    y, x = np.mgrid[-(K // 2):K // 2 + 1, -(K // 2):K // 2 + 1].astype(float)
    t = math.pi * direction / L
    u, v = x * math.cos(t) + y * math.sin(t), -x * math.sin(t) + y * math.cos(t)
    envelope = np.exp(-(u ** 2 + (4 / L * v) ** 2) / (2 * SIGMA ** 2))
    wave = envelope * np.exp(1j * XI * u)
    return (wave - wave.sum() / envelope.sum() * envelope) / envelope.sum()


PSI = np.stack([morlet(t) for t in range(L)])
LINE = np.exp(-np.arange(-2, 3) ** 2 / 2.0)
PHI = np.outer(LINE, LINE) / LINE.sum() ** 2


def halve(x, kernel, pad):
    """Each channel filtered by each kernel at every second pixel: [N, C, kernels, H/2, W/2]."""
    n, c, h, w = x.shape
    weight = torch.tensor(kernel, dtype=x.dtype)[:, None]
    return F.conv2d(x.reshape(n * c, 1, h, w), weight, stride=2, padding=pad).reshape(n, c, len(kernel), h // 2, w // 2)


def energy(x):
    return halve(x, PSI.real, K // 2) ** 2 + halve(x, PSI.imag, K // 2) ** 2


def smooth(x):
    return halve(x, PHI[None], 2)[:, :, 0]


def features(rgb):
    """rgb [N, 3, S, S], -0.5 to 0.5. Maps are [N, octave x colour, direction, ...] throughout."""
    r, g, b = rgb[:, 0], rgb[:, 1], rgb[:, 2]
    picture = torch.stack([0.299 * r + 0.587 * g + 0.114 * b, (r - g) / 2, (r + g) / 4 - b / 2], 1)
    moduli, out = None, []
    for octave in range(J):
        if moduli is not None:
            n, maps, _, h, w = moduli.shape
            e = energy(moduli.reshape(n, maps * L, h, w)).reshape(n, maps, L, L, h // 2, w // 2)  # map, first direction, second direction
            u = e.sqrt()
            out.append(u.mean((4, 5)).permute(0, 3, 1, 2))  # second direction, map, first direction
            turned = lambda a: torch.stack([sum(a[:, :, t, (t + d) % L] for t in range(L)) / L for d in range(L)], 2)
            out.append(turned(e.mean((4, 5))).sqrt())
            out.append(turned(F.adaptive_avg_pool2d(u.flatten(1, 3), 2).reshape(n, maps, L, L, 2, 2)))
        e = energy(picture)
        u = e.sqrt()
        out += [u.mean((3, 4)), e.mean((3, 4)).sqrt(), F.adaptive_avg_pool2d(u.flatten(1, 2), 2)]
        if moduli is None:
            moduli = u
        else:
            n, maps, _, h, w = moduli.shape
            moduli = torch.cat([smooth(moduli.flatten(1, 2)).reshape(n, maps, L, h // 2, w // 2), u], 1)
        picture = smooth(picture)
    logs = torch.log(torch.cat([o.flatten(1) for o in out], 1) + FLOOR)
    return torch.cat([logs, F.adaptive_avg_pool2d(picture, 4).flatten(1)], 1)


def pictures():
    """A shaded scene of discs, bars and noise; and pure coloured noise at several scales."""
    random = np.random.default_rng(5)
    y, x = np.mgrid[0:128, 0:128]
    first = np.stack([40 + x * 0.7, 90 + y * 0.5, 150 - x * 0.4 - y * 0.3])
    for _ in range(9):
        cx, cy, radius, turn = random.uniform(0, 128, 2).tolist() + [random.uniform(6, 30), random.uniform(0, 3.2)]
        inside = (x - cx) ** 2 + (y - cy) ** 2 < radius ** 2
        bars = np.sin((x * math.cos(turn) + y * math.sin(turn)) * random.uniform(0.3, 1.5)) > 0
        first = np.where(inside & bars, random.uniform(0, 255, (3, 1, 1)), first)
    second = sum(np.kron(random.uniform(0, 255, (3, 128 // s, 128 // s)), np.ones((s, s))) for s in (1, 4, 16)) / 3
    return np.clip(np.stack([first + random.normal(0, 4, first.shape), second]).round(), 0, 255).astype(np.uint8)


def main():
    pixels = pictures()
    with torch.no_grad():
        answer = features(torch.tensor(pixels).double() / 255 - 0.5).numpy()
    pixels.tofile(sys.argv[1] + "/pixels.u8")
    answer.astype("<f4").tofile(sys.argv[1] + "/features.f32")
    print(answer.shape, answer.min(), answer.max(), np.isfinite(answer).all())


if __name__ == "__main__":
    main()
