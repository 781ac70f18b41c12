"""Writes the node-by-node goldens: one tiny ONNX file per operator, attribute case and opset form, with ONNX Runtime's answer.

usage: make_cases.py FOLDER_WITH_node_modules      (the folder holds node_modules/onnxruntime-node 1.30.0)
"""
import base64
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

import onnx_bytes as ob

HERE = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(20261121)
cases = []
names = set()


def f(*shape, low=-2.0, high=2.0):
    return random.uniform(low, high, shape).astype(np.float32)


def i64(*values):
    return np.array(values, np.int64)


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def case(family, name, op, opset, arguments, outputs=1, batch=None, form="raw", ir=8, **attributes):
    """arguments: ('x', array) is fed at run time, ('w', array, 'const') is an initializer, None is an absent optional input.
    batch: names of fed inputs whose first dimension is written as the symbol N."""
    full = f"{op.lower()}_{name}_opset{opset}" if name else f"{op.lower()}_opset{opset}"
    assert full not in names, full
    names.add(full)
    feeds = [a for a in arguments if a is not None and len(a) == 2]
    constants = [a for a in arguments if a is not None and len(a) == 3]
    batch = batch or ()
    infos = [ob.value_info(n, a.dtype.name, ["N" if k == 0 and n in batch else d for k, d in enumerate(a.shape)]) for n, a in feeds]
    if ir < 4:
        infos += [ob.value_info(n, a.dtype.name, a.shape) for n, a, _ in constants]
    outs = [f"y{k}" if outputs > 1 else "y" for k in range(outputs)]
    kinds = attributes.pop("output_types", None) or [feeds[0][1].dtype.name if feeds else "float32"] * outputs
    node = ob.node(op, [a[0] if a is not None else "" for a in arguments], outs, name="n", **attributes)
    graph = ob.graph([node], infos, [ob.value_info(o, k, None) for o, k in zip(outs, kinds)],
                     [ob.tensor(n, a, form) for n, a, _ in constants])
    cases.append({"family": family, "name": full, "operator": op, "opset": opset,
                  "model": base64.b64encode(ob.model(graph, opset, ir)).decode(),
                  "inputs": [{"name": n, "type": a.dtype.name, "shape": list(a.shape), "data": encode(a)} for n, a in feeds]})


def convolution():
    F = "convolution"
    x = ("x", f(2, 4, 7, 9))
    def conv(name, w, bias=True, opset=13, data=x, **a):
        b = [("b", f(w.shape[0]), "const")] if bias else []
        case(F, name, "Conv", opset, [data, ("w", w, "const")] + b, batch=("x",), **a)
    conv("plain", f(5, 4, 3, 3))
    conv("no_bias", f(5, 4, 3, 3), False)
    conv("opset7_all", f(5, 4, 3, 3), opset=7, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1], dilations=[1, 1], group=1)
    conv("typed_data", f(2, 4, 1, 1), opset=9, form="typed", ir=3)
    conv("1x1", f(6, 4, 1, 1), kernel_shape=[1, 1])
    conv("1x1_stride2", f(6, 4, 1, 1), strides=[2, 2])
    conv("3x3_stride2_pad1", f(5, 4, 3, 3), pads=[1, 1, 1, 1], strides=[2, 2])
    conv("asymmetric_pads", f(3, 4, 3, 3), pads=[0, 1, 2, 3])
    conv("tf_same_pads", f(3, 4, 3, 3), pads=[0, 0, 1, 1], strides=[2, 2])
    conv("strides_differ", f(3, 4, 3, 3), strides=[1, 2], pads=[1, 1, 1, 1])
    conv("1x7", f(3, 4, 1, 7), pads=[0, 3, 0, 3])
    conv("7x1", f(3, 4, 7, 1), pads=[3, 0, 3, 0])
    conv("5x5_pad2", f(3, 4, 5, 5), pads=[2, 2, 2, 2])
    conv("7x7_stride2_pad3", f(3, 4, 7, 7), pads=[3, 3, 3, 3], strides=[2, 2])
    conv("11x11_stride4_pad2", f(2, 3, 11, 11), pads=[2, 2, 2, 2], strides=[4, 4], data=("x", f(1, 3, 15, 15)))
    conv("dilation2", f(3, 4, 3, 3), dilations=[2, 2], pads=[2, 2, 2, 2])
    conv("dilations_differ", f(3, 4, 3, 2), dilations=[1, 3])
    conv("group2", f(6, 2, 3, 3), group=2, pads=[1, 1, 1, 1])
    conv("depthwise", f(4, 1, 3, 3), group=4, pads=[1, 1, 1, 1])
    conv("depthwise_5x5_stride2", f(4, 1, 5, 5), group=4, pads=[2, 2, 2, 2], strides=[2, 2])
    conv("depthwise_multiplier2", f(8, 1, 3, 3), group=4, pads=[1, 1, 1, 1])
    conv("channels17_to_33", f(33, 17, 1, 1), data=("x", f(1, 17, 3, 2)))
    for mode in ("SAME_UPPER", "SAME_LOWER", "VALID"):
        conv(mode.lower() + "_stride2", f(3, 4, 3, 3), auto_pad=mode, strides=[2, 2])
        conv(mode.lower() + "_stride1_2x2", f(3, 4, 2, 2), auto_pad=mode, opset=11)
    conv("same_upper_stride3", f(3, 4, 2, 2), auto_pad="SAME_UPPER", strides=[3, 3])
    conv("notset", f(3, 4, 3, 3), auto_pad="NOTSET", pads=[1, 0, 1, 0])
    conv("window_equals_input", f(3, 4, 7, 9), data=x)


