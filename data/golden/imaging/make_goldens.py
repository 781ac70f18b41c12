"""Writes small PNG, BMP and GIF files and what Pillow decodes from them, and Pillow's resize results.

Run with Python 3.11, Pillow 9.4.0, numpy; the output is the same on every run.
  decode.csv   file, width, height, SHA-256 of the upright RGB bytes, where the answer comes from
  resize.csv   source size, target size, filter, SHA-256 of the RGB bytes of Image.resize
  crop.csv     source size, short side, crop size, filter, SHA-256 of torchvision-0.14-style Resize + CenterCrop
Answers come from Pillow (`exif_transpose`, `convert('RGB')`), or by construction ("made") where Pillow 9.4
cannot read the file, misreads it (RLE4) or clips (16-bit grey, where the rule is round(v / 257)).
"""
import csv
import hashlib
import io
import os
import random
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
rows = []


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array, dtype=np.uint8).tobytes()).hexdigest()


def save(name, data, made=None):
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(data)
    if made is None:
        rgb = np.array(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))
    else:
        rgb = made
    rows.append([name, rgb.shape[1], rgb.shape[0], sha(rgb), "pillow" if made is None else "made"])


# ---- PNG ----
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else (b if pb <= pc else c)


def filter_rows(raw_rows, bpp, rng):
    out = bytearray()
    above = None
    for row in raw_rows:
        if above is None:
            above = bytes(len(row))
        f = rng.randrange(5)
        out.append(f)
        for i, x in enumerate(row):
            a = row[i - bpp] if i >= bpp else 0
            b = above[i]
            c = above[i - bpp] if i >= bpp else 0
            out.append((x - [0, a, b, (a + b) >> 1, paeth(a, b, c)][f]) & 255)
        above = row
    return bytes(out)


def pack(samples, depth):
    """samples: [width, channels] of one row -> bytes"""
    if depth == 16:
        return samples.astype(">u2").tobytes()
    if depth == 8:
        return samples.astype(np.uint8).tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in samples.reshape(-1))
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def png(samples, depth, color, interlace, rng, before=(), after=(), splits=1):
    h, w = samples.shape[:2]
    bpp = max(1, CHANNELS[color] * depth // 8)
    raw = b""
    for x0, y0, dx, dy in ADAM7 if interlace else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.shape[0] and part.shape[1]:
            raw += filter_rows([pack(r, depth) for r in part], bpp, rng)
    data = zlib.compress(raw, 9)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, color, 0, 0, interlace))
    for kind, content in before:
        out += chunk(kind, content)
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(splits - 1))
    for a, b in zip([0] + cuts, cuts + [len(data)]):
        out += chunk(b"IDAT", data[a:b])
    for kind, content in after:
        out += chunk(kind, content)
    return out + chunk(b"IEND", b"")


def random_samples(w, h, depth, color, rng, limit=None):
    n = w * h * CHANNELS[color]
    limit = limit or 1 << depth
    base = [rng.randrange(limit) for _ in range(n)]
    return np.array(base, dtype=np.uint16).reshape(h, w, CHANNELS[color])


def grey16(samples):
    v = np.floor(samples[:, :, 0].astype(np.float64) / 257 + 0.5).astype(np.uint8)
    return np.repeat(v[:, :, None], 3, axis=2)


