"""Writes one JSON file for each family: small TensorFlow graphs, inputs, and what OpenCV's dnn answers where it loads them.

Run: /usr/bin/python3 make_cases.py (Python 3.11, NumPy 1.24, OpenCV 4.6.0). Seeded: a second run writes the same bytes.
"""
import base64
import json
import multiprocessing
import os

import cv2
import numpy as np

from graph_bytes import FLOAT, INT32, Sizes, Type, const, node, placeholder

F = Type(FLOAT)
random = np.random.RandomState(20261121)
cases = []


def floats(*sizes):
    return np.asarray(random.randn(*sizes), np.float32)


def ints(*values):
    return np.array(values, np.int32)


def scalar(value, kind=np.float32):
    return np.array(value, kind)


def b64(data):
    return base64.b64encode(data).decode()


def answer_in_child(pipe, model, x, output):
    try:
        net = cv2.dnn.readNetFromTensorflow(np.frombuffer(model, np.uint8))
        net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
        net.setInput(x)
        pipe.send(net.forward(output))
    except cv2.error:
        pipe.send(None)


def opencv(model, x, output, nhwc):
    """OpenCV takes NCHW blobs; rank 4 answers come back as NCHW. None where it refuses, or crashes: hence the process of its own."""
    blob = np.ascontiguousarray(x.transpose(0, 3, 1, 2)) if nhwc and x.ndim == 4 else x
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=answer_in_child, args=(there, model, blob, output))
    process.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        return None
    finally:
        process.join()


def case(name, operator, nodes, x, output='y', sizes=None, nhwc=True, moved=None, peer=True):
    """moved: the output's channels are at axis 1 in the imported graph and last in the file. peer: whether OpenCV follows TensorFlow here."""
    sizes = sizes or (-1,) + x.shape[1:]
    model = placeholder('x', sizes) + b''.join(nodes)
    answer = opencv(model, x, output, nhwc) if peer else None
    item = {
        'name': name, 'operator': operator, 'model': b64(model), 'output': output,
        'inputMoved': nhwc and x.ndim == 4, 'outputMoved': nhwc if moved is None else moved,
        'input': {'shape': list(x.shape), 'data': b64(x.tobytes())},
    }
    if answer is not None:
        item['opencv'] = {'shape': list(answer.shape), 'data': b64(answer.astype(np.float32).tobytes())}
    cases.append(item)


def order(nhwc, h, w):
    return [1, h, w, 1] if nhwc else [1, 1, h, w]


def conv_cases():
    for (h, w) in [(7, 6), (8, 8), (5, 9)]:
        for stride in [(1, 1), (2, 2), (2, 1), (3, 2)]:
            for padding in ['SAME', 'VALID']:
                x = floats(2, h, w, 3)
                k = floats(3, 3, 3, 4)
                n = [const('w', k), node('y', 'Conv2D', ['x', 'w'], T=F, strides=order(True, *stride), padding=padding, data_format='NHWC')]
                case(f'conv_{h}x{w}_s{stride[0]}{stride[1]}_{padding}', 'Conv2D', n, x)
    for padding in ['SAME', 'VALID']:
        for dilation in [(2, 2), (1, 3)]:
            x = floats(1, 9, 8, 2)
            n = [const('w', floats(3, 2, 2, 3)), node('y', 'Conv2D', ['x', 'w'], T=F, strides=[1, 1, 1, 1], dilations=order(True, *dilation), padding=padding)]
            case(f'conv_dilated_{dilation[0]}{dilation[1]}_{padding}', 'Conv2D', n, x, peer=False)  # OpenCV 4.6 ignores dilations
    x = floats(1, 6, 7, 2)
    n = [const('w', floats(4, 5, 2, 3)), node('y', 'Conv2D', ['x', 'w'], T=F, strides=[1, 2, 1, 1], padding='EXPLICIT', explicit_paddings=[0, 0, 2, 1, 0, 3, 0, 0])]
    case('conv_explicit', 'Conv2D', n, x)
    x = floats(1, 2, 6, 7)
    n = [const('w', floats(4, 5, 2, 3)), node('y', 'Conv2D', ['x', 'w'], T=F, strides=[1, 1, 2, 1], padding='EXPLICIT', explicit_paddings=[0, 0, 0, 0, 2, 1, 0, 3], data_format='NCHW')]
    case('conv_explicit_nchw', 'Conv2D', n, x, nhwc=False)
    x = floats(2, 3, 8, 7)
    n = [const('w', floats(3, 3, 3, 4)), node('y', 'Conv2D', ['x', 'w'], T=F, strides=[1, 1, 2, 2], padding='SAME', data_format='NCHW')]
    case('conv_same_nchw', 'Conv2D', n, x, nhwc=False)
    x = floats(1, 6, 6, 4)
    n = [const('w', floats(3, 3, 2, 6)), node('y', 'Conv2D', ['x', 'w'], T=F, strides=[1, 1, 1, 1], padding='SAME')]
    case('conv_grouped', 'Conv2D', n, x)
    x = floats(2, 7, 6, 3)
    n = [const('w', floats(3, 3, 3, 4), typed=True), node('y', 'Conv2D', ['x', 'w'], T=F, strides=[1, 2, 2, 1], padding='SAME')]
    case('conv_unknown_size', 'Conv2D', n, x, sizes=(-1, -1, -1, 3), peer=False)
    for padding in ['SAME', 'VALID']:
        for (stride, multiplier) in [(1, 1), (2, 1), (1, 2), (2, 3)]:
            x = floats(2, 7, 8, 3)
            n = [const('w', floats(3, 3, 3, multiplier)), node('y', 'DepthwiseConv2dNative', ['x', 'w'], T=F, strides=[1, stride, stride, 1], padding=padding)]
            case(f'depthwise_s{stride}_m{multiplier}_{padding}', 'DepthwiseConv2dNative', n, x)
    x = floats(1, 9, 9, 2)
    n = [const('w', floats(3, 3, 2, 1)), node('y', 'DepthwiseConv2dNative', ['x', 'w'], T=F, strides=[1, 1, 1, 1], dilations=[1, 2, 2, 1], padding='SAME')]
    case('depthwise_dilated', 'DepthwiseConv2dNative', n, x, peer=False)


