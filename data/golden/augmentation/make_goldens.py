"""Pillow's bytes for the adjustments that replace values by a table. Made with Pillow 9.4 (Python 3.11).

Run in this folder: python3 make_goldens.py. Writes tables.csv: width,height,operation,argument,sha256 of the RGB bytes.
The source picture is the pattern of ../imaging/make_goldens.py, scaled to levels 30..220 so that stretching has something to do.
"""
import hashlib
import numpy
from PIL import Image, ImageOps


def pattern(width, height):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    values = (((x * 7) + (y * 13) + (c * 29)) ^ (x * y)) & 255
    return Image.fromarray((30 + values * 190 // 255).astype(numpy.uint8))


with open("tables.csv", "w", newline="\n") as out:
    out.write("width,height,operation,argument,sha256\n")
    for width, height in ((61, 47), (224, 160), (1, 1), (5, 3)):
        image = pattern(width, height)
        cases = [("Posterize", b, ImageOps.posterize(image, b)) for b in (1, 2, 4, 7, 8)]
        cases += [("Solarize", t, ImageOps.solarize(image, t)) for t in (0, 1, 128, 255, 256)]
        cases += [("AutoContrast", 0, ImageOps.autocontrast(image)), ("Equalize", 0, ImageOps.equalize(image))]
        for operation, argument, result in cases:
            digest = hashlib.sha256(numpy.asarray(result).tobytes()).hexdigest()
            out.write(f"{width},{height},{operation},{argument},{digest}\n")
