"""Minimal writer of ONNX files, independent of the product's reader and writer: field numbers from onnx.proto (IR version 8)."""
import struct

import numpy as np

TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "bool": 9, "float16": 10, "float64": 11}


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(0x80 | (value & 0x7F))
        value >>= 7
    out.append(value)
    return bytes(out)


def key(number, wire):
    return varint(number << 3 | wire)


def integer(number, value):
    return key(number, 0) + varint(int(value))


def blob(number, data):
    data = data.encode() if isinstance(data, str) else data
    return key(number, 2) + varint(len(data)) + data


def tensor(name, array, form="raw"):
    """TensorProto; form `raw` writes raw_data, `typed` the field that belongs to the element type, packed."""
    array = np.asarray(array)
    kind = array.dtype.name
    out = b"".join(integer(1, d) for d in array.shape) + integer(2, TYPES[kind])
    flat = array.ravel()
    if form == "raw":
        data = blob(9, flat.tobytes())
    elif kind == "float32":
        data = blob(4, flat.tobytes())
    elif kind == "float64":
        data = blob(10, flat.tobytes())
    elif kind == "int64":
        data = blob(7, b"".join(varint(int(v)) for v in flat))
    elif kind == "float16":
        data = blob(5, b"".join(varint(int(v)) for v in flat.view(np.uint16)))
    else:
        data = blob(5, b"".join(varint(int(v)) for v in flat))
    return out + data + (blob(8, name) if name else b"")


def attribute(name, value):
    out = blob(1, name)
    if isinstance(value, bool) or isinstance(value, (int, np.integer)):
        return out + integer(3, value) + integer(20, 2)
    if isinstance(value, float):
        return out + key(2, 5) + struct.pack("<f", value) + integer(20, 1)
    if isinstance(value, str):
        return out + blob(4, value) + integer(20, 3)
    if isinstance(value, np.ndarray):
        return out + blob(5, tensor("", value)) + integer(20, 4)
    if isinstance(value, bytes):
        return out + blob(6, value) + integer(20, 5)
    if all(isinstance(v, int) for v in value):
        return out + b"".join(integer(8, v) for v in value) + integer(20, 7)
    return out + b"".join(key(7, 5) + struct.pack("<f", v) for v in value) + integer(20, 6)


def node(op, inputs, outputs, name="", **attributes):
    out = b"".join(blob(1, i) for i in inputs) + b"".join(blob(2, o) for o in outputs)
    out += (blob(3, name) if name else b"") + blob(4, op)
    return out + b"".join(blob(5, attribute(k, v)) for k, v in attributes.items())


def value_info(name, kind, dims):
    out = integer(1, TYPES[kind])
    if dims is not None:
        shape = b"".join(blob(1, blob(2, d) if isinstance(d, str) else integer(1, d)) for d in dims)
        out += blob(2, shape)
    return blob(1, name) + blob(2, blob(1, out))


def graph(nodes, inputs, outputs, initializers=(), name="g"):
    out = b"".join(blob(1, n) for n in nodes) + blob(2, name) + b"".join(blob(5, t) for t in initializers)
    return out + b"".join(blob(11, i) for i in inputs) + b"".join(blob(12, o) for o in outputs)


def model(graph_bytes, opset, ir=8, metadata=None):
    out = integer(1, ir) + blob(2, "onnx_bytes.py") + blob(7, graph_bytes) + blob(8, blob(1, "") + integer(2, opset))
    return out + b"".join(blob(14, blob(1, k) + blob(2, v)) for k, v in (metadata or {}).items())
