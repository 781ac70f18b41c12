"""Writes TensorFlow GraphDef bytes. Field numbers from graph.proto, node_def.proto, attr_value.proto, tensor.proto; shares no code with the product."""
import struct


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while True:
        low = value & 0x7F
        value >>= 7
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def fixed(field, value):
    return varint(field << 3 | 5) + struct.pack('<f', value)


def chunk(field, data):
    if isinstance(data, str):
        data = data.encode()
    return varint(field << 3 | 2) + varint(len(data)) + data


def shape(sizes):
    return b''.join(chunk(2, number(1, s)) for s in sizes)


FLOAT, INT32, BOOL = 1, 3, 10


class Type(int):
    """A value of the enum DataType."""


class Sizes(tuple):
    """A TensorShapeProto."""


def attribute(value):
    """AttrValue from a Python value: bool, Type, int, float, str, list of int, Sizes or raw tensor bytes."""
    if isinstance(value, bool):
        return number(5, int(value))
    if isinstance(value, Type):
        return number(6, value)
    if isinstance(value, int):
        return number(3, value)
    if isinstance(value, float):
        return fixed(4, value)
    if isinstance(value, str):
        return chunk(2, value)
    if isinstance(value, Sizes):
        return chunk(7, shape(value))
    if isinstance(value, list):
        return chunk(1, chunk(3, b''.join(varint(v) for v in value)))
    return chunk(8, value)


def node(name, op, inputs=(), **attributes):
    entries = b''.join(chunk(5, chunk(1, k) + chunk(2, attribute(v))) for k, v in sorted(attributes.items()))
    return chunk(1, chunk(1, name) + chunk(2, op) + b''.join(chunk(3, i) for i in inputs) + entries)


def tensor(array, typed=False, fill=False):
    """TensorProto: raw content, or typed values, or one typed value that fills the shape."""
    kind = {'float32': FLOAT, 'int32': INT32}[array.dtype.name]
    head = number(1, kind) + chunk(2, shape(array.shape))
    flat = array.reshape(-1)
    if fill:
        flat = flat[:1]
    if not (typed or fill):
        return head + chunk(4, flat.tobytes())
    if kind == FLOAT:
        return head + chunk(5, flat.tobytes())
    return head + chunk(7, b''.join(varint(int(v)) for v in flat))


def const(name, array, **how):
    kind = {'float32': FLOAT, 'int32': INT32}[array.dtype.name]
    return node(name, 'Const', dtype=Type(kind), value=tensor(array, **how))


def placeholder(name, sizes):
    return node(name, 'Placeholder', dtype=Type(FLOAT), shape=Sizes(sizes))
