"""Draws golden cases of every family from a seed: values and gradients of PyTorch on the CPU in float64.

    python3 golden_cases.py SEED FOLDER [CASES]

writes FOLDER/*.json, which GoldenTest reads with -Dgolden.dir=FOLDER. CASES is the number of drawn cases of each op, 4 if absent.
Inputs stay away from kinks and ties, where a subgradient is a matter of taste.
"""

import json
import pathlib
import random
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

MARGIN = 0.02
"""How far drawn numbers keep from kinks, and from each other where there is a choice between them."""


SINGLE = 3e-6
"""How far PyTorch's float32 may be from its float64, relative to the largest number of a tensor."""


class Draw:
    """Random numbers, shapes and tensors from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self, low, high):
        return self.random.randint(low, high)

    def one_of(self, *choices):
        return self.random.choice(choices)

    def pair(self, low, high):
        return [self.integer(low, high), self.integer(low, high)]

    def shape(self, least, most, extent=5):
        return [self.integer(1, extent) for _ in range(self.integer(least, most))]

    def number(self, low, high):
        return self.random.uniform(low, high)

    def uniform(self, shape, low=-2.0, high=2.0):
        count = torch.Size(shape).numel()
        return torch.tensor([self.number(low, high) for _ in range(count)]).reshape(shape)

    def gaussian(self, shape):
        count = torch.Size(shape).numel()
        return torch.tensor([self.random.gauss(0, 1) for _ in range(count)]).reshape(shape)

    def away_from(self, shape, kinks, low=-4.0, high=4.0):
        def number():
            while True:
                value = self.number(low, high)
                if all(abs(value - kink) > MARGIN for kink in kinks):
                    return value

        return torch.tensor([number() for _ in range(torch.Size(shape).numel())]).reshape(shape)

    def distinct(self, shape):
        """Numbers of which any two differ by more than the margin, and none is near 0."""
        count = torch.Size(shape).numel()
        values = [MARGIN * 2 * (i - count // 2 + 0.4) for i in range(count)]
        self.random.shuffle(values)
        return torch.tensor(values).reshape(shape)

    def indices(self, shape, bound):
        count = torch.Size(shape).numel()
        return torch.tensor([self.integer(0, bound - 1) for _ in range(count)], dtype=torch.int64).reshape(shape)


def encoded(tensor):
    names = {torch.float64: "float64", torch.int64: "int64", torch.bool: "bool"}
    return {
        "dtype": names[tensor.dtype],
        "shape": list(tensor.shape),
        "data": tensor.detach().contiguous().reshape(-1).tolist(),
    }


def pulled(function, inputs, cotangent_of):
    """The output for inputs by name, its cotangent, and the gradients of the floating-point inputs by name."""
    given = {key: value.clone() for key, value in inputs.items()}
    floating = [key for key, value in given.items() if value.is_floating_point()]
    for key in floating:
        given[key].requires_grad_(True)
    output = function(**given)
    cotangent = cotangent_of(output)
    gradients = torch.autograd.grad(output, [given[key] for key in floating], cotangent)
    return output.detach(), cotangent, dict(zip(floating, gradients))


def is_well_conditioned(function, inputs, output, cotangent, gradients):
    """Whether PyTorch's own float32 comes close: where it does not, rounding the inputs changes too much."""
    single = {key: value.float() if value.is_floating_point() else value for key, value in inputs.items()}
    output32, _, gradients32 = pulled(function, single, lambda _: cotangent.float())
    pairs = [(output, output32)] + [(gradients[key], gradients32[key]) for key in gradients]
    return all(
        ((wide - narrow.double()).abs().max() <= SINGLE * wide.abs().max()).item() for wide, narrow in pairs)


def case(draw, op, name, function, inputs, params=None, extra=None):
    """A case of an op, or None if it is ill-conditioned: `function` takes the inputs by name."""
    output, cotangent, gradients = pulled(function, inputs, lambda output: draw.gaussian(list(output.shape)))
    if not is_well_conditioned(function, inputs, output, cotangent, gradients):
        return None
    result = {
        "op": op,
        "name": name,
        "params": params or {},
        "inputs": {key: encoded(value) for key, value in inputs.items()},
        "output": encoded(output),
        "grad_output": encoded(cotangent),
        "grads": {key: encoded(value) for key, value in gradients.items()},
    }
    if extra:
        result["extra"] = extra
    return result


