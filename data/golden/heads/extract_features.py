"""Makes reference features of an image folder with programs that are independent of this repository.

usage: extract_features.py DATASET_FOLDER MODEL.onnx OUT_FOLDER [split ...]

Pillow decodes, applies the EXIF orientation and stretches to 224 x 224 (antialiased bilinear); pixels become pixel / 127.5 - 1;
ONNX Runtime (through extract_features.mjs, run by node in a folder that has .peers/node_modules/onnxruntime-node) computes the output
named `features`. Writes OUT_FOLDER/<split>.f32 (raw little-endian float32, rows in ordinal order of class, then file),
<split>.labels.i32 and <split>.json (shape, classes, files).
Versions used: Python 3.11, Pillow 9.4, numpy 1.24, ONNX Runtime 1.30.
"""
import json
import os
import subprocess
import sys
import numpy as np
from PIL import Image, ImageOps

BATCH = 64
SIZE = 224


def pixels_of(path):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    image = image.resize((SIZE, SIZE), Image.BILINEAR)
    return np.asarray(image, dtype=np.float32).transpose(2, 0, 1) / 127.5 - 1


def main():
    folder, model, out = sys.argv[1:4]
    splits = sys.argv[4:] or ["train", "test"]
    os.makedirs(out, exist_ok=True)
    here = os.path.dirname(os.path.abspath(__file__))
    for split in splits:
        root = os.path.join(folder, split)
        classes = sorted(c for c in os.listdir(root) if os.path.isdir(os.path.join(root, c)))
        files = [(os.path.join(c, f), i) for i, c in enumerate(classes) for f in sorted(os.listdir(os.path.join(root, c)))]
        target = os.path.join(out, split)
        node = subprocess.Popen(
            ["node", os.path.join(here, "extract_features.mjs"), model, target + ".f32", str(BATCH), str(SIZE)], stdin=subprocess.PIPE)
        for name, _ in files:
            node.stdin.write(np.ascontiguousarray(pixels_of(os.path.join(root, name)), dtype="<f4").tobytes())
        node.stdin.close()
        if node.wait() != 0:
            raise SystemExit("the network did not run")
        np.array([label for _, label in files], dtype="<i4").tofile(target + ".labels.i32")
        width = os.path.getsize(target + ".f32") // 4 // len(files)
        with open(target + ".json", "w", encoding="utf-8") as stream:
            json.dump({"rows": len(files), "columns": width, "classes": classes, "files": [name for name, _ in files]}, stream)
        print(folder, split, len(files), width, flush=True)


main()