def pool_cases():
    for op in ['MaxPool', 'AvgPool']:
        for (h, w) in [(7, 6), (8, 8)]:
            for (kernel, stride) in [((3, 3), (2, 2)), ((3, 3), (1, 1)), ((2, 2), (2, 2)), ((1, 1), (2, 2)), ((2, 3), (1, 2))]:
                for padding in ['SAME', 'VALID']:
                    x = floats(1, h, w, 2)
                    n = [node('y', op, ['x'], T=F, ksize=order(True, *kernel), strides=order(True, *stride), padding=padding)]
                    case(f'{op}_{h}x{w}_k{kernel[0]}{kernel[1]}_s{stride[0]}{stride[1]}_{padding}', op, n, x)
        x = floats(1, 2, 7, 6)
        n = [node('y', op, ['x'], T=F, ksize=[1, 1, 3, 3], strides=[1, 1, 2, 2], padding='SAME', data_format='NCHW')]
        case(f'{op}_nchw', op, n, x, nhwc=False)
        x = floats(1, 7, 6, 2)
        n = [node('y', op, ['x'], T=F, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1], padding='SAME')]
        case(f'{op}_unknown_size', op, n, x, sizes=(-1, -1, -1, 2), peer=False)


K1 = dict(T=F, strides=[1, 1, 1, 1], padding='VALID')


def stem(channels=4):
    """A 1x1 convolution, so that what follows works on a value in the graph's own layout."""
    return [const('k', floats(1, 1, 3, channels)), node('c', 'Conv2D', ['x', 'k'], **K1)]