def elementwise(draw, count):
    kinks = {
        "relu": [0], "relu6": [0, 6], "leaky_relu": [0], "elu": [0], "hardswish": [-3, 3], "hardsigmoid": [-3, 3],
        "abs": [0], "clamp": [], "sqrt": [0], "prelu": [0],
    }
    functions = {
        "relu": F.relu, "relu6": F.relu6, "gelu": F.gelu, "silu": F.silu, "mish": F.mish, "sigmoid": torch.sigmoid,
        "logsigmoid": F.logsigmoid, "tanh": torch.tanh, "softplus": lambda x: F.softplus(x, threshold=1e9),
        "hardswish": F.hardswish, "hardsigmoid": F.hardsigmoid, "exp": torch.exp, "sin": torch.sin, "cos": torch.cos,
        "abs": torch.abs, "neg": torch.neg, "square": torch.square,
        "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    }
    positive = {"log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "reciprocal": torch.reciprocal}
    # further down PyTorch's 1 + tanh has few digits left, or none
    lowest = {"gelu_tanh": -4}
    for i in range(count):
        for op, function in functions.items():
            x = draw.away_from(draw.shape(1, 4, 7), kinks.get(op, []), lowest.get(op, -9), 9)
            yield case(draw, op, f"drawn_{i}", lambda input, f=function: f(input), {"input": x})
        for op, function in positive.items():
            x = draw.uniform(draw.shape(1, 4, 7), 0.05, 5)
            yield case(draw, op, f"drawn_{i}", lambda input, f=function: f(input), {"input": x})
        slope = draw.number(0.01, 0.5)
        x = draw.away_from(draw.shape(1, 3), [0])
        yield case(draw, "leaky_relu", f"drawn_{i}", lambda input: F.leaky_relu(input, slope), {"input": x},
                   {"negative_slope": slope})
        alpha = draw.number(0.2, 2)
        yield case(draw, "elu", f"drawn_{i}", lambda input: F.elu(input, alpha), {"input": x}, {"alpha": alpha})
        low, high = draw.number(-2, -0.5), draw.number(0.5, 2)
        x = draw.away_from(draw.shape(1, 3), [low, high])
        yield case(draw, "clamp", f"drawn_{i}", lambda input: torch.clamp(input, low, high), {"input": x},
                   {"min": low, "max": high})
        exponent = draw.one_of(-1.5, 0.5, 1.0, 2.0, 3.0, draw.number(-2, 4))
        x = draw.uniform(draw.shape(1, 3), 0.2, 4)
        yield case(draw, "pow", f"drawn_{i}", lambda input: torch.pow(input, exponent), {"input": x},
                   {"exponent": exponent})
        beta, threshold = draw.one_of(0.5, 2.0, 3.0), draw.one_of(1.0, 3.0, 20.0)
        x = draw.away_from(draw.shape(1, 3), [threshold / beta])
        yield case(draw, "softplus_beta", f"drawn_{i}", lambda input: F.softplus(input, beta, threshold), {"input": x},
                   {"beta": beta, "threshold": threshold})
        channels = draw.integer(1, 4)
        x = draw.away_from([draw.integer(1, 3), channels, draw.integer(1, 4)], [0])
        yield case(draw, "prelu", f"drawn_{i}", lambda input, weight: F.prelu(input, weight),
                   {"input": x, "weight": draw.uniform([draw.one_of(1, channels)])})


def stretched(draw):
    """Two shapes that go together by broadcasting."""
    full = draw.shape(1, 4)
    def part():
        sizes = [draw.one_of(size, size, 1) for size in full]
        return sizes[draw.integer(0, len(sizes)):] if draw.integer(0, 2) == 0 else sizes
    return part(), part()


def broadcast(draw, count):
    functions = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
                 "maximum": torch.maximum, "minimum": torch.minimum}
    for i in range(count):
        for op, function in functions.items():
            left, right = stretched(draw)
            a = draw.distinct(left)
            b = draw.distinct(right) + MARGIN
            if op == "div":
                b = draw.uniform(right, 0.4, 3) * draw.one_of(-1, 1)
            yield case(draw, op, f"drawn_{i}", lambda a, b, f=function: f(a, b), {"a": a, "b": b})
        left, right = stretched(draw)
        shape = list(torch.broadcast_shapes(left, right))
        condition = draw.indices(shape, 2) == 1
        yield case(draw, "where", f"drawn_{i}", lambda a, b, condition: torch.where(condition, a, b),
                   {"a": draw.uniform(left), "b": draw.uniform(right), "condition": condition})


def padded(x, padding, mode):
    return x if mode == "zeros" else F.pad(x, [padding[1], padding[1], padding[0], padding[0]], mode=mode)


def conv2d(draw, count):
    for i in range(3 * count):
        groups = draw.one_of(1, 1, 2, 3)
        channels, filters = draw.integer(1, 5), draw.integer(1, 5)
        if draw.integer(0, 4) == 0:
            channels, filters, groups = 1, draw.integer(1, 2), draw.integer(2, 6)
        kernel, stride, dilation = draw.pair(1, 4), draw.pair(1, 3), draw.pair(1, 2)
        mode = draw.one_of("zeros", "zeros", "zeros", "reflect", "replicate")
        padding = draw.pair(0, 3)
        spans = [dilation[a] * (kernel[a] - 1) + 1 for a in (0, 1)]
        size = [max(spans[a] - 2 * padding[a], padding[a] + 1, 1) + draw.one_of(0, 1, 2, 5, 17) for a in (0, 1)]
        inputs = {
            "input": draw.gaussian([draw.integer(1, 3), groups * channels] + size),
            "weight": draw.gaussian(([groups] if groups > 1 else []) + [filters, channels] + kernel),
        }
        if draw.integer(0, 2) > 0:
            inputs["bias"] = draw.gaussian([1, groups * filters, 1, 1])

        def function(input, weight, bias=None):
            return F.conv2d(padded(input, padding, mode), weight.reshape([groups * filters, channels] + kernel),
                            None if bias is None else bias.reshape(-1), stride,
                            padding if mode == "zeros" else 0, dilation, groups)

        yield case(draw, "conv2d", f"drawn_{i}", function, inputs,
                   {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups, "padding_mode": mode})


def conv_transpose2d(draw, count):
    for i in range(2 * count):
        groups = draw.one_of(1, 1, 2, 3)
        channels, filters = draw.integer(1, 4), draw.integer(1, 4)
        kernel, stride, dilation = draw.pair(1, 4), draw.pair(1, 3), draw.pair(1, 2)
        spans = [dilation[a] * (kernel[a] - 1) + 1 for a in (0, 1)]
        padding = [draw.integer(0, (spans[a] - 1) // 2) for a in (0, 1)]
        extra = [draw.integer(0, max(stride[a], dilation[a]) - 1) for a in (0, 1)]
        inputs = {
            "input": draw.gaussian([draw.integer(1, 3), groups * channels] + draw.pair(1, 6)),
            "weight": draw.gaussian([groups * channels, filters] + kernel),
            "bias": draw.gaussian([groups * filters]),
        }
        if draw.integer(0, 2) == 0:
            del inputs["bias"]

        def function(input, weight, bias=None):
            return F.conv_transpose2d(input, weight, bias, stride, padding, extra, groups, dilation)

        yield case(draw, "conv_transpose2d", f"drawn_{i}", function, inputs,
                   {"stride": stride, "padding": padding, "output_padding": extra, "dilation": dilation,
                    "groups": groups, "weight_layout": "PyTorch (in, out/groups, kh, kw)"})


def pool(draw, count):
    for i in range(2 * count):
        kernel, stride, dilation = draw.pair(1, 4), draw.pair(1, 4), draw.pair(1, 2)
        padding = [draw.integer(0, kernel[a] // 2) for a in (0, 1)]
        ceil, counted = draw.one_of(True, False), draw.one_of(True, False)
        spans = [dilation[a] * (kernel[a] - 1) + 1 for a in (0, 1)]
        size = [max(1, spans[a] - padding[a]) + draw.one_of(0, 1, 2, 5, 18) for a in (0, 1)]
        x = draw.distinct([draw.integer(1, 2), draw.integer(1, 3)] + size)
        geometry = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil}
        yield case(draw, "max_pool2d", f"drawn_{i}",
                   lambda input: F.max_pool2d(input, kernel, stride, padding, dilation, ceil), {"input": x},
                   geometry | {"dilation": dilation})
        yield case(draw, "avg_pool2d", f"drawn_{i}",
                   lambda input: F.avg_pool2d(input, kernel, stride, padding, ceil, counted), {"input": x},
                   geometry | {"count_include_pad": counted})
        target = draw.pair(1, 7)
        yield case(draw, "adaptive_avg_pool2d", f"drawn_{i}", lambda input: F.adaptive_avg_pool2d(input, target),
                   {"input": x}, {"output_size": target})
        yield case(draw, "adaptive_max_pool2d", f"drawn_{i}", lambda input: F.adaptive_max_pool2d(input, target),
                   {"input": x}, {"output_size": target})


def matmul(draw, count):
    for i in range(2 * count):
        n, k, m = draw.integer(1, 9), draw.integer(1, 40), draw.integer(1, 35)
        left, right = draw.one_of(([], []), ([2], [2]), ([3, 1], [2]), ([], [4]), ([2, 3], []))
        yield case(draw, "matmul", f"drawn_{i}", lambda a, b: a @ b,
                   {"a": draw.gaussian(left + [n, k]), "b": draw.gaussian(right + [k, m])})
        inputs = {"input": draw.gaussian(draw.one_of([], [2], [2, 3]) + [n, k]), "weight": draw.gaussian([m, k])}
        if draw.integer(0, 2) > 0:
            inputs["bias"] = draw.gaussian([m])
        yield case(draw, "linear", f"drawn_{i}", lambda input, weight, bias=None: F.linear(input, weight, bias), inputs)
        subscripts, a, b = draw.one_of(
            ("ij,jk->ki", [n, k], [k, m]), ("bij,bkj->bik", [2, n, k], [2, m, k]), ("ij,ij->i", [n, k], [n, k]),
            ("i,j->ij", [n], [m]), ("bchw,kc->bkhw", [2, 3, n, 2], [m, 3]), ("ijk,jk->", [2, n, 3], [n, 3]),
            ("kj,ji", [n, k], [k, m]), ("j...,...B", [n, 2], [2, m]))
        yield case(draw, "einsum", f"drawn_{i}", lambda a, b: torch.einsum(subscripts, a, b),
                   {"a": draw.gaussian(a), "b": draw.gaussian(b)}, {"subscripts": subscripts})
        single, a = draw.one_of(("ii->i", [n, n]), ("bca->ab", [2, n, k]), ("b...a", [n, 2, k]), ("ii", [n, n]))
        yield case(draw, "einsum", f"single_{i}", lambda a: torch.einsum(single, a), {"a": draw.gaussian(a)},
                   {"subscripts": single})


def reduce(draw, count):
    functions = {
        "sum": torch.sum, "mean": torch.mean, "amax": torch.amax, "amin": torch.amin, "logsumexp": torch.logsumexp,
        "var": lambda x, d, k: torch.var(x, d, correction=1, keepdim=k),
        "var_biased": lambda x, d, k: torch.var(x, d, correction=0, keepdim=k),
        "std": lambda x, d, k: torch.std(x, d, correction=1, keepdim=k),
        "std_biased": lambda x, d, k: torch.std(x, d, correction=0, keepdim=k),
    }
    for i in range(count):
        for op, function in functions.items():
            x = draw.distinct([draw.integer(2, 5) for _ in range(draw.integer(1, 4))])
            rank = x.dim()
            dims = [d - draw.one_of(0, rank) for d in draw.random.sample(range(rank), draw.integer(1, rank))]
            keep = draw.one_of(True, False)
            yield case(draw, op, f"drawn_{i}", lambda input, f=function: f(input, dims, keep), {"input": x},
                       {"dims": dims, "keepdim": keep})
        for p in ("1", "2", "inf"):
            yield case(draw, "norm", f"p{p}_{i}",
                       lambda input: torch.linalg.vector_norm(input, float(p), dims, keep),
                       {"input": draw.distinct(list(x.shape))}, {"p": p, "dims": dims, "keepdim": keep})
        x = draw.uniform(draw.shape(1, 4), -3, 3) * draw.one_of(1, 1, 30)
        dim = draw.integer(-x.dim(), x.dim() - 1)
        yield case(draw, "softmax", f"drawn_{i}", lambda input: torch.softmax(input, dim), {"input": x}, {"dim": dim})
        yield case(draw, "log_softmax", f"drawn_{i}", lambda input: torch.log_softmax(input, dim), {"input": x},
                   {"dim": dim})
        yield case(draw, "cumsum", f"drawn_{i}", lambda input: torch.cumsum(input, dim), {"input": x}, {"dim": dim})
        x = draw.away_from(draw.shape(1, 3), [0], -2, 2)
        dim, keep = draw.integer(0, x.dim() - 1), draw.one_of(True, False)
        yield case(draw, "prod", f"drawn_{i}", lambda input: torch.prod(input, dim, keep), {"input": x},
                   {"dims": [dim], "keepdim": keep})


def norm(draw, count):
    for i in range(count):
        channels = draw.integer(1, 5)
        shape = [draw.integer(2, 5), channels] + draw.one_of([], [draw.integer(1, 9)], draw.pair(1, 7))
        offset, eps, momentum = draw.one_of(0, 0, 10), draw.one_of(1e-5, 1e-3), draw.number(0.05, 0.5)
        affine = {"weight": draw.uniform([channels]), "bias": draw.uniform([channels])}
        x = draw.gaussian(shape) + offset
        mean, var = draw.uniform([channels]), draw.uniform([channels], 0.3, 2)
        extra = {"running_mean_before": encoded(mean), "running_var_before": encoded(var)}
        after = mean.clone(), var.clone()
        F.batch_norm(x, *after, training=True, momentum=momentum)
        extra |= {"running_mean_after": encoded(after[0]), "running_var_after": encoded(after[1])}
        yield case(draw, "batch_norm", f"training_{i}",
                   lambda input, weight, bias: F.batch_norm(input, None, None, weight, bias, True, eps=eps),
                   {"input": x} | affine, {"training": True, "momentum": momentum, "eps": eps}, extra)
        yield case(draw, "batch_norm", f"evaluation_{i}",
                   lambda input, weight, bias: F.batch_norm(input, mean.to(input), var.to(input), weight, bias, False, eps=eps),
                   {"input": x} | affine,
                   {"training": False, "eps": eps, "running_mean": encoded(mean), "running_var": encoded(var)})
        x = draw.gaussian(draw.shape(1, 2) + [draw.integer(2, 6), draw.integer(2, 6)])
        sizes = list(x.shape[-draw.integer(1, 2):])
        yield case(draw, "layer_norm", f"drawn_{i}",
                   lambda input, weight, bias: F.layer_norm(input, sizes, weight, bias, eps),
                   {"input": x, "weight": draw.uniform(sizes), "bias": draw.uniform(sizes)},
                   {"normalized_shape": sizes, "eps": eps})
        groups = draw.integer(1, 3)
        channels = groups * draw.integer(1, 3)
        affine = {"weight": draw.uniform([channels]), "bias": draw.uniform([channels])}
        x = draw.gaussian([draw.integer(1, 3), channels, draw.integer(2, 5), draw.integer(2, 5)])
        yield case(draw, "group_norm", f"drawn_{i}",
                   lambda input, weight, bias: F.group_norm(input, groups, weight, bias, eps),
                   {"input": x} | affine, {"num_groups": groups, "eps": eps})
        yield case(draw, "instance_norm", f"drawn_{i}",
                   lambda input, weight, bias: F.instance_norm(input, weight=weight, bias=bias, eps=eps),
                   {"input": x} | affine, {"eps": eps})


def shape(draw, count):
    for i in range(count):
        x = draw.uniform([2 * draw.integer(1, 3), draw.integer(1, 5), draw.integer(2, 6)])
        a, b, c = x.shape
        dims = draw.random.sample(range(3), 3)
        dim = draw.integer(-3, 2)
        size = x.shape[dim]
        yield case(draw, "reshape", f"drawn_{i}", lambda input: input.reshape(c, a * b), {"input": x},
                   {"shape": [c, a * b]})
        yield case(draw, "permute", f"drawn_{i}", lambda input: input.permute(dims), {"input": x}, {"dims": dims})
        yield case(draw, "transpose", f"drawn_{i}", lambda input: input.transpose(dims[0], dims[1] - 3), {"input": x},
                   {"dim0": dims[0], "dim1": dims[1] - 3})
        yield case(draw, "flip", f"drawn_{i}", lambda input: input.flip(dims[:2]), {"input": x}, {"dims": dims[:2]})
        start = draw.integer(0, size - 1)
        end, step = draw.integer(start + 1, size), draw.integer(1, 3)
        at = [slice(None)] * 3
        at[dim] = slice(start, end, step)
        yield case(draw, "slice", f"drawn_{i}", lambda input: input[tuple(at)], {"input": x},
                   {"dim": dim, "start": start, "end": end, "step": step})
        yield case(draw, "expand", f"drawn_{i}", lambda input: input.expand(4, -1, -1, -1), {"input": x},
                   {"shape": [4, a, b, c]})
        other = list(x.shape)
        other[dim] = draw.integer(1, 4)
        yield case(draw, "concat", f"drawn_{i}", lambda a, b: torch.cat([a, b], dim),
                   {"a": x, "b": draw.uniform(other)}, {"dim": dim})
        place = draw.integer(-4, 3)
        yield case(draw, "stack", f"drawn_{i}", lambda a, b: torch.stack([a, b], place),
                   {"a": x, "b": draw.uniform(list(x.shape))}, {"dim": place})
        part = draw.integer(1, size)
        which = draw.integer(0, (size - 1) // part)
        yield case(draw, "split", f"drawn_{i}", lambda input: torch.split(input, part, dim)[which], {"input": x},
                   {"dim": dim, "size": part, "part": which})
        shift = draw.integer(-7, 7)
        yield case(draw, "roll", f"drawn_{i}", lambda input: torch.roll(input, shift, dim), {"input": x},
                   {"dim": dim, "shift": shift})
        index = draw.indices([draw.integer(1, 6)], size)
        yield case(draw, "index_select", f"drawn_{i}", lambda input, index: torch.index_select(input, dim, index),
                   {"input": x, "index": index}, {"dim": dim})
        smaller = [draw.integer(1, n) for n in x.shape]
        smaller[dim] = draw.integer(1, 6)
        yield case(draw, "gather", f"drawn_{i}", lambda input, index: torch.gather(input, dim, index),
                   {"input": x, "index": draw.indices(smaller, size)}, {"dim": dim})
        k, largest = draw.integer(1, size), draw.one_of(True, False)
        yield case(draw, "topk", f"drawn_{i}", lambda input: torch.topk(input, k, dim, largest).values,
                   {"input": draw.distinct(list(x.shape))}, {"k": k, "dim": dim, "largest": largest})
        rows = draw.integer(2, 6)
        index = draw.indices(draw.shape(1, 2), rows)
        skipped = draw.one_of(None, draw.integer(0, rows - 1))
        yield case(draw, "embedding", f"drawn_{i}", lambda weight, index: F.embedding(index, weight, skipped),
                   {"weight": draw.uniform([rows, 3]), "index": index},
                   {} if skipped is None else {"padding_idx": skipped})
        image = draw.uniform([draw.integer(1, 2), 4] + [2 * n for n in draw.pair(2, 3)])
        sides = [draw.integer(0, 3) for _ in range(4)]
        for mode in ("constant", "reflect", "replicate", "circular"):
            params = {"pad_left_right_top_bottom": sides, "mode": mode}
            if mode == "constant":
                params["value"] = draw.number(-1, 1)
            yield case(draw, "pad", f"{mode}_{i}",
                       lambda input: F.pad(input, sides, mode, params.get("value")), {"input": image}, params)
        target = draw.pair(1, 11)
        factors = [draw.number(0.6, 3), draw.number(0.6, 3)]
        yield case(draw, "upsample_nearest", f"size_{i}", lambda input: F.interpolate(input, target), {"input": image},
                   {"size": target})
        yield case(draw, "upsample_nearest", f"factors_{i}", lambda input: F.interpolate(input, scale_factor=factors),
                   {"input": image}, {"scale_factors": factors})
        for corners in (True, False):
            yield case(draw, "upsample_bilinear", f"size_{corners}_{i}",
                       lambda input: F.interpolate(input, target, mode="bilinear", align_corners=corners),
                       {"input": image}, {"size": target, "align_corners": corners})
            yield case(draw, "upsample_bilinear", f"factors_{corners}_{i}",
                       lambda input: F.interpolate(input, scale_factor=factors, mode="bilinear", align_corners=corners),
                       {"input": image}, {"scale_factors": factors, "align_corners": corners})
        yield case(draw, "pixel_shuffle", f"drawn_{i}", lambda input: F.pixel_shuffle(input, 2), {"input": image},
                   {"factor": 2})
        yield case(draw, "pixel_unshuffle", f"drawn_{i}", lambda input: F.pixel_unshuffle(input, 2), {"input": image},
                   {"factor": 2})


def loss(draw, count):
    for i in range(count):
        rows, classes = draw.integer(1, 8), draw.integer(2, 12)
        places = draw.one_of([], [], draw.pair(1, 4))
        logits = draw.uniform([rows, classes] + places, -4, 4)
        target = draw.indices([rows] + places, classes)
        weights = draw.uniform([classes], 0.5, 2)
        for reduction in ("mean", "sum", "none"):
            yield case(draw, "cross_entropy", f"{reduction}_{i}",
                       lambda input, target: F.cross_entropy(input, target, reduction=reduction),
                       {"input": logits, "target": target}, {"reduction": reduction})
        ignored = target.clone()
        ignored.reshape(-1)[1:][draw.indices([target.numel() - 1], 3) == 0] = -100
        smoothing = draw.number(0, 0.4)
        yield case(draw, "cross_entropy", f"all_{i}",
                   lambda input, target: F.cross_entropy(input, target, weights.to(input), label_smoothing=smoothing),
                   {"input": logits, "target": ignored},
                   {"class_weight": weights.tolist(), "label_smoothing": smoothing, "ignore_index": -100})
        yield case(draw, "nll_loss", f"drawn_{i}",
                   lambda input, target: F.nll_loss(F.log_softmax(input, 1), target),
                   {"input": logits, "target": target})
        a, gap = draw.uniform([rows, classes]), draw.number(0.3, 1.5)
        b = a + draw.away_from([rows, classes], [-gap, 0, gap], -3, 3)
        yield case(draw, "mse_loss", f"drawn_{i}", F.mse_loss, {"input": a, "target": b})
        yield case(draw, "l1_loss", f"drawn_{i}", F.l1_loss, {"input": a, "target": b})
        yield case(draw, "smooth_l1_loss", f"drawn_{i}",
                   lambda input, target: F.smooth_l1_loss(input, target, beta=gap), {"input": a, "target": b},
                   {"beta": gap})
        yield case(draw, "huber_loss", f"drawn_{i}", lambda input, target: F.huber_loss(input, target, delta=gap),
                   {"input": a, "target": b}, {"delta": gap})
        share, other = draw.uniform([rows, classes], 0.05, 0.95), draw.uniform([rows, classes], 0.05, 0.95)
        yield case(draw, "bce_with_logits", f"drawn_{i}", F.binary_cross_entropy_with_logits,
                   {"input": 4 * a, "target": share})
        yield case(draw, "bce", f"drawn_{i}", F.binary_cross_entropy, {"input": other, "target": share})
        yield case(draw, "kl_div", f"drawn_{i}",
                   lambda input, target: F.kl_div(F.log_softmax(input, 1), F.softmax(target, 1), reduction="batchmean"),
                   {"input": a, "target": b})


def optimizer(draw, count):
    def options(*names):
        values = {
            "lr": draw.number(0.005, 0.2), "momentum": draw.number(0.1, 0.95), "dampening": draw.number(0.1, 0.9),
            "weight_decay": draw.number(0.001, 0.2), "nesterov": True, "amsgrad": True, "centered": True,
            "beta1": draw.number(0.5, 0.95), "beta2": draw.number(0.8, 0.999), "eps": draw.one_of(1e-8, 1e-6),
            "alpha": draw.number(0.8, 0.99), "lr_decay": draw.number(0.001, 0.1),
        }
        return {name: values[name] for name in ("lr",) + names}

    def made(kind, parameter, params):
        given = dict(params)
        if "beta1" in given:
            given["betas"] = (given.pop("beta1"), given.pop("beta2"))
        kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
                 "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}
        return kinds[kind]([parameter], **given)

    for i in range(count):
        for kind, params in (
            ("sgd", options()), ("sgd", options("momentum", "dampening", "weight_decay")),
            ("sgd", options("momentum", "nesterov", "weight_decay")),
            ("adam", options("beta1", "beta2", "eps", "weight_decay")), ("adam", options("amsgrad")),
            ("adamw", options("beta1", "beta2", "weight_decay")),
            ("adamw", options("weight_decay", "amsgrad")),
            ("rmsprop", options("alpha", "eps", "momentum")),
            ("rmsprop", options("alpha", "eps", "weight_decay", "momentum", "centered")),
            ("adagrad", options("lr_decay")),
        ):
            size = draw.integer(1, 40)
            initial = draw.gaussian([size])
            parameter = torch.nn.Parameter(initial.clone())
            chosen = made(kind, parameter, params)
            grads, after = [], []
            for _ in range(12):
                parameter.grad = draw.gaussian([size])
                grads.append(parameter.grad.tolist())
                chosen.step()
                after.append(parameter.detach().tolist())
            yield {"optimizer": kind, "name": f"{kind}_{i}", "params": params, "initial": initial.tolist(),
                   "grads": grads, "after_step": after}


def schedule(draw, count):
    schedulers = torch.optim.lr_scheduler
    for _ in range(count):
        rate, steps = draw.number(0.01, 0.5), draw.integer(4, 20)
        gamma, least = draw.number(0.1, 0.95), draw.number(0, 0.005)
        milestones = sorted(draw.random.sample(range(1, steps + 2), draw.integer(1, 3)))
        start, power = draw.number(0.05, 0.5), draw.one_of(1.0, 2.0, 0.5)
        every, most = draw.integer(1, 6), draw.number(0.1, 1)
        kinds = {
            "step": ({"step_size": every, "gamma": gamma}, lambda o: schedulers.StepLR(o, every, gamma)),
            "multistep": ({"milestones": milestones, "gamma": gamma},
                          lambda o: schedulers.MultiStepLR(o, milestones, gamma)),
            "exponential": ({"gamma": gamma}, lambda o: schedulers.ExponentialLR(o, gamma)),
            "cosine": ({"t_max": steps, "eta_min": least}, lambda o: schedulers.CosineAnnealingLR(o, steps, least)),
            "linear_warmup": ({"start_factor": start, "end_factor": 1.0, "total_iters": steps},
                              lambda o: schedulers.LinearLR(o, start, 1.0, steps)),
            "one_cycle": ({"max_lr": most, "total_steps": steps + 4},
                          lambda o: schedulers.OneCycleLR(o, most, steps + 4)),
            "polynomial": ({"total_iters": steps, "power": power},
                           lambda o: schedulers.PolynomialLR(o, steps, power)),
        }
        for kind, (params, make) in kinds.items():
            chosen = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
            scheduler = make(chosen)
            rates = []
            for _ in range(steps):
                rates.append(chosen.param_groups[0]["lr"])
                chosen.step()
                scheduler.step()
            yield {"schedule": kind, "params": {"base_lr": rate} | params, "lr_at_step": rates}


def training(draw, count):
    """The one network that the schema knows, from other weights and with other batches."""
    nn = torch.nn
    for _ in range(count):
        net = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2),
                            nn.Conv2d(3, 6, 3, groups=3), nn.ReLU(), nn.Flatten(), nn.Linear(96, 4))
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.copy_(draw.uniform(list(parameter.shape), -0.4, 0.4))
        state = lambda: {name: encoded(value.clone()) for name, value in net.state_dict().items()}
        initial = state()
        settings = {"type": "sgd", "lr": 0.05, "momentum": 0.9}
        chosen = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
        batches, labels, losses = draw.gaussian([12, 8, 1, 12, 12]), draw.indices([12, 8], 4), []
        for batch, label in zip(batches, labels):
            chosen.zero_grad()
            value = F.cross_entropy(net(batch), label)
            value.backward()
            losses.append(value.item())
            chosen.step()
        yield {"name": "conv_bn_relu_pool_gconv_relu_linear",
               "architecture": ["Conv2d(1,3,3,padding=1)", "BatchNorm2d(3)", "ReLU", "MaxPool2d(2)",
                                "Conv2d(3,6,3,groups=3)", "ReLU", "Flatten", "Linear(96,4)"],
               "optimizer": settings, "initial": initial, "batches": encoded(batches), "labels": encoded(labels),
               "loss_at_step": losses, "final": state()}


FAMILIES = (elementwise, broadcast, conv2d, conv_transpose2d, pool, matmul, reduce, norm, shape, loss, optimizer,
            schedule, training)


def main(seed, folder, count=4):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    dropped = 0
    for family in FAMILIES:
        drawn = list(family(Draw(f"{seed} {family.__name__}"), 1 if family is training else int(count)))
        cases = [one for one in drawn if one]
        source = f"PyTorch {torch.__version__.split('+')[0]}, CPU, float64, golden_cases.py, seed {seed}"
        path = folder / f"{family.__name__}.json"
        path.write_text(json.dumps({"source": source, "cases": cases}))
        total += len(cases)
        dropped += len(drawn) - len(cases)
    print(f"{total} cases in {folder}; left out {dropped} on which float32 is off by more than {SINGLE}")


if __name__ == "__main__":
    main(*sys.argv[1:])