def pooling():
    F = "pooling"
    x = ("x", f(2, 3, 7, 9))
    def pool(op, name, opset=13, data=x, **a):
        case(F, name, op, opset, [data], batch=("x",), **a)
    for op in ("MaxPool", "AveragePool"):
        pool(op, "2x2_stride2", kernel_shape=[2, 2], strides=[2, 2])
        pool(op, "default_strides", kernel_shape=[2, 3])
        pool(op, "3x3_stride2_pad1", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
        pool(op, "ceil", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
        pool(op, "ceil_pad", kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 1, 1], ceil_mode=1)
        pool(op, "ceil_window_starts_in_end_pad", kernel_shape=[2, 2], strides=[3, 3], pads=[1, 1, 1, 1], ceil_mode=1)
        pool(op, "asymmetric", kernel_shape=[3, 2], pads=[1, 0, 0, 1])
        pool(op, "same_upper", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
        pool(op, "same_lower", kernel_shape=[2, 2], strides=[2, 2], auto_pad="SAME_LOWER")
        pool(op, "valid", kernel_shape=[3, 3], strides=[2, 2], auto_pad="VALID")
        pool(op, "opset7_form", opset=7, kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 1, 1])
        pool(op, "opset10_form", opset=10, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
        pool(op, "whole", kernel_shape=[7, 9])
    pool("MaxPool", "dilation2", kernel_shape=[2, 2], dilations=[2, 2])
    pool("MaxPool", "dilation2_opset10", opset=10, kernel_shape=[3, 3], dilations=[2, 2], pads=[1, 1, 1, 1])
    pool("MaxPool", "opset8_form", opset=8, kernel_shape=[2, 2], strides=[1, 1], storage_order=0)
    pool("MaxPool", "all_negative_with_pads", data=("x", f(1, 2, 4, 4, low=-3, high=-1)), kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1])
    pool("AveragePool", "include_pad", kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1], count_include_pad=1)
    pool("AveragePool", "include_pad_ceil", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1, ceil_mode=1)
    pool("AveragePool", "include_pad_ceil_opset19", opset=19, kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0], count_include_pad=1, ceil_mode=1)
    pool("AveragePool", "exclude_pad_opset11", opset=11, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1], count_include_pad=0)
    for opset in (7, 13, 21):
        pool("GlobalAveragePool", "", opset)
        pool("GlobalMaxPool", "", opset)
    for size in (1, 3, 7):
        pool("LRN", f"size{size}", size=size, data=("x", f(1, 6, 2, 3)))
    pool("LRN", "all_attributes", 7, data=("x", f(2, 7, 2, 2)), size=5, alpha=0.002, beta=0.5, bias=2.0)


