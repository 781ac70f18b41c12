"""Pictures per second of Pillow, for comparison: decode, or decode and resize, on a number of processes.

usage: pillow.py FOLDER decode|resize|draft [SIZE] [PROCESSES]
Prints one JSON line. `decode` converts to RGB; `resize` also stretches to SIZE x SIZE (bilinear); `draft` lets the decoder scale down first.
"""
import json
import multiprocessing
import os
import sys
import time

import PIL
from PIL import Image, ImageOps


def work(task):
    path, mode, size = task
    image = Image.open(path)
    if mode == "draft":
        image.draft("RGB", (size, size))
    image = ImageOps.exif_transpose(image).convert("RGB")
    if mode != "decode":
        image = image.resize((size, size), Image.BILINEAR)
    image.load()
    return image.size[0]


def main():
    folder, mode = sys.argv[1], sys.argv[2]
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 224
    processes = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    paths = sorted(os.path.join(d, f) for d, _, names in os.walk(folder) for f in names if f.lower().endswith((".jpg", ".jpeg", ".png")))
    tasks = [(p, mode, size) for p in paths]
    with multiprocessing.Pool(processes) as pool:
        pool.map(work, tasks[:processes * 2])
        start = time.perf_counter()
        for _ in pool.imap(work, tasks, chunksize=8):
            pass
        seconds = time.perf_counter() - start
    print(json.dumps({"peer": "pillow " + PIL.__version__, "mode": mode, "count": len(paths), "seconds": seconds, "imagesPerSecond": len(paths) / seconds}))


main()
