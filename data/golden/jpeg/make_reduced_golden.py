"""SHA-256 of the RGB bytes that Pillow's draft mode (djpeg -scale for damaged files) gives for the files of index.json at 1/2, 1/4 and 1/8.

Pillow 9.4 and djpeg, libjpeg-turbo 2.1.5:  python3 make_reduced_golden.py [flowers5]  (writes reduced.json and reduced_photographs.csv beside this script)
"""
import glob
import hashlib
import io
import json
import os
import subprocess
import sys

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))


def drafts(data, width, height):
    """Hashes at 2, 4 and 8; an empty text where Pillow raises or takes another scale."""
    hashes = []
    for denominator in (2, 4, 8):
        minimum = max(1, width // denominator), max(1, height // denominator)
        try:
            image = Image.open(io.BytesIO(data))
            image.draft('RGB', minimum)
            size = -(-width // denominator), -(-height // denominator)
            pixels = image.convert('RGB').tobytes() if image.size == size else b''
        except (OSError, SyntaxError, ValueError):
            pixels = b''
        hashes.append(hashlib.sha256(pixels).hexdigest() if pixels else '')
    return hashes


def damaged(data):
    """Hashes at 2, 4 and 8 as djpeg decodes damaged files, which Pillow refuses or feeds in pieces."""
    hashes = []
    for denominator in (2, 4, 8):
        result = subprocess.run(['djpeg', '-rgb', '-pnm', '-dct', 'int', '-scale', f'1/{denominator}'], input=data, capture_output=True)
        pixels = result.stdout.split(b'\n', 3)[3] if result.stdout.startswith(b'P6') else b''
        hashes.append(hashlib.sha256(pixels).hexdigest() if pixels else '')
    return hashes


files = b''.join(open(os.path.join(HERE, name), 'rb').read() for name in ('files0.bin', 'files1.bin'))
entries = json.load(open(os.path.join(HERE, 'index.json')))
lines = []
for entry in entries:
    data = files[entry['offset']:entry['offset'] + entry['length']]
    hashes = damaged(data) if entry['warned'] else drafts(data, entry['width'], entry['height'])
    lines.append(json.dumps({'name': entry['name'], 'hashes': hashes}))
with open(os.path.join(HERE, 'reduced.json'), 'w', newline='\n') as out:
    out.write('[\n' + ',\n'.join(lines) + '\n]\n')

# Photographs that the repository does not hold: every twentieth of a data set, given as the first argument.
if len(sys.argv) > 1:
    photographs = sorted(glob.glob(os.path.join(sys.argv[1], '**', '*.jpg'), recursive=True))[::20]
    with open(os.path.join(HERE, 'reduced_photographs.csv'), 'w', newline='\n') as out:
        out.write('file,half,quarter,eighth\n')
        for path in photographs:
            data = open(path, 'rb').read()
            width, height = Image.open(io.BytesIO(data)).size
            name = os.path.relpath(path, sys.argv[1]).replace(os.sep, '/')
            out.write(','.join([name] + [h[:32] for h in drafts(data, width, height)]) + '\n')