def normalisation():
    F = "normalisation"
    c = lambda n, a: (n, a, "const")
    x = ("x", f(2, 5, 3, 4))
    stats = [c("s", f(5)), c("b", f(5)), c("m", f(5)), c("v", f(5, low=0.1, high=2))]
    for opset in (7, 9, 14, 15):
        case(F, "", "BatchNormalization", opset, [x] + stats, batch=("x",))
        case(F, "epsilon", "BatchNormalization", opset, [x] + stats, batch=("x",), epsilon=0.01, momentum=0.5)
    case(F, "spatial1", "BatchNormalization", 7, [x] + stats, batch=("x",), spatial=1)
    case(F, "training_mode0", "BatchNormalization", 14, [x] + stats, batch=("x",), training_mode=0)
    case(F, "rank2", "BatchNormalization", 13, [("x", f(3, 5))] + stats, batch=("x",))
    case(F, "", "InstanceNormalization", 7, [x] + stats[:2], batch=("x",))
    case(F, "epsilon", "InstanceNormalization", 13, [x] + stats[:2], batch=("x",), epsilon=0.1)
    case(F, "last", "LayerNormalization", 17, [("x", f(2, 3, 6)), c("s", f(6)), c("b", f(6))], batch=("x",))
    case(F, "no_bias", "LayerNormalization", 17, [("x", f(2, 3, 6)), c("s", f(6))], batch=("x",), epsilon=0.01)
    case(F, "axis1", "LayerNormalization", 17, [("x", f(2, 3, 6)), c("s", f(3, 6)), c("b", f(3, 6))], batch=("x",), axis=1)
    case(F, "axis_minus2", "LayerNormalization", 21, [("x", f(2, 3, 6)), c("s", f(3, 6)), c("b", f(3, 6))], batch=("x",), axis=-2)
    for op in ("Softmax", "LogSoftmax"):
        for opset in (7, 11, 13):
            case(F, "default", op, opset, [("x", f(3, 5))], batch=("x",))
            case(F, "default_rank4", op, opset, [("x", f(2, 3, 2, 2))], batch=("x",))
        case(F, "axis2", op, 11, [("x", f(2, 3, 4))], axis=2)
        case(F, "axis0", op, 11, [("x", f(2, 3, 4))], axis=0)
        case(F, "axis1", op, 13, [("x", f(2, 3, 2, 2))], axis=1, batch=("x",))
        case(F, "axis_minus1", op, 11, [("x", f(2, 3, 4))], axis=-1)
        case(F, "large", op, 13, [("x", f(2, 6, low=-200, high=200))], batch=("x",))


def activation():
    F = "activation"
    x = ("x", np.concatenate([f(2, 40), np.array([[0.0, -0.0, 3.0, -3.0, 9.0, -9.0, 20.0, -20.0, 88.0, -104.0]] * 2, np.float32)], 1))
    positive = ("x", np.abs(f(2, 30)) + np.float32(0.01))
    image = ("x", f(2, 3, 4, 5))
    for op in ("Relu", "Sigmoid", "Tanh", "Softplus", "Softsign", "Erf", "Elu", "Selu", "LeakyRelu", "HardSigmoid", "Abs", "Neg", "Floor", "Ceil", "Exp"):
        low = {"Erf": 9}.get(op, 7)
        data = ("x", np.minimum(x[1], np.float32(30))) if op == "Exp" else x
        for opset in (low, 13, 21):
            case(F, "", op, opset, [data], batch=("x",))
        case(F, "image", op, 13, [image], batch=("x",))
    for op in ("Sqrt", "Log", "Reciprocal"):
        case(F, "", op, 7, [positive], batch=("x",))
        case(F, "", op, 13, [positive], batch=("x",))
    case(F, "", "HardSwish", 14, [x], batch=("x",))
    case(F, "image", "HardSwish", 14, [image], batch=("x",))
    case(F, "", "Mish", 18, [x], batch=("x",))
    case(F, "", "Gelu", 20, [x], batch=("x",))
    case(F, "tanh", "Gelu", 20, [x], batch=("x",), approximate="tanh")
    case(F, "alpha", "Elu", 13, [x], alpha=0.3, batch=("x",))
    case(F, "alpha", "LeakyRelu", 13, [x], alpha=0.2, batch=("x",))
    case(F, "alpha_gamma", "Selu", 13, [x], alpha=1.5, gamma=0.7, batch=("x",))
    case(F, "torch", "HardSigmoid", 13, [x], alpha=1 / 6, beta=0.5, batch=("x",))
    case(F, "both", "Clip", 7, [x], min=0.0, max=6.0, batch=("x",))
    case(F, "min_only", "Clip", 7, [x], min=-1.0, batch=("x",))
    case(F, "max_only", "Clip", 9, [x], max=1.0, batch=("x",))
    case(F, "none", "Clip", 9, [x], batch=("x",))
    s = lambda n, v: (n, np.array(v, np.float32), "const")
    for opset in (11, 12, 13):
        case(F, "both", "Clip", opset, [x, s("lo", 0), s("hi", 6)], batch=("x",))
        case(F, "min_only", "Clip", opset, [x, s("lo", -1)], batch=("x",))
        case(F, "max_only", "Clip", opset, [x, None, s("hi", 1)], batch=("x",))
    case(F, "no_bounds", "Clip", 13, [x], batch=("x",))
    case(F, "shared_slope", "PRelu", 7, [image, ("s", f(1), "const")], batch=("x",))
    case(F, "channel_slope", "PRelu", 9, [image, ("s", f(3, 1, 1), "const")], batch=("x",))
    case(F, "full_slope", "PRelu", 16, [image, ("s", f(3, 4, 5), "const")], batch=("x",))


