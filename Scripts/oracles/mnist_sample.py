#!/usr/bin/env python3
"""Makes Tests/Oracles/mnist-first-20.idx: the first 20 images of MNIST's test set, as an IDX file.

  python3 Scripts/oracles/mnist_sample.py
"""

import gzip
import pathlib
import struct

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNT = 20

data = gzip.decompress((ROOT / "Sources/CMNIST/t10k-images-idx3-ubyte.gz").read_bytes())
header = struct.pack(">IIII", 0x803, COUNT, 28, 28)
(ROOT / "Tests/Oracles/mnist-first-20.idx").write_bytes(header + data[16 : 16 + COUNT * 784])
