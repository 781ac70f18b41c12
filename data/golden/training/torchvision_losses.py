"""Ten training losses of torchvision's ResNet-18 and MobileNetV2 from the weights that the peer script torch_export.py writes with --unfolded.

usage: torchvision_losses.py TORCH_EXPORT.py OUT.json  (PyTorch 1.13.0, torchvision 0.14.1, CPU, float32)
The network is made exactly as the export script makes it (seed 0, its randomise_batch_norm). Batches of 8 at 224 px, made by a formula that any language
can repeat: two batches by turns, so that losses fall; byte k of batch s is hash(s * 8 * 3 * 224 * 224 + k) >> 24 with hash(i) = i * 2654435761 mod 2^32, input = byte / 127.5 - 1 in [n, 3, y, x] order;
label of picture n in batch s is (7 n + 13 s) mod 1000. Dropout is off. Batch norm frozen (inference mode) or updating (training mode); SGD with momentum 0.9
at 1e-5, AdamW at 1e-5 with decay 0.01 on everything.
Rates are small since rounding flips masks of ReLU at random: PyTorch's own gradients in float32 and float64 differ by 0.1 to 0.4 % for MobileNetV2, which larger steps amplify.
"""
import json
import pathlib
import re
import sys

import numpy
import torch
import torchvision

source = pathlib.Path(sys.argv[1]).read_text()
namespace = {"torch": torch, "torchvision": torchvision, "sys": sys}
exec(re.search(r"def randomise_batch_norm.*?\n\n\ndef", source, re.S).group(0).rsplit("\n\n\ndef", 1)[0], namespace)


def batch(step: int):
    count = 8 * 3 * 224 * 224
    index = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(step * count)
    values = ((index * numpy.uint64(2654435761)) & numpy.uint64(0xFFFFFFFF)) >> numpy.uint64(24)
    x = torch.from_numpy((values.astype(numpy.float32) / numpy.float32(127.5) - 1).reshape(8, 3, 224, 224))
    return x, torch.tensor([(7 * n + 13 * step) % 1000 for n in range(8)])


def losses(name: str, updating: bool, adam: bool):
    torch.manual_seed(0)
    model = getattr(torchvision.models, name)(weights=None).eval()
    x = torch.rand(2, 3, 224, 224) * 2 - 1
    namespace["randomise_batch_norm"](model, x)
    for module in model.modules():
        module.train(updating and isinstance(module, torch.nn.BatchNorm2d))
    parameters = model.parameters()
    optimiser = torch.optim.AdamW(parameters, lr=1e-5, weight_decay=0.01) if adam else torch.optim.SGD(parameters, lr=1e-5, momentum=0.9)
    result = []
    for step in range(10):
        x, y = batch(step % 2)
        optimiser.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimiser.step()
        result.append(float(loss))
    return result


cases = [{"network": name, "batchNormalization": "Updating" if updating else "Frozen", "optimizer": "AdamW" if adam else "Sgd", "losses": losses(name, updating, adam)}
         for name in ("resnet18", "mobilenet_v2") for updating in (False, True) for adam in (False, True)]
made_by = f"torchvision_losses.py, PyTorch {torch.__version__}, torchvision {torchvision.__version__}"
pathlib.Path(sys.argv[2]).write_text(json.dumps({"madeBy": made_by, "cases": cases}, indent=1))