def arithmetic():
    F = "arithmetic"
    a, b = f(2, 3, 4, 5), f(2, 3, 4, 5)
    b[np.abs(b) < 0.1] = 0.5
    c = lambda n, v: (n, v, "const")
    for op in ("Add", "Sub", "Mul", "Div"):
        for opset in (7, 13, 14):
            case(F, "same", op, opset, [("x", a), ("z", b)], batch=("x", "z"))
        case(F, "channel", op, 13, [("x", a), c("z", b[0, :, :1, :1])], batch=("x",))
        case(F, "gate", op, 13, [("x", a), ("z", b[:, :, :1, :1])], batch=("x", "z"))
        case(F, "scalar", op, 13, [("x", a), c("z", np.array(1.5, np.float32))], batch=("x",))
        case(F, "one", op, 13, [("x", a), c("z", np.array([1.5], np.float32))], batch=("x",))
        case(F, "scalar_left", op, 13, [c("z", np.array(1.5, np.float32)), ("x", b)], batch=("x",))
        case(F, "row", op, 13, [("x", a), c("z", b[0, 0, 0])], batch=("x",))
        case(F, "both_ways", op, 13, [("x", a[:, :, :1, :]), ("z", b[:, :1, :, :])], batch=("x", "z"))
        case(F, "higher_rank_right", op, 13, [("x", f(4, 5)), ("z", b)])
        case(F, "int64", op, 13, [("x", i64(7, -7, 9, -8, 5)), ("z", i64(2, 2, -4, -3, 1))])
        case(F, "int32", op, 14, [("x", np.array([[7, -7], [3, 4]], np.int32)), c("z", np.array([2, 3], np.int32))])
    p = np.abs(a) + np.float32(0.1)
    case(F, "two", "Pow", 7, [("x", a), c("z", np.array(2, np.float32))], batch=("x",))
    case(F, "three", "Pow", 13, [("x", a), c("z", np.array([3], np.float32))], batch=("x",))
    case(F, "half", "Pow", 13, [("x", p), c("z", np.array(0.5, np.float32))], batch=("x",))
    case(F, "tensor", "Pow", 15, [("x", p), ("z", b)], batch=("x", "z"))
    case(F, "int_exponent", "Pow", 12, [("x", a), c("z", i64(2).reshape(()))], batch=("x",))
    case(F, "int64_base", "Pow", 13, [("x", i64(2, 3, -4)), c("z", i64(3).reshape(()))])
    for op in ("Sum", "Max", "Min", "Mean"):
        case(F, "one", op, 8, [("x", a)], batch=("x",))
        case(F, "two", op, 8, [("x", a), ("z", b)], batch=("x", "z"))
        case(F, "three_broadcast", op, 13, [("x", a), ("z", b[:, :, :1, :1]), c("w", b[0, 0])], batch=("x", "z"))
        if op != "Mean":
            case(F, "two", op, 7, [("x", a), ("z", b)], batch=("x", "z"))
    case(F, "int64", "Max", 13, [("x", i64(1, 5, -3)), ("z", i64(2, 4, -4))])
    case(F, "int64", "Min", 13, [("x", i64(1, 5, -3)), ("z", i64(2, 4, -4))])
    case(F, "int64", "Equal", 13, [("x", i64(1, 5, -3)), ("z", i64(1, 4, -3))], output_types=["bool"])
    case(F, "float", "Equal", 13, [("x", a[:, :, :1, :1]), ("z", a[:1])], output_types=["bool"])
    case(F, "int64", "Equal", 7, [("x", i64(1, 5, -3)), ("z", i64(-3))], output_types=["bool"])
    k = np.array([[True], [False]])
    case(F, "", "Where", 9, [("k", k), ("x", f(2, 3)), ("z", f(3))], output_types=["float32"])
    case(F, "int64", "Where", 16, [("k", k), ("x", i64(1, 2, 3)), ("z", i64(-1, -2, -3))], output_types=["int64"])
    for src, to, number in (("float32", "int64", 7), ("float32", "int32", 6), ("int64", "float32", 1), ("int32", "int64", 7), ("float32", "bool", 9),
                            ("bool", "float32", 1), ("float32", "float64", 11), ("float64", "float32", 1), ("int64", "int32", 6), ("uint8", "float32", 1)):
        values = np.array([0, 1, 2.75, 100.5, 3] if src == "uint8" else [0, 1, -1, 2.75, -2.75, 100.5]).astype(src)
        case(F, f"{src}_to_{to}", "Cast", 9 if src != "uint8" else 13, [("x", values)], output_types=[to], to=number)
    case(F, "same_type", "Cast", 19, [("x", f(4))], to=1)