def make_png():
    rng = random.Random(1)
    palette = bytes(rng.randrange(256) for _ in range(768))
    depths = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
    sizes = [(13, 11), (1, 1), (3, 2), (33, 5)]
    for color, ds in depths.items():
        for d in ds:
            for interlace in (0, 1):
                for w, h in sizes if d in (1, 8) else sizes[:1]:
                    s = random_samples(w, h, d, color, rng)
                    before = [(b"PLTE", palette[:3 << d])] if color == 3 else []
                    made = grey16(s) if (color, d) == (0, 16) else None
                    name = f"png-c{color}-d{d}-{'adam7' if interlace else 'plain'}-{w}x{h}.png"
                    save(name, png(s, d, color, interlace, rng, before), made)
    s = random_samples(9, 7, 8, 3, rng, 20)
    save("png-palette-short.png", png(s, 8, 3, 0, rng, [(b"PLTE", palette[:30])]))
    save("png-palette-trns.png", png(s, 8, 3, 0, rng, [(b"PLTE", palette[:60]), (b"tRNS", bytes([0, 128, 255, 7]))]))
    s = random_samples(9, 7, 8, 2, rng)
    key = struct.pack(">HHH", *[int(v) for v in s[3, 4]])
    save("png-rgb-trns.png", png(s, 8, 2, 0, rng, [(b"tRNS", key)]))
    s = random_samples(9, 7, 4, 0, rng)
    save("png-grey4-trns.png", png(s, 4, 0, 1, rng, [(b"tRNS", struct.pack(">H", int(s[2, 2, 0])))]))
    s = random_samples(40, 30, 8, 6, rng)
    save("png-idat-split.png", png(s, 8, 6, 0, rng, splits=40))
    s = random_samples(12, 8, 8, 2, rng)
    for o in range(1, 9):
        tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x112, 3, 1, o, 0) + b"\0\0\0\0"
        place = {"before": [(b"eXIf", tiff)]} if o % 2 else {"after": [(b"eXIf", tiff)]}
        save(f"png-exif-{o}.png", png(s, 8, 2, 0, rng, **place))
    actl = (b"acTL", struct.pack(">II", 2, 0))
    fctl = (b"fcTL", struct.pack(">IIIIIHHBB", 0, 12, 8, 0, 0, 1, 10, 0, 0))
    frame2 = filter_rows([pack(r, 8) for r in random_samples(12, 8, 8, 2, rng)], 3, rng)
    after = [(b"fcTL", struct.pack(">IIIIIHHBB", 1, 12, 8, 0, 0, 1, 10, 0, 0)), (b"fdAT", struct.pack(">I", 2) + zlib.compress(frame2))]
    save("png-animated.png", png(s, 8, 2, 0, rng, [actl, fctl], after))


# ---- BMP ----
def bmp(w, h, bits, pixel_bytes, size=40, palette=b"", compression=0, top_down=False, masks=b"", colors=0, tail=None):
    if size == 12:
        header = struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        header = struct.pack("<IiiHHIIiiII", size, w, -h if top_down else h, 1, bits, compression, len(pixel_bytes), 2835, 2835, colors, 0)
        if size >= 52:
            header += masks
            masks = b""
        header = header[:size].ljust(size, b"\0")
    offset = 14 + len(header) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixel_bytes), 0, 0, offset) + header + masks + palette + pixel_bytes