def norm_cases():
    c = 4
    for op, data_format in [('FusedBatchNorm', 'NHWC'), ('FusedBatchNormV2', 'NHWC'), ('FusedBatchNormV3', 'NHWC'), ('FusedBatchNormV3', 'NCHW')]:
        nhwc = data_format == 'NHWC'
        x = floats(2, 5, 4, c) if nhwc else floats(2, c, 5, 4)
        n = [const('g', floats(c)), const('b', floats(c)), const('m', floats(c)), const('v', np.abs(floats(c)) + np.float32(0.1)),
             node('y', op, ['x', 'g', 'b', 'm', 'v'], T=F, epsilon=0.001, is_training=False, data_format=data_format)]
        case(f'{op}_{data_format}', op, n, x, nhwc=nhwc)
    x = floats(1, 5, 4, 3)
    n = stem() + [const('g', np.ones(c, np.float32), fill=True), const('b', floats(c)), const('m', floats(c)), const('v', np.abs(floats(c))), const('e', scalar(np.float32(0.001))),
         node('ve', 'Add', ['v', 'e'], T=F), node('r', 'Rsqrt', ['ve'], T=F), node('rg', 'Mul', ['r', 'g'], T=F), node('xr', 'Mul', ['c', 'rg'], T=F),
         node('mr', 'Mul', ['m', 'rg'], T=F), node('s', 'Sub', ['b', 'mr'], T=F), node('y', 'Add', ['xr', 's'], T=F)]
    case('unfused_batch_norm', 'Rsqrt', n, x)
    for name, i in [('bias_nhwc', 'NHWC'), ('bias_nchw', 'NCHW')]:
        x = floats(1, 4, 5, 3) if i == 'NHWC' else floats(1, 3, 4, 5)
        case(name, 'BiasAdd', [const('b', floats(3)), node('y', 'BiasAdd', ['x', 'b'], T=F, data_format=i)] if i == 'NCHW' else
             [const('b', floats(3)), const('k', floats(1, 1, 3, 3)), node('c', 'Conv2D', ['x', 'k'], **K1), node('y', 'BiasAdd', ['c', 'b'], T=F)],
             x, nhwc=i == 'NHWC', peer=i == 'NHWC', moved=i == 'NHWC')
    n = stem() + [node('y', 'LRN', ['c'], T=F, depth_radius=2, bias=1.5, alpha=0.3, beta=0.75)]
    case('lrn', 'LRN', n, floats(1, 3, 4, 3))


def elementwise_cases():
    for op in ['Relu', 'Relu6', 'Sigmoid', 'Tanh', 'Elu', 'Softplus', 'Abs', 'Neg', 'Exp', 'Square', 'Identity', 'Selu', 'Softsign']:
        n = stem() + [node('y', op, ['c'], T=F)]
        case('unary_' + op, op, n, floats(1, 3, 4, 3) * np.float32(3))
    case('leaky', 'LeakyRelu', stem() + [node('y', 'LeakyRelu', ['c'], T=F, alpha=0.3)], floats(1, 3, 4, 3))
    case('swish', 'Sigmoid', stem() + [node('s', 'Sigmoid', ['c'], T=F), node('y', 'Mul', ['c', 's'], T=F)], floats(1, 3, 4, 3))
    case('hard_swish', 'Relu6', stem() + [const('t', scalar(3.0)), const('f', scalar(1 / 6.0)), node('a', 'AddV2', ['c', 't'], T=F), node('r', 'Relu6', ['a'], T=F),
         node('m', 'Mul', ['r', 'f'], T=F), node('y', 'Mul', ['c', 'm'], T=F)], floats(1, 3, 4, 3) * np.float32(3))
    for op in ['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference']:
        case('two_' + op, op, stem() + [const('k2', floats(1, 1, 3, 4)), node('d', 'Conv2D', ['x', 'k2'], **K1), node('y', op, ['c', 'd'], T=F)], floats(1, 3, 4, 3))
    for name, sizes in [('scalar', ()), ('channel', (4,)), ('width', (5, 1)), ('rank3', (3, 1, 4)), ('rank4', (1, 3, 5, 4))]:
        for op in ['Mul', 'Sub']:
            case(f'constant_{name}_{op}', op, stem() + [const('k2', floats(*sizes)), node('y', op, ['c', 'k2'], T=F)], floats(2, 3, 5, 3))
    case('constant_left_Sub', 'Sub', stem() + [const('k2', floats(4)), node('y', 'Sub', ['k2', 'c'], T=F)], floats(2, 3, 5, 3), peer=False)  # OpenCV 4.6 subtracts the other way round
    case('addn', 'AddN', stem() + [node('y', 'AddN', ['c', 'c', 'c'], T=F, N=3)], floats(1, 3, 4, 3))


def reduction_cases():
    for op in ['Mean', 'Sum', 'Max', 'Min']:
        for name, axes, keep, moved in [('hw', [1, 2], False, False), ('hw_keep', [1, 2], True, True), ('negative', [-2, -3], False, False), ('c_keep', [3], True, True),
                                        ('w', [2], False, False), ('c', [3], False, False), ('h_keep', [1], True, True)]:
            case(f'{op}_{name}', op, stem() + [const('a', ints(*axes)), node('y', op, ['c', 'a'], T=F, Tidx=Type(INT32), keep_dims=keep)], floats(2, 3, 4, 3), moved=moved)
    case('softmax_vector', 'Softmax', [node('y', 'Softmax', ['x'], T=F)], floats(3, 7), nhwc=False)
    case('softmax_channels', 'Softmax', stem() + [node('y', 'Softmax', ['c'], T=F)], floats(1, 3, 4, 3))
    for ta, tb in [(False, False), (False, True)]:
        case(f'matmul_{int(ta)}{int(tb)}', 'MatMul', [const('w', floats(4, 6) if tb else floats(6, 4)), node('y', 'MatMul', ['x', 'w'], T=F, transpose_a=ta, transpose_b=tb)], floats(3, 6), nhwc=False)
    case('flatten_dense', 'MatMul', stem() + [const('s', ints(-1, 48)), node('f', 'Reshape', ['c', 's'], T=F), const('w', floats(48, 5)), node('m', 'MatMul', ['f', 'w'], T=F),
         const('b', floats(5)), node('y', 'BiasAdd', ['m', 'b'], T=F)], floats(2, 3, 4, 3), moved=False)