def matrix():
    F = "matrix"
    c = lambda n, v: (n, v, "const")
    x = ("x", f(3, 5))
    for opset in (7, 9, 11, 13):
        case(F, "bias", "Gemm", opset, [x, c("w", f(5, 4)), c("b", f(4))], batch=("x",))
        case(F, "torch", "Gemm", opset, [x, c("w", f(4, 5)), c("b", f(4))], batch=("x",), transB=1, alpha=1.0, beta=1.0)
    case(F, "no_bias", "Gemm", 11, [x, c("w", f(4, 5))], batch=("x",), transB=1)
    case(F, "alpha_beta", "Gemm", 13, [x, c("w", f(5, 4)), c("b", f(4))], batch=("x",), alpha=0.5, beta=2.0)
    case(F, "scalar_bias", "Gemm", 13, [x, c("w", f(5, 4)), c("b", f(1))], batch=("x",))
    case(F, "row_bias", "Gemm", 13, [x, c("w", f(5, 4)), c("b", f(1, 4))], batch=("x",))
    case(F, "column_bias", "Gemm", 13, [x, c("w", f(5, 4)), c("b", f(3, 1))])
    case(F, "trans_a", "Gemm", 13, [("x", f(5, 3)), c("w", f(5, 4)), c("b", f(4))], transA=1)
    case(F, "constant_left", "Gemm", 13, [c("w", f(2, 5)), ("x", f(5, 3))])
    for opset in (7, 9, 13):
        case(F, "2d", "MatMul", opset, [x, c("w", f(5, 4))], batch=("x",))
    case(F, "3d_by_2d", "MatMul", 13, [("x", f(2, 3, 5)), c("w", f(5, 4))], batch=("x",))
    case(F, "4d_by_2d", "MatMul", 13, [("x", f(2, 3, 2, 5)), c("w", f(5, 4))], batch=("x",))
    case(F, "batched", "MatMul", 13, [("x", f(2, 3, 5)), ("z", f(2, 5, 4))], batch=("x", "z"))
    case(F, "broadcast_batched", "MatMul", 13, [("x", f(2, 1, 3, 5)), ("z", f(4, 5, 2))])
    case(F, "vector_right", "MatMul", 13, [x, c("w", f(5))], batch=("x",))
    case(F, "vector_left", "MatMul", 13, [("x", f(5)), c("w", f(5, 4))])
    case(F, "vectors", "MatMul", 13, [("x", f(5)), ("z", f(5))])


def reduction():
    F = "reduction"
    x = ("x", f(2, 3, 4, 5))
    c = lambda n, *v: (n, i64(*v), "const")
    for op in ("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL2"):
        first_input_form = 13 if op == "ReduceSum" else 18
        for opset in (7, 11):
            case(F, "axes23", op, opset, [x], batch=("x",), axes=[2, 3])
            case(F, "axes23_drop", op, opset, [x], batch=("x",), axes=[2, 3], keepdims=0)
        case(F, "axis1", op, 11, [x], batch=("x",), axes=[1], keepdims=1)
        case(F, "negative", op, 12, [x], batch=("x",), axes=[-1, -2], keepdims=0)
        case(F, "all", op, 11, [x])
        case(F, "all_drop", op, 11, [x], keepdims=0)
        case(F, "axes23", op, first_input_form, [x, c("a", 2, 3)], batch=("x",))
        case(F, "axes23_drop", op, first_input_form, [x, c("a", -1, -2)], batch=("x",), keepdims=0)
        case(F, "all", op, first_input_form, [x])
        case(F, "noop", op, first_input_form, [x], noop_with_empty_axes=1)
        case(F, "axis1", op, 20, [x, c("a", 1)], batch=("x",), keepdims=0)
    case(F, "int64", "ReduceProd", 13, [("x", i64(2, 3, 4))], keepdims=0)
    case(F, "int64", "ReduceSum", 13, [("x", i64(2, 3, 4))], keepdims=0)
    t = ("x", np.array([[1, 3, 3, 2], [5, 5, 1, 0], [0, 0, 0, 9]], np.float32))
    for opset in (7, 11, 13):
        case(F, "axis1", "ArgMax", opset, [t], axis=1, output_types=["int64"])
        case(F, "default", "ArgMax", opset, [t], output_types=["int64"])
    case(F, "axis1_drop", "ArgMax", 13, [t], axis=1, keepdims=0, output_types=["int64"])
    case(F, "last", "ArgMax", 12, [t], axis=-1, select_last_index=1, output_types=["int64"])