def bmp_rows(array, bits, bottom_up=True):
    out = b""
    for r in array[::-1] if bottom_up else array:
        if bits <= 8:
            row = pack(r.reshape(-1, 1), bits)
        else:
            row = b"".join(int(v).to_bytes(bits // 8, "little") for v in r.reshape(-1))
        out += row + b"\0" * (-len(row) % 4)
    return out


def bgrx(palette, n):
    return b"".join(bytes([palette[3 * i + 2], palette[3 * i + 1], palette[3 * i], 0]) for i in range(n))


def bgr(palette, n):
    return b"".join(bytes([palette[3 * i + 2], palette[3 * i + 1], palette[3 * i]]) for i in range(n))


def rle(indices, bits, rng):
    out = bytearray()
    for r in indices[::-1]:
        x = 0
        while x < len(r):
            n = rng.randrange(1, 12)
            part = [int(v) for v in r[x:x + n]]
            same = all(v == part[i % 2 if bits == 4 else 0] for i, v in enumerate(part))
            if same or len(part) < 3:
                part = part if same else part[:1]
                pair = part + [part[0]]
                out += bytes([len(part), part[0] if bits == 8 else part[0] << 4 | pair[1]])
            else:
                out += bytes([0, len(part)])
                if bits == 8:
                    body = bytes(part)
                else:
                    even = part + [0] * (len(part) % 2)
                    body = bytes(even[i] << 4 | even[i + 1] for i in range(0, len(even), 2))
                out += body + b"\0" * (len(body) % 2)
            x += len(part)
        out += b"\0\0"
    out[-2:] = b"\0\1"
    return bytes(out)


def make_bmp():
    rng = random.Random(2)
    palette = bytes(rng.randrange(256) for _ in range(768))
    colors = np.frombuffer(palette, dtype=np.uint8).reshape(256, 3)
    w, h = 13, 9
    for bits in (1, 2, 4, 8):
        idx = np.array([rng.randrange(1 << bits) for _ in range(w * h)]).reshape(h, w)
        made = colors[idx] if bits == 2 else None
        n = 1 << bits
        save(f"bmp-{bits}.bmp", bmp(w, h, bits, bmp_rows(idx, bits), palette=bgrx(palette, n)), made)
        save(f"bmp-{bits}-topdown.bmp", bmp(w, h, bits, bmp_rows(idx, bits, False), palette=bgrx(palette, n), top_down=True), made)
        save(f"bmp-{bits}-os2.bmp", bmp(w, h, bits, bmp_rows(idx, bits), size=12, palette=bgr(palette, n)), made)
        save(f"bmp-{bits}-os2v2.bmp", bmp(w, h, bits, bmp_rows(idx, bits), size=64, palette=bgrx(palette, n)), made)
        save(f"bmp-{bits}-os2short.bmp", bmp(w, h, bits, bmp_rows(idx, bits), size=16, palette=bgrx(palette, n)), colors[idx])
    idx = np.array([rng.randrange(40) for _ in range(w * h)]).reshape(h, w)
    save("bmp-8-few-colors.bmp", bmp(w, h, 8, bmp_rows(idx, 8), palette=bgrx(palette, 30), colors=30))
    idx = np.repeat(np.array([rng.randrange(256) for _ in range(w * h)]), 3).reshape(h, w * 3)
    save("bmp-rle8.bmp", bmp(w * 3, h, 8, rle(idx, 8, rng), palette=bgrx(palette, 256), compression=1), colors[idx])
    idx = np.repeat(np.array([rng.randrange(16) for _ in range(w * h)]), 3).reshape(h, w * 3)
    save("bmp-rle4.bmp", bmp(w * 3, h, 4, rle(idx, 4, rng), palette=bgrx(palette, 16), compression=2), colors[idx])
    runs = bytes([3, 5, 0, 2, 4, 1, 2, 7, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1])
    idx = np.zeros((4, 10), dtype=int)
    idx[3, 0:3] = 5
    idx[2, 7:9] = 7
    idx[1, 0:3] = [1, 2, 3]
    save("bmp-rle8-delta.bmp", bmp(10, 4, 8, runs, palette=bgrx(palette, 256), compression=1), colors[idx])
    v16 = np.array([rng.randrange(65536) for _ in range(w * h)]).reshape(h, w)
    save("bmp-16.bmp", bmp(w, h, 16, bmp_rows(v16, 16)))
    save("bmp-16-565.bmp", bmp(w, h, 16, bmp_rows(v16, 16), compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
    save("bmp-16-555.bmp", bmp(w, h, 16, bmp_rows(v16, 16), compression=3, masks=struct.pack("<III", 0x7C00, 0x3E0, 0x1F)))
    m4 = struct.pack("<IIII", 0xF00, 0xF0, 0xF, 0xF000)
    f4 = np.stack([(v16 >> 8 & 15) * 17, (v16 >> 4 & 15) * 17, (v16 & 15) * 17], axis=2)
    save("bmp-16-4444.bmp", bmp(w, h, 16, bmp_rows(v16, 16), size=56, compression=3, masks=m4), f4)
    v24 = np.array([rng.randrange(1 << 24) for _ in range(w * h)]).reshape(h, w)
    save("bmp-24.bmp", bmp(w, h, 24, bmp_rows(v24, 24)))
    save("bmp-24-os2.bmp", bmp(w, h, 24, bmp_rows(v24, 24), size=12))
    save("bmp-24-topdown.bmp", bmp(w, h, 24, bmp_rows(v24, 24, False), top_down=True))
    v32 = np.array([rng.randrange(1 << 32) for _ in range(w * h)]).reshape(h, w)
    save("bmp-32.bmp", bmp(w, h, 32, bmp_rows(v32, 32)))
    rgba = struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)
    abgr = struct.pack("<IIII", 0xFF000000, 0xFF0000, 0xFF00, 0xFF)
    for size in (56, 108, 124):
        made = None if size > 56 else np.stack([v32 & 255, v32 >> 8 & 255, v32 >> 16 & 255], axis=2)
        save(f"bmp-32-rgba-v{size}.bmp", bmp(w, h, 32, bmp_rows(v32, 32), size=size, compression=3, masks=rgba), made)
    save("bmp-32-abgr.bmp", bmp(w, h, 32, bmp_rows(v32, 32), size=108, compression=3, masks=abgr))
    m10 = struct.pack("<III", 0x3FF00000, 0xFFC00, 0x3FF)
    f10 = np.stack([(v32 >> s & 1023) * 255 // 1023 for s in (20, 10, 0)], axis=2)
    save("bmp-32-101010.bmp", bmp(w, h, 32, bmp_rows(v32, 32), size=52, compression=3, masks=m10), f10)


# ---- GIF ----
def lzw(indices, size, deferred, rng):
    clear, end = 1 << size, (1 << size) + 1
    bits, n, out = 0, 0, bytearray()
    width = size + 1
    table = {}

    def emit(code):
        nonlocal bits, n
        bits |= code << n
        n += width
        while n >= 8:
            out.append(bits & 255)
            bits >>= 8
            n -= 8

    emit(clear)
    table = {(i,): i for i in range(clear)}
    nxt = end + 1
    current = ()
    for v in indices:
        longer = current + (v,)
        if longer in table:
            current = longer
            continue
        emit(table[current])
        if nxt < 4096:
            table[longer] = nxt
            if nxt == 1 << width and width < 12:
                width += 1
            nxt += 1
        elif not deferred:
            emit(clear)
            width = size + 1
            table = {(i,): i for i in range(clear)}
            nxt = end + 1
        current = (v,)
    emit(table[current])
    emit(end)
    if n:
        out.append(bits & 255)
    blocks = bytearray([size])
    while out:
        k = min(len(out), rng.choice([255, 255, 1, 17]))
        blocks += bytes([k]) + out[:k]
        del out[:k]
    return bytes(blocks) + b"\0"


def gif(canvas, frame, idx, size, rng, table=None, local=None, interlace=False, transparent=None, deferred=False, version=b"GIF89a"):
    out = version + struct.pack("<HHBBB", *canvas, (0x80 | (len(table) // 3).bit_length() - 2) if table else 0, 0, 0)
    out += table or b""
    out += b"!\xFE\x05hello\0"
    if transparent is not None:
        out += b"!\xF9\x04" + struct.pack("<BHB", 1, 10, transparent) + b"\0"
    h, w = idx.shape
    flags = (0x40 if interlace else 0) | ((0x80 | (len(local) // 3).bit_length() - 2) if local else 0)
    out += b"," + struct.pack("<HHHHB", *frame, w, h, flags) + (local or b"")
    order = [y for a, s in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(a, h, s)] if interlace else range(h)
    return out + lzw([int(v) for y in order for v in idx[y]], size, deferred, rng) + b";"


def make_gif():
    rng = random.Random(3)
    palette = bytes(rng.randrange(256) for _ in range(768))
    other = bytes(rng.randrange(256) for _ in range(768))

    def noise(w, h, n):
        return np.array([rng.randrange(n) for _ in range(w * h)]).reshape(h, w)

    save("gif-87a.gif", gif((13, 9), (0, 0), noise(13, 9, 16), 4, rng, palette[:48], version=b"GIF87a"))
    save("gif-interlaced.gif", gif((13, 19), (0, 0), noise(13, 19, 16), 4, rng, palette[:48], interlace=True))
    for h in (1, 2, 3, 4, 5):
        save(f"gif-interlaced-{h}.gif", gif((5, h), (0, 0), noise(5, h, 4), 2, rng, palette[:12], interlace=True))
    save("gif-local.gif", gif((8, 8), (0, 0), noise(8, 8, 8), 3, rng, palette[:24], local=other[:24]))
    save("gif-grey.gif", gif((8, 8), (0, 0), noise(8, 8, 256), 8, rng))
    save("gif-transparent.gif", gif((8, 8), (0, 0), noise(8, 8, 8), 3, rng, palette[:24], transparent=5))
    save("gif-small-frame.gif", gif((20, 14), (3, 2), noise(8, 8, 8), 3, rng, palette[:24]))
    save("gif-small-frame-transparent.gif", gif((20, 14), (3, 2), noise(8, 8, 8), 3, rng, palette[:24], transparent=6))
    save("gif-large-frame.gif", gif((6, 6), (3, 2), noise(8, 8, 8), 3, rng, palette[:24]))
    save("gif-missing-colors.gif", gif((8, 8), (0, 0), noise(8, 8, 8), 3, rng, palette[:12]))
    save("gif-two-colors.gif", gif((31, 3), (0, 0), noise(31, 3, 2), 2, rng, palette[:6]))
    save("gif-full-table.gif", gif((100, 90), (0, 0), noise(100, 90, 256), 8, rng, palette))
    save("gif-deferred-clear.gif", gif((100, 90), (0, 0), noise(100, 90, 256), 8, rng, palette, deferred=True))
    save("gif-flat.gif", gif((120, 90), (0, 0), np.zeros((90, 120), dtype=int), 2, rng, palette[:12]))


# ---- resize ----
def pattern(w, h):
    y, x, c = np.mgrid[0:h, 0:w, 0:3]
    return (((x * 7 + y * 13 + c * 29) ^ (x * y)) & 255).astype(np.uint8)


def make_resize():
    filters = {"Bilinear": Image.BILINEAR, "Bicubic": Image.BICUBIC}
    cases = [
        (500, 375, 224, 224), (320, 240, 224, 224), (240, 320, 224, 224), (97, 61, 224, 224), (224, 224, 96, 96),
        (33, 47, 33, 20), (33, 47, 20, 47), (33, 47, 33, 47), (1, 1, 5, 7), (7, 5, 1, 1), (2, 3, 224, 1), (641, 427, 31, 29),
        (1200, 900, 224, 224), (5, 300, 299, 4), (17, 17, 16, 18), (1000, 3, 10, 3), (3, 1000, 3, 10), (64, 64, 128, 128), (8, 8, 2, 2),
    ]
    with open(os.path.join(HERE, "resize.csv"), "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow("source_width source_height width height filter sha256".split())
        for sw, sh, w, h in cases:
            for name, kind in filters.items():
                result = Image.fromarray(pattern(sw, sh)).resize((w, h), kind)
                out.writerow([sw, sh, w, h, name, sha(np.array(result))])
    with open(os.path.join(HERE, "crop.csv"), "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow("source_width source_height short_side width height filter sha256".split())
        from torchvision import transforms
        from torchvision.transforms import InterpolationMode as Mode
        for sw, sh, short, w, h in [
            (500, 375, 256, 224, 224), (375, 500, 256, 224, 224), (333, 251, 256, 224, 224), (251, 334, 232, 224, 224), (224, 224, 256, 224, 224),
            (100, 37, 64, 63, 64), (37, 101, 64, 64, 61), (640, 427, 299, 299, 299), (256, 300, 256, 224, 192), (300, 256, 256, 225, 255), (41, 43, 40, 33, 37), (41, 43, 40, 57, 37), (30, 90, 20, 33, 64), (20, 20, 20, 25, 27),
        ]:
            for name, kind in {"Bilinear": Mode.BILINEAR, "Bicubic": Mode.BICUBIC}.items():
                steps = transforms.Compose([transforms.Resize(short, interpolation=kind), transforms.CenterCrop((h, w))])
                out.writerow([sw, sh, short, w, h, name, sha(np.array(steps(Image.fromarray(pattern(sw, sh)))))])


make_png()
make_bmp()
make_gif()
make_resize()
with open(os.path.join(HERE, "decode.csv"), "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow("file width height sha256 answer".split())
    out.writerows(rows)
print(len(rows), "files")
