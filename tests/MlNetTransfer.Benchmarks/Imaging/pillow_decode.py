"""Decodes a folder's pictures with Pillow, one thread, once each time a line arrives; answers with the processor seconds it took.

python3 pillow_decode.py FOLDER MODE     MODE: full (pixels), job (pixels, resized to 224 x 224), draft (the same with draft mode)
"""
import io
import os
import sys
import time

from PIL import Image

SIZE = (224, 224)
folder, mode = sys.argv[1:3]
files = []
for root, _, names in sorted(os.walk(folder)):
    for name in sorted(names):
        if name.lower().endswith(('.jpg', '.jpeg', '.png')):
            with open(os.path.join(root, name), 'rb') as file:
                files.append(file.read())


def run():
    start = time.process_time()
    for data in files:
        image = Image.open(io.BytesIO(data))
        if mode == 'draft':
            image.draft('RGB', SIZE)
        image.load()
        image = image if image.mode == 'RGB' else image.convert('RGB')
        if mode != 'full':
            image.resize(SIZE, Image.BILINEAR)
    return time.process_time() - start


for _ in sys.stdin:
    print(f'{run():.6f}', flush=True)