def shape():
    F = "shape"
    c = lambda n, *v: (n, i64(*v), "const")
    x4, x2 = ("x", f(2, 3, 4, 5)), ("x", f(3, 6))
    for opset in (7, 9, 13, 21):
        case(F, "default", "Flatten", opset, [x4], batch=("x",))
    for axis in (0, 2, 4):
        case(F, f"axis{axis}", "Flatten", 11, [x4], axis=axis)
    case(F, "axis_minus1", "Flatten", 11, [x4], axis=-1)
    for opset in (7, 13, 14, 19):
        case(F, "infer", "Reshape", opset, [x4, c("s", 2, -1)])
        case(F, "copy_first", "Reshape", opset, [x4, c("s", 0, -1)], batch=("x",))
        case(F, "keep_batch", "Reshape", opset, [x4, c("s", -1, 60)], batch=("x",))
    case(F, "shuffle", "Reshape", 13, [("x", f(2, 6, 2, 3)), c("s", 2, 2, 3, 2, 3)])
    case(F, "copy_middle", "Reshape", 13, [x4, c("s", 0, 0, -1)], batch=("x",))
    case(F, "allow_zero", "Reshape", 14, [("x", np.zeros((2, 0), np.float32)), c("s", 0, 5)], allowzero=1)
    for name, permutation in (("nhwc", [0, 2, 3, 1]), ("nchw", [0, 3, 1, 2]), ("swap12", [0, 2, 1, 3]), ("all", [3, 1, 0, 2])):
        case(F, name, "Transpose", 13, [x4], perm=permutation, **({"batch": ("x",)} if permutation[0] == 0 else {}))
    case(F, "default", "Transpose", 7, [x4])
    case(F, "shuffle5", "Transpose", 13, [("x", f(2, 2, 3, 2, 2))], perm=[0, 2, 1, 3, 4], batch=("x",))
    one = ("x", f(2, 3, 1, 1))
    case(F, "axes", "Squeeze", 7, [one], axes=[2, 3], batch=("x",))
    case(F, "axes", "Squeeze", 11, [one], axes=[-1], batch=("x",))
    case(F, "axes", "Squeeze", 13, [one, c("a", 2, 3)], batch=("x",))
    case(F, "all", "Squeeze", 11, [one])
    case(F, "all", "Squeeze", 13, [one])
    case(F, "axes", "Unsqueeze", 7, [x2], axes=[2, 3], batch=("x",))
    case(F, "negative", "Unsqueeze", 11, [x2], axes=[-1, 1], batch=("x",))
    case(F, "axes", "Unsqueeze", 13, [x2, c("a", 2, 0)])
    case(F, "negative", "Unsqueeze", 13, [x2, c("a", -1)], batch=("x",))
    for opset in (7, 11, 13):
        case(F, "axis1", "Concat", opset, [x4, ("z", f(2, 2, 4, 5))], axis=1, batch=("x", "z"))
        case(F, "last", "Concat", opset, [x2, ("z", f(3, 2)), ("w", f(3, 1), "const")], axis=1)
    case(F, "axis_minus1", "Concat", 13, [x2, ("z", f(3, 2))], axis=-1, batch=("x", "z"))
    case(F, "axis0", "Concat", 13, [x2, ("z", f(1, 6))], axis=0)
    case(F, "one_input", "Concat", 13, [x2], axis=0)
    case(F, "int64", "Concat", 13, [("x", i64(1, 2)), ("z", i64(3))], axis=0)
    case(F, "attributes", "Slice", 7, [x4], starts=[0, 1], ends=[2, 3], axes=[1, 2], batch=("x",))
    case(F, "no_axes", "Slice", 9, [x2], starts=[1, -4], ends=[3, 100])
    case(F, "inputs", "Slice", 10, [x4, c("s", 1), c("e", 3), c("a", 1)], batch=("x",))
    case(F, "step2", "Slice", 11, [x4, c("s", 0), c("e", 5), c("a", 3), c("t", 2)], batch=("x",))
    case(F, "reverse", "Slice", 13, [x2, c("s", -1), c("e", -(2 ** 63)), c("a", 1), c("t", -1)])
    case(F, "huge_end", "Slice", 13, [x4, c("s", 1), c("e", 2 ** 63 - 1), c("a", -1)], batch=("x",))
    case(F, "no_axes", "Slice", 13, [x2, c("s", 1, 2), c("e", 3, 5)])
    case(F, "absent_axes_with_steps", "Slice", 13, [x2, c("s", 0, 0), c("e", 3, 6), None, c("t", 2, 3)])
    case(F, "empty", "Slice", 13, [x2, c("s", 3), c("e", 1), c("a", 1)])
    case(F, "int32_arguments", "Slice", 13, [x2] + [(n, np.array([v], np.int32), "const") for n, v in (("s", 1), ("e", 2), ("a", 0))])
    case(F, "first", "Split", 7, [("x", f(2, 6, 2, 2))], 2, axis=1, batch=("x",))
    case(F, "sizes", "Split", 11, [("x", f(2, 6, 2, 2))], 3, axis=1, split=[1, 2, 3], batch=("x",))
    case(F, "sizes", "Split", 13, [("x", f(2, 6, 2, 2)), c("p", 4, 2)], 2, axis=1, batch=("x",))
    case(F, "equal", "Split", 13, [("x", f(4, 6))], 2)
    case(F, "num_outputs_uneven", "Split", 18, [("x", f(2, 7))], 3, axis=1, num_outputs=3, batch=("x",))
    case(F, "axis_minus1", "Split", 18, [("x", f(2, 6))], 2, axis=-1, num_outputs=2, batch=("x",))
    case(F, "scalar", "Gather", 7, [("x", f(4, 3)), ("i", i64(2).reshape(()), "const")])
    case(F, "axis1", "Gather", 11, [x4, c("i", 2, 0)], axis=1, batch=("x",))
    case(F, "negative", "Gather", 13, [x2, c("i", -1, -6, 0)], axis=1, batch=("x",))
    case(F, "matrix", "Gather", 13, [("x", f(5, 2)), ("i", np.array([[0, 4], [3, 1]], np.int64), "const")])
    case(F, "int32_indices", "Gather", 13, [("x", i64(10, 20, 30)), ("i", np.array([2, 0], np.int32), "const")])
    for opset in (7, 13):
        case(F, "", "Shape", opset, [x4], output_types=["int64"])
    case(F, "range", "Shape", 15, [x4], start=1, end=3, output_types=["int64"])
    case(F, "negative", "Shape", 15, [x4], start=-2, output_types=["int64"])
    case(F, "clamped", "Shape", 19, [x4], start=-9, end=99, output_types=["int64"])
    case(F, "", "Expand", 8, [("x", f(3, 1)), c("s", 2, 3, 4)])
    case(F, "ones", "Expand", 13, [("x", f(2, 3)), c("s", 1, 1)], batch=("x",))
    case(F, "", "Tile", 7, [("x", f(2, 3)), c("r", 2, 2)])
    case(F, "ones", "Tile", 13, [("x", f(2, 3)), c("r", 1, 3)], batch=("x",))
    case(F, "float", "ConstantOfShape", 9, [("s", i64(2, 3))], value=np.array([1.5], np.float32), output_types=["float32"])
    case(F, "default", "ConstantOfShape", 9, [("s", i64(2, 3))], output_types=["float32"])
    case(F, "int64", "ConstantOfShape", 20, [("s", i64(3))], value=i64(7), output_types=["int64"])
    case(F, "int64", "Range", 11, [(n, i64(v).reshape(())) for n, v in (("a", 2), ("b", 11), ("d", 3))], output_types=["int64"])
    case(F, "negative", "Range", 11, [(n, i64(v).reshape(())) for n, v in (("a", 5), ("b", -2), ("d", -2))], output_types=["int64"])
    case(F, "float", "Range", 11, [(n, np.array(v, np.float32)) for n, v in (("a", 0), ("b", 1), ("d", 0.25))], output_types=["float32"])
    case(F, "attribute", "Pad", 7, [x4], pads=[0, 0, 1, 2, 0, 0, 3, 0], value=0.5, batch=("x",))
    case(F, "reflect_attribute", "Pad", 10, [x4], mode="reflect", pads=[0, 0, 1, 1, 0, 0, 1, 1], batch=("x",))
    for opset in (11, 13, 18, 21):
        case(F, "constant", "Pad", opset, [x4, c("p", 0, 0, 1, 2, 0, 0, 0, 1)], batch=("x",))
        case(F, "edge", "Pad", opset, [x4, c("p", 0, 0, 1, 2, 0, 0, 0, 1)], mode="edge", batch=("x",))
    case(F, "value", "Pad", 13, [x4, c("p", 0, 1, 0, 0, 0, 1, 0, 0), ("v", np.array(-1, np.float32), "const")], batch=("x",))
    case(F, "negative", "Pad", 13, [x4, c("p", 0, 0, -1, 0, 0, 0, 0, -2)], batch=("x",))
    case(F, "axes", "Pad", 18, [x4, c("p", 1, 2, 0, 1), None, c("a", 2, 3)], batch=("x",))
    case(F, "wrap", "Pad", 19, [x2, c("p", 0, 1, 0, 2)], mode="wrap", batch=("x",))
    for opset in (7, 13, 21):
        case(F, "", "Identity", opset, [x2], batch=("x",))
    case(F, "ratio_attribute", "Dropout", 7, [x2], ratio=0.3, batch=("x",))
    case(F, "ratio_attribute", "Dropout", 10, [x2], ratio=0.3, batch=("x",))
    case(F, "ratio_input", "Dropout", 12, [x2, ("r", np.array(0.3, np.float32), "const")], batch=("x",))
    case(F, "default", "Dropout", 13, [x2], batch=("x",))
    case(F, "training_false", "Dropout", 13, [x2, None, ("t", np.array(False), "const")], batch=("x",))


