"""Exports a torchvision classifier as a backbone for MlNetTransfer: NAME.onnx and, beside it, NAME.onnx.json.

usage: python export_backbone.py resnet18 --out resnet18.onnx
       python export_backbone.py resnet18 --out mine.onnx --checkpoint mine.pth --classes 7 --labels mine.txt

Without --checkpoint the pretrained weights of torchvision are downloaded by torchvision itself;
--random takes random weights instead, to try the export. Needs torch and torchvision (tried: 1.13 and 0.14); not the onnx package.
"""
import argparse
import hashlib
import json
import os

import torch
import torchvision


class WithFeatures(torch.nn.Module):
    """The classifier with a second output: what goes into its last linear layer."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        last = [m for m in model.modules() if isinstance(m, torch.nn.Linear)][-1]
        last.register_forward_pre_hook(self.keep)

    def keep(self, _, inputs):
        self.features = inputs[0]

    def forward(self, x):
        logits = self.model(x)
        return self.features, logits


def load(options):
    """The network in inference mode, what its weights say about themselves, and where they came from."""
    if options.checkpoint:
        model = getattr(torchvision.models, options.name)(weights=None, num_classes=options.classes)
        model.load_state_dict(torch.load(options.checkpoint, map_location="cpu"))
        return model.eval(), None, os.path.basename(options.checkpoint)
    if options.random:
        torch.manual_seed(0)
        return getattr(torchvision.models, options.name)(weights=None).eval(), None, "random weights"
    weights = torchvision.models.get_weight(options.weights) if options.weights else None
    if weights is None:
        builder = torchvision.models.get_model_weights(options.name) if hasattr(torchvision.models, "get_model_weights") else None
        if builder is None:
            raise SystemExit("give --weights, for instance --weights ResNet18_Weights.IMAGENET1K_V1")
        weights = builder.DEFAULT
    return getattr(torchvision.models, options.name)(weights=weights).eval(), weights, str(weights)


def describe(options, weights, origin, width, classes):
    """The facts that MlNetTransfer reads from NAME.onnx.json."""
    facts = {
        "name": options.name,
        "source": "torchvision " + torchvision.__version__ + ", " + origin,
        "license": options.license,
        "input": "input",
        "input_layout": "NCHW",
        "color_order": "RGB",
        "value_range": "0..1",
        "mean": [0.485, 0.456, 0.406],
        "std": [0.229, 0.224, 0.225],
        "resize": "center-crop",
        "short_side": options.resize,
        "interpolation": "bilinear",
        "features": "features",
        "logits": "logits",
    }
    labels = None
    if weights is not None:
        preset = weights.transforms()
        facts["mean"], facts["std"] = list(preset.mean), list(preset.std)
        facts["short_side"] = preset.resize_size[0]
        facts["interpolation"] = preset.interpolation.value
        labels = list(weights.meta["categories"])
    if options.labels:
        with open(options.labels, encoding="utf-8") as file:
            labels = file.read().splitlines()
    if labels is not None:
        if len(labels) != classes:
            raise SystemExit(f"{len(labels)} labels for {classes} logits")
        facts["labels"] = labels
    print(f"{options.name}: {width} features, {classes} logits, {'no' if labels is None else len(labels)} labels")
    return facts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", help="a function of torchvision.models, such as resnet18")
    parser.add_argument("--out", required=True)
    parser.add_argument("--weights", help="such as ResNet18_Weights.IMAGENET1K_V1; the default is torchvision's own")
    parser.add_argument("--checkpoint", help="a state dictionary of your own")
    parser.add_argument("--classes", type=int, default=1000, help="number of classes of the checkpoint")
    parser.add_argument("--labels", help="text file with one class name a line")
    parser.add_argument("--license", default="BSD-3-Clause (torchvision); check the terms of the weights")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--resize", type=int, default=256, help="short side before the centre is cut out")
    parser.add_argument("--random", action="store_true", help="random weights, to try the export")
    options = parser.parse_args()

    model, weights, origin = load(options)
    size = weights.transforms().crop_size[0] if weights is not None else options.size
    network = WithFeatures(model).eval()
    x = torch.rand(2, 3, size, size)
    with torch.no_grad():
        features, logits = network(x)
    torch.onnx.export(
        network, x, options.out, opset_version=13,
        input_names=["input"], output_names=["features", "logits"],
        dynamic_axes={"input": {0: "N"}, "features": {0: "N"}, "logits": {0: "N"}})

    facts = describe(options, weights, origin, features.shape[1], logits.shape[1])
    with open(options.out, "rb") as file:
        facts["sha256"] = hashlib.sha256(file.read()).hexdigest()
    with open(options.out + ".json", "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=2, ensure_ascii=False)


main()
