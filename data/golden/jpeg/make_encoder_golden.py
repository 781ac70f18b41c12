#!/usr/bin/env python3
"""Hashes of the files that Pillow 9.4 (libjpeg-turbo 2.1.5) writes for a computed picture. Run in this folder; writes encoder.json."""
import hashlib
import io
import json

import numpy as np
from PIL import Image

cases = []
for width, height in [(1, 1), (7, 5), (8, 8), (16, 16), (17, 9), (33, 31), (9, 24), (25, 40), (100, 75)]:
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([(x * 7) ^ (y * 3), x * x + y * 5, 255 - x * 2 - y * y // 3], -1).astype(np.uint8)
    for quality in (1, 20, 75, 100):
        for halved in (False, True):
            out = io.BytesIO()
            Image.fromarray(rgb).save(out, 'JPEG', quality=quality, subsampling=2 if halved else 0)
            data = out.getvalue()
            cases.append({'width': width, 'height': height, 'quality': quality, 'isHalved': halved,
                          'length': len(data), 'sha256': hashlib.sha256(data).hexdigest()})
with open('encoder.json', 'w') as f:
    f.write('[\n' + ',\n'.join(json.dumps(c) for c in cases) + '\n]\n')