def constants():
    """Constant nodes and element types: each case adds or picks a constant so that its values show in the output."""
    F = "constants"
    def constant(name, opset, expected_type, shape_after, extra=(), **attributes):
        nodes = [ob.node("Constant", [], ["k"], name="k", **attributes)]
        last = "k"
        if expected_type not in ("float32", "int64"):
            nodes.append(ob.node("Cast", ["k"], ["kc"], name="cast", to=1))
            last, expected_type = "kc", "float32"
        x = np.zeros(shape_after, expected_type)
        nodes.append(ob.node("Add", ["x", last], ["y"], name="n"))
        g = ob.graph(nodes, [ob.value_info("x", expected_type, x.shape)], [ob.value_info("y", expected_type, None)])
        cases.append({"family": F, "name": f"constant_{name}_opset{opset}", "operator": "Constant", "opset": opset,
                      "model": base64.b64encode(ob.model(g, opset)).decode(),
                      "inputs": [{"name": "x", "type": expected_type, "shape": list(x.shape), "data": encode(x)}]})
    constant("value", 9, "float32", (2, 3), value=f(2, 3))
    constant("value_int64", 13, "int64", (3,), value=i64(5, -6, 2 ** 40))
    constant("value_scalar", 13, "float32", (2,), value=np.array(2.5, np.float32))
    constant("value_float", 12, "float32", (2,), value_float=1.25)
    constant("value_floats", 12, "float32", (2,), value_floats=[1.25, -3.5])
    constant("value_int", 13, "int64", (2,), value_int=-7)
    constant("value_ints", 13, "int64", (3,), value_ints=[1, -2, 3])
    for kind in ("float16", "float64", "int8", "uint8", "int32", "bool"):
        values = np.array([0, 1, 0, 1] if kind == "bool" else [0, 1, 2.5, 100] if kind == "uint8" else [-2, 1, 2.5, 100]).astype(kind)
        for form in ("raw", "typed"):
            nodes = [ob.node("Cast", ["k"], ["kc"], name="cast", to=1), ob.node("Add", ["x", "kc"], ["y"], name="n")]
            x = np.zeros(4, np.float32)
            g = ob.graph(nodes, [ob.value_info("x", "float32", x.shape)], [ob.value_info("y", "float32", None)], [ob.tensor("k", values, form)])
            cases.append({"family": F, "name": f"initializer_{kind}_{form}_opset13", "operator": "Cast", "opset": 13,
                          "model": base64.b64encode(ob.model(g, 13)).decode(),
                          "inputs": [{"name": "x", "type": "float32", "shape": [4], "data": encode(x)}]})


def main():
    for family in (convolution, pooling, normalisation, activation, arithmetic, matrix, reduction, shape, constants):
        family()
    with tempfile.TemporaryDirectory() as folder:
        before, after = os.path.join(folder, "in.json"), os.path.join(folder, "out.json")
        with open(before, "w") as file:
            json.dump(cases, file)
        subprocess.run(["node", os.path.join(HERE, "run_cases.mjs"), sys.argv[1], before, after], check=True)
        with open(after) as file:
            answer = json.load(file)
    for family in sorted({c["family"] for c in answer["cases"]}):
        chosen = [{k: v for k, v in c.items() if k != "family"} for c in answer["cases"] if c["family"] == family]
        with open(os.path.join(HERE, family + ".json"), "w", newline="\n") as file:
            file.write(json.dumps({"oracle": "onnxruntime-node " + answer["version"], "cases": []})[:-2] + "\n")
            file.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in chosen) + "\n]}\n")


main()
