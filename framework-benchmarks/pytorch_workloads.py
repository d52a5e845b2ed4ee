"""PyTorch's side of the workloads: prints a JSON line for each, in the best of the given modes.

The names, the networks and what is timed are those of workloads.jar; see README.md.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES = 10
MODES = {"plain": torch.contiguous_format, "channels_last": torch.channels_last}
MNIST = "mnist.3epochs"


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, CLASSES),
    )


def convolution(inputs, outputs, kernel=3, stride=1):
    """Without bias, then batch norm."""
    return [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
    ]


def smallvgg():
    channels = [3, 32, 32, 64, 64, 128, 128]
    layers = []
    for i in range(1, len(channels)):
        layers += [*convolution(channels[i - 1], channels[i]), nn.ReLU()]
        if i % 2 == 0:
            layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(2048, CLASSES))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(*convolution(inputs, outputs, 3, stride), nn.ReLU(), *convolution(outputs, outputs))
        same_shape = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same_shape else nn.Sequential(*convolution(inputs, outputs, 1, stride))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet20():
    layers = [*convolution(3, 16), nn.ReLU()]
    inputs = 16
    for outputs in (16, 32, 64):
        for block in range(3):
            stride = 2 if block == 0 and outputs > 16 else 1
            layers.append(BasicBlock(inputs, outputs, stride))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))


NETWORKS = {
    "lenet5": (lenet5, (1, 28, 28)),
    "smallvgg": (smallvgg, (3, 32, 32)),
    "resnet20": (resnet20, (3, 32, 32)),
}

# name: batch, channels in, channels out, side, kernel, padding, groups
CONVOLUTIONS = {
    "first": (64, 1, 6, 28, 5, 2, 1),
    "second": (64, 6, 16, 14, 5, 0, 1),
    "rgb": (64, 3, 32, 32, 3, 1, 1),
    "mid": (64, 32, 64, 16, 3, 1, 1),
    "deep": (64, 128, 128, 8, 3, 1, 1),
    "depthwise": (64, 64, 64, 32, 3, 1, 64),
    "pointwise": (64, 64, 128, 16, 1, 0, 1),
    "large": (16, 64, 64, 56, 3, 1, 1),
}


def training(network, batch, layout):
    make, image = NETWORKS[network]
    net = make().to(memory_format=layout)
    images = torch.randn(batch, *image).to(memory_format=layout)
    labels = torch.randint(0, CLASSES, (batch,))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def step():
        optimizer.zero_grad()
        F.cross_entropy(net(images), labels).backward()
        optimizer.step()

    return step


def inference(network, batch, layout):
    make, image = NETWORKS[network]
    net = make().to(memory_format=layout).eval()
    images = torch.randn(batch, *image).to(memory_format=layout)

    @torch.inference_mode()
    def step():
        net(images)

    return step


def product(size):
    a, b, c = (torch.randn(size, size) for _ in range(3))
    return lambda: torch.mm(a, b, out=c)


def convolving(case, gradients, layout):
    batch, inputs, outputs, side, kernel, padding, groups = CONVOLUTIONS[case]
    x = torch.randn(batch, inputs, side, side).to(memory_format=layout)
    weight = torch.randn(outputs, inputs // groups, kernel, kernel).to(memory_format=layout)
    bias = torch.randn(outputs)

    def forward():
        return F.conv2d(x, weight, bias, padding=padding, groups=groups)

    if not gradients:
        return torch.inference_mode()(forward)
    cotangent = torch.randn_like(forward())
    variables = [tensor.requires_grad_() for tensor in (x, weight, bias)]
    return lambda: torch.autograd.grad(forward(), variables, cotangent)


def prepare(name, layout):
    """The step of a workload, or None if there is none of this name."""
    match name.split("."):
        case ["train", network, batch] if network in NETWORKS:
            return training(network, int(batch[1:]), layout)
        case ["infer", network, batch] if network in NETWORKS:
            return inference(network, int(batch[1:]), layout)
        case ["gemm", size]:
            return product(int(size))
        case ["conv", case, ("fwd" | "fwdbwd") as way] if case in CONVOLUTIONS:
            return convolving(case, way == "fwdbwd", layout)
    return None


def measure(step, seconds):
    """Median in milliseconds and number of samples, after a warm-up of at least two seconds."""
    end = time.perf_counter() + max(2.0, seconds / 2)
    while time.perf_counter() < end:
        step()
    samples = []
    before = time.perf_counter()
    end = before + seconds
    while len(samples) < 7 or before < end:
        step()
        after = time.perf_counter()
        samples.append(after - before)
        before = after
    samples.sort()
    return samples[len(samples) // 2] * 1e3, len(samples)


def measure_mnist(mode, threads, folder):
    """Milliseconds from the start to the exit of this program training on MNIST in a process of its own."""
    command = [sys.executable, __file__, "--threads", str(threads), "--data-dir", folder, "--train-mnist", mode]
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1e3, 1


def read_idx(folder, name):
    """The bytes of an IDX file, gzipped or not, as a tensor."""
    file = Path(folder) / name
    data = bytearray(file.read_bytes() if file.exists() else gzip.open(f"{file}.gz").read())
    sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return torch.frombuffer(data, dtype=torch.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)


def read_mnist(folder, part, layout):
    images = read_idx(folder, f"{part}-images-idx3-ubyte").unsqueeze(1).float().div_(255).sub_(0.1307).div_(0.3081)
    labels = read_idx(folder, f"{part}-labels-idx1-ubyte").long()
    return images.to(memory_format=layout), labels


def train_mnist(folder, layout):
    images, labels = read_mnist(folder, "train", layout)
    test_images, test_labels = read_mnist(folder, "t10k", layout)
    net = lenet5().to(memory_format=layout)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(3):
        net.train()
        for index in torch.randperm(len(labels)).split(64):
            optimizer.zero_grad()
            F.cross_entropy(net(images[index]), labels[index]).backward()
            optimizer.step()
        net.eval()
        with torch.inference_mode():
            batches = zip(test_images.split(250), test_labels.split(250))
            right = sum((net(x).argmax(1) == y).sum().item() for x, y in batches)
        print(f"test accuracy {right / len(test_labels):.4f}")
    with tempfile.TemporaryFile() as file:
        torch.save(net.state_dict(), file)


def best(name, arguments):
    """The workload's fastest mode: milliseconds, samples, mode."""
    results = []
    for mode in arguments.modes:
        if name == MNIST:
            result = measure_mnist(mode, arguments.threads, arguments.data_dir)
        else:
            step = prepare(name, MODES[mode])
            if step is None:
                sys.exit(f"pytorch_workloads.py: there is no workload '{name}'")
            result = measure(step, arguments.seconds)
        results.append((*result, mode))
    return min(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3, help="how long to take samples of each (default: 3)")
    parser.add_argument("--modes", default=",".join(MODES), type=lambda text: text.split(","),
                        help="memory layouts to try (default: plain,channels_last)")
    parser.add_argument("--data-dir", default="data/mnist", help=f"folder with the IDX files for {MNIST}")
    parser.add_argument("--train-mnist", choices=MODES, help="train once on MNIST and print the accuracy")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD")
    arguments = parser.parse_args()
    unknown = set(arguments.modes) - set(MODES)
    if unknown:
        parser.error(f"--modes: expected {' or '.join(MODES)}, got {', '.join(unknown)}")
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    if arguments.train_mnist:
        train_mnist(arguments.data_dir, MODES[arguments.train_mnist])
    for name in arguments.workloads:
        milliseconds, samples, mode = best(name, arguments)
        line = {"workload": name, "median_ms": round(milliseconds, 5), "samples": samples, "mode": mode}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
