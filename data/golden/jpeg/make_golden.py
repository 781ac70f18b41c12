#!/usr/bin/env python3
"""Makes the JPEG goldens: small synthetic pictures in many codings, and what libjpeg-turbo 2.1.5 decodes them to.

Needs Pillow 9.4 (pixels of undamaged files) and cjpeg, djpeg, jpegtran of libjpeg-turbo 2.1.5 (codings that Pillow
cannot write, the fast inverse DCT, and pixels of damaged files, which Pillow refuses). Run in this folder.
Writes files0.bin and so on (all files back to back, in parts of 256 KiB) and index.json: per file its name, offset, length, size, SHA-256 of the RGB
bytes by the accurate transform, by the fast one, and whether djpeg
warned about it.
"""
import hashlib
import io
import json
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image

SCRIPT = os.path.join(tempfile.gettempdir(), 'scans.txt')
PART = 256 << 10
entries, blob = [], bytearray()


def picture(width, height, seed):
    """Waves, a hard edge and some noise in all three channels: chroma must vary for upsampling to matter."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(float)
    r = 128 + 90 * np.sin(x / 5 + seed) + 30 * np.cos(y / 7)
    g = 128 + 90 * np.cos((x + y) / 9)
    b = np.where(x * height > y * width, 220, 40) + 10 * np.sin(y)
    rgb = np.stack([r, g, b], -1) + rng.normal(0, 12, (height, width, 3))
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8), 'RGB')


def run(*command, stdin=b''):
    return subprocess.run(command, input=stdin, capture_output=True)


def by_djpeg(data, *flags):
    """Size, pixels and whether it warned (exit code 2); no pixels where it refuses."""
    result = run('djpeg', '-rgb', '-pnm', *flags, stdin=data)
    if not result.stdout.startswith(b'P6'):
        return None, None, False
    _, size, _, rest = result.stdout.split(b'\n', 3)
    return tuple(int(v) for v in size.split()), rest, result.returncode == 2


def add(name, data, damaged=False):
    if damaged:
        size, pixels, _ = by_djpeg(data, '-dct', 'int')
    else:
        image = Image.open(io.BytesIO(data))
        size, pixels = image.size, image.convert('RGB').tobytes()
    if pixels is None:
        print('djpeg refuses', name)
        return
    _, fast, warned = by_djpeg(data, '-dct', 'fast')
    entries.append({
        'name': name, 'offset': len(blob), 'length': len(data), 'width': size[0], 'height': size[1],
        'accurate': hashlib.sha256(pixels).hexdigest(),
        'fast': hashlib.sha256(fast).hexdigest() if fast is not None and 'cmyk' not in name else '', 'warned': warned,
    })
    blob.extend(data)


def save(image, **options):
    out = io.BytesIO()
    image.save(out, 'JPEG', **options)
    return out.getvalue()


def cjpeg(image, *flags):
    ppm = io.BytesIO()
    image.save(ppm, 'PPM')
    return run('cjpeg', *flags, stdin=ppm.getvalue()).stdout


def scans(script):
    with open(SCRIPT, 'w') as f:
        f.write(script)
    return '-scans', SCRIPT


def interleaving(sampling):
    """More than ten blocks do not fit into an MCU: a scan a component then."""
    factors = [tuple(map(int, s.split('x'))) for s in sampling.split(',')]
    factors += [(1, 1)] * (3 - len(factors))
    return scans('0;1;2;') if sum(h * v for h, v in factors) > 10 else ()


SAMPLINGS = ['1x1', '2x1', '1x2', '2x2', '4x1', '1x4', '4x2', '2x4', '4x4', '2x2,2x1,1x1', '2x2,1x2,2x1', '1x1,2x2,1x2', '1x2,1x1,1x2',
             '2x1,1x1,2x1', '4x1,2x1,1x1', '2x4,1x2,1x1']

for size in range(1, 18):
    add(f'square {size} 4:2:0', cjpeg(picture(size, size, size), '-quality', '85', '-sample', '2x2'))
    add(f'square {size} 4:4:0', cjpeg(picture(size, size, size), '-quality', '85', '-sample', '1x2'))
    add(f'wide {size} 4:2:2', cjpeg(picture(2 * size + 1, size, size), '-quality', '70', '-sample', '2x1'))
    add(f'tall {size} grey', save(picture(size, 18 - size, size).convert('L'), quality=80))
for sampling in SAMPLINGS:
    for width, height in [(45, 37), (5, 70), (64, 3)]:
        p = picture(width, height, width)
        add(f'{sampling} {width}x{height}', cjpeg(p, '-quality', '90', '-sample', sampling, *interleaving(sampling)))
    if not interleaving(sampling):
        add(f'{sampling} progressive', cjpeg(picture(45, 37, 9), '-quality', '60', '-progressive', '-sample', sampling))
    add(f'{sampling} restart', cjpeg(picture(61, 47, 9), '-quality', '75', '-restart', '3B', '-sample', sampling, *interleaving(sampling)))
for quality in (1, 10, 30, 75, 95, 100):
    add(f'quality {quality}', save(picture(70, 50, quality), quality=quality))
    add(f'quality {quality} progressive', save(picture(70, 50, quality), quality=quality, progressive=True))
add('optimised', save(picture(90, 33, 3), optimize=True))
add('rgb adobe', cjpeg(picture(33, 35, 2), '-rgb', '-quality', '90'))
for seed, size in enumerate([(40, 24), (17, 9), (3, 3)]):
    cmyk = Image.merge('CMYK', [picture(*size, seed + i).convert('L') for i in range(4)])
    add(f'cmyk {size[0]}x{size[1]}', save(cmyk, quality=88))
    add(f'cmyk progressive {size[0]}x{size[1]}', save(cmyk, quality=88, progressive=True))
add('sequential, a scan a component', cjpeg(picture(50, 41, 4), *scans('0;1;2;')))
add('sequential, two scans', cjpeg(picture(50, 41, 4), *scans('2;0,1;'), '-restart', '2'))
UNFINISHED = {
    'means only': '0,1,2: 0-0, 0, 0;',
    'means less one bit': '0,1,2: 0-0, 0, 1;',
    'luma band': '0,1,2: 0-0, 0, 1; 0: 1-5, 0, 2;',
    'bands and refinement': '0,1,2: 0-0, 0, 1; 0: 1-5, 0, 2; 2: 1-63, 0, 1; 1: 1-63, 0, 1; 0: 6-63, 0, 2; 0: 1-63, 2, 1;',
    'means one by one': '0: 0-0, 0, 0; 1: 0-0, 0, 0; 2: 0-0, 0, 2;',
}
for name, script in UNFINISHED.items():
    for sampling in ('1x1', '2x2', '2x1', '1x2'):
        for width, height in [(75, 83), (20, 9), (8, 33)]:
            add(f'unfinished, {name}, {sampling} {width}x{height}',
                cjpeg(picture(width, height, 7), '-quality', '50', '-sample', sampling, *scans(script)))
for kind in ('2x2', '1x1', '1x2'):
    for progressive in ((), ('-progressive',)):
        for restart in ((), ('-restart', '2')):
            data = cjpeg(picture(90, 70, 5), '-quality', '80', '-sample', kind, *progressive, *restart)
            scan = data.index(b'\xff\xda') + 14
            for share in (0.01, 0.2, 0.5, 0.8, 0.99):
                cut = scan + int((len(data) - scan) * share)
                add(f'cut {share} {kind} {progressive} {restart}', data[:cut], damaged=True)
            rng = np.random.default_rng(len(data))
            for i in range(3):
                broken = bytearray(data)
                broken[int(rng.integers(scan, len(data) - 2))] ^= 1 << int(rng.integers(8))
                if by_djpeg(bytes(broken))[1] is not None:
                    add(f'flipped bit {i} {kind} {progressive} {restart}', bytes(broken), damaged=True)
            if restart:
                first = data.index(b'\xff\xd1', scan)
                add(f'restart lost {kind} {progressive}', data[:first] + data[first + 2:], damaged=True)
                add(f'restart renumbered {kind} {progressive}', data[:first + 1] + b'\xd6' + data[first + 2:], damaged=True)
                add(f'restart ahead {kind} {progressive}', data[:first + 1] + b'\xd2' + data[first + 2:], damaged=True)
                add(f'restart behind {kind} {progressive}', data[:first + 1] + b'\xd0' + data[first + 2:], damaged=True)
                add(f'end too early {kind} {progressive}', data[:first + 1] + b'\xd9' + data[first + 2:], damaged=True)
# Frames without Huffman tables, with fill bytes, with stray bytes, with a comment of its own.
plain = save(picture(40, 30, 1), quality=75)
tables = plain.index(b'\xff\xc4')
scan = plain.index(b'\xff\xda')
add('no Huffman tables', plain[:tables] + plain[scan:])
add('fill bytes', plain[:tables] + b'\xff' * 40 + plain[tables:scan] + b'\xff\xff' + plain[scan:])
add('stray bytes', plain[:tables] + b'\x12\x34\x00' + plain[tables:] + b'tail')
add('no end marker', plain[:-2], damaged=True)
for part in range(0, len(blob), PART):
    with open(f'files{part // PART}.bin', 'wb') as f:
        f.write(blob[part:part + PART])
with open('index.json', 'w') as f:
    f.write('[\n' + ',\n'.join(json.dumps(e) for e in entries) + '\n]\n')
print(len(entries), 'files', len(blob), 'bytes', sum(e['warned'] for e in entries), 'warned about')
