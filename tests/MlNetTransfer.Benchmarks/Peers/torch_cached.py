"""Images per second of training the last stage of a ResNet on kept inputs of that stage (forward, backward, SGD with momentum) in PyTorch, in its two memory formats.

usage: torch_cached.py NAME BATCH THREADS [cached] [STEPS]
"""
import json
import statistics
import sys
import time

import torch
import torchvision


def images_per_second(name, batch, steps, channels_last):
    torch.manual_seed(0)
    model = getattr(torchvision.models, name)(weights=None, num_classes=5).eval()
    with torch.no_grad():
        below = torch.nn.Sequential(model.conv1, model.bn1, model.relu, model.maxpool, model.layer1, model.layer2, model.layer3)
        x = below(torch.rand(batch, 3, 224, 224))
    stage = torch.nn.Sequential(model.layer4, model.avgpool, torch.nn.Flatten(), model.fc)
    y = torch.randint(0, 5, (batch,))
    if channels_last:
        stage, x = stage.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(stage.parameters(), lr=1e-4, momentum=0.9)
    times = []
    for step in range(steps + 2):
        start = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(stage(x), y).backward()
        optimiser.step()
        if step >= 2:
            times.append(time.perf_counter() - start)
    return batch / statistics.median(times)


def main():
    name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    steps = int(sys.argv[5]) if len(sys.argv) > 5 else 10
    torch.set_num_threads(threads)
    nchw, nhwc = (images_per_second(name, batch, steps, c) for c in (False, True))
    print(json.dumps({"peer": "pytorch " + torch.__version__, "network": name, "nchw": nchw, "channelsLast": nhwc, "imagesPerSecond": max(nchw, nhwc)}))


main()