def shape_cases():
    x = lambda: floats(2, 3, 4, 3)
    case('reshape_rows', 'Reshape', stem() + [const('s', ints(-1, 48)), node('y', 'Reshape', ['c', 's'], T=F)], x(), moved=False)
    case('reshape_picture', 'Reshape', stem() + [const('s', ints(-1, 6, 2, 4)), node('y', 'Reshape', ['c', 's'], T=F)], x(), moved=False)
    pooled = stem() + [const('a', ints(1, 2)), node('p', 'Mean', ['c', 'a'], T=F, keep_dims=True)]
    case('squeeze_named', 'Squeeze', pooled + [node('y', 'Squeeze', ['p'], T=F, squeeze_dims=[1, 2])], x(), moved=False)
    case('squeeze_all', 'Squeeze', pooled + [node('y', 'Squeeze', ['p'], T=F)], x(), moved=False)
    case('reshape_pooled', 'Reshape', pooled + [const('s', ints(-1, 4)), node('y', 'Reshape', ['p', 's'], T=F)], x(), moved=False)
    excite = stem() + [const('a', ints(1, 2)), node('p', 'Mean', ['c', 'a'], T=F, keep_dims=False)]
    gate = [const('w', floats(1, 1, 4, 4)), node('g', 'Conv2D', ['e', 'w'], **K1), node('s', 'Sigmoid', ['g'], T=F), node('y', 'Mul', ['c', 's'], T=F)]
    case('excite_reshape', 'Reshape', excite + [const('to', ints(-1, 1, 1, 4)), node('e', 'Reshape', ['p', 'to'], T=F)] + gate, x())
    case('excite_expand', 'ExpandDims', excite + [const('one', scalar(1, np.int32)), node('e1', 'ExpandDims', ['p', 'one'], T=F), node('e', 'ExpandDims', ['e1', 'one'], T=F)] + gate, x())
    case('excite_shape', 'Shape', excite + [
        node('sh', 'Shape', ['c'], T=F), const('b0', ints(0)), const('b1', ints(1)), node('n', 'StridedSlice', ['sh', 'b0', 'b1', 'b1'], T=Type(INT32), shrink_axis_mask=1),
        const('u', scalar(1, np.int32)), const('ch', scalar(4, np.int32)), node('to', 'Pack', ['n', 'u', 'u', 'ch'], T=Type(INT32), N=4, axis=0),
        node('e', 'Reshape', ['p', 'to'], T=F)] + gate, x())
    for name, pads in [('hw', [[0, 0], [1, 2], [3, 0], [0, 0]]), ('channels', [[0, 0], [0, 0], [1, 0], [2, 1]])]:
        case('pad_' + name, 'Pad', stem() + [const('p', np.array(pads, np.int32)), node('y', 'Pad', ['c', 'p'], T=F)], x())
        case('padv2_' + name, 'PadV2', stem() + [const('p', np.array(pads, np.int32)), const('v', scalar(-1.5)), node('y', 'PadV2', ['c', 'p', 'v'], T=F)], x())
    n = [const('p', np.array([[0, 0], [1, 1], [1, 1], [0, 0]], np.int32)), node('q', 'Pad', ['x', 'p'], T=F), const('w', floats(3, 3, 3, 4)),
         node('y', 'Conv2D', ['q', 'w'], T=F, strides=[1, 2, 2, 1], padding='VALID')]
    case('pad_then_conv', 'Pad', n, floats(1, 8, 8, 3))
    case('mirror', 'MirrorPad', stem() + [const('p', np.array([[0, 0], [1, 2], [2, 1], [0, 0]], np.int32)), node('y', 'MirrorPad', ['c', 'p'], T=F, mode='REFLECT')], x())
    for name, axis in [('c', 3), ('h', 1), ('last', -1)]:
        extra = [const('k2', floats(1, 1, 3, 4)), node('d', 'Conv2D', ['x', 'k2'], **K1), const('ax', scalar(axis, np.int32))]
        case('concatv2_' + name, 'ConcatV2', stem() + extra + [node('y', 'ConcatV2', ['c', 'd', 'ax'], T=F, N=2)], x())
    extra = [const('k2', floats(1, 1, 3, 2)), node('d', 'Conv2D', ['x', 'k2'], **K1), const('ax', scalar(3, np.int32))]
    case('concat_old', 'Concat', stem() + extra + [node('y', 'Concat', ['ax', 'c', 'd'], T=F, N=2)], x())
    case('slice_reverse', 'StridedSlice', stem() + [const('b', ints(0, -1)), const('e', ints(0, 0)), const('s', ints(1, -1)),
         node('y', 'StridedSlice', ['c', 'b', 'e', 's'], T=F, ellipsis_mask=1, begin_mask=2, end_mask=2)], x())
    case('slice_step', 'StridedSlice', stem() + [const('b', ints(0, 0, 1, 1)), const('e', ints(0, 0, 4, 3)), const('s', ints(1, 2, 2, 1)),
         node('y', 'StridedSlice', ['c', 'b', 'e', 's'], T=F, begin_mask=3, end_mask=3)], x())
    case('slice_shrink', 'StridedSlice', stem() + [const('b', ints(0, 1)), const('e', ints(0, 2)), const('s', ints(1, 1)),
         node('y', 'StridedSlice', ['c', 'b', 'e', 's'], T=F, begin_mask=1, end_mask=1, shrink_axis_mask=2)], x(), moved=False, peer=False)  # OpenCV 4.6 keeps the axis
    case('slice_plain', 'Slice', stem() + [const('b', ints(0, 1, 0, 2)), const('z', ints(-1, 2, 3, -1)), node('y', 'Slice', ['c', 'b', 'z'], T=F)], x())
    case('split_second', 'Split', stem() + [const('ax', scalar(3, np.int32)), node('s', 'Split', ['ax', 'c'], T=F, num_split=2), node('y', 'Relu', ['s:1'], T=F)], x())
    case('transpose_to_nchw', 'Transpose', stem() + [const('p', ints(0, 3, 1, 2)), node('y', 'Transpose', ['c', 'p'], T=F)], x(), moved=False)
    case('transpose_hw', 'Transpose', stem() + [const('p', ints(0, 2, 1, 3)), node('y', 'Transpose', ['c', 'p'], T=F)], x(), moved=False)
    case('cast_there_and_back', 'Cast', stem() + [node('i', 'Cast', ['c'], SrcT=F, DstT=Type(INT32)), node('y', 'Cast', ['i'], SrcT=Type(INT32), DstT=F)], x() * np.float32(5), peer=False)
    case('weights_read', 'Identity', [const('w', floats(3, 3, 3, 4)), node('w/read', 'Identity', ['w'], T=F), node('y', 'Conv2D', ['x', 'w/read'], T=F, strides=[1, 1, 1, 1], padding='SAME')], x())
    case('control_input', 'Identity', [const('w', floats(3, 3, 3, 4)), node('nothing', 'NoOp'), node('y', 'Conv2D', ['x', 'w', '^nothing'], T=F, strides=[1, 1, 1, 1], padding='SAME')], x())
    case('grey_rows', 'Reshape', [const('s', ints(-1, 4, 6, 1)), node('r', 'Reshape', ['x', 's'], T=F), const('w', floats(3, 3, 1, 2)),
         node('y', 'Conv2D', ['r', 'w'], T=F, strides=[1, 1, 1, 1], padding='SAME')], floats(2, 24), nhwc=False, moved=True, peer=False)


for family, make in [('convolution', conv_cases), ('pooling', pool_cases), ('normalisation', norm_cases), ('elementwise', elementwise_cases), ('reduction', reduction_cases), ('shape', shape_cases)]:
    cases.clear()
    make()
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), family + '.json')
    with open(path, 'w', newline='\n') as f:
        f.write('{ "oracle": "OpenCV dnn ' + cv2.__version__ + '",\n  "cases": [\n' + ',\n'.join('    ' + json.dumps(c) for c in cases) + '\n  ] }\n')
    print(family, len(cases), 'cases,', sum('opencv' in c for c in cases), 'with OpenCV; without:', [c['name'] for c in cases if 'opencv' not in c])
