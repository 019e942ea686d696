"""PyTorch from a cold start to 95 % test accuracy: python cold_torch.py SEED

The recipe is that of cold_numpy.py, with nn.Sequential, torch.optim and its linear schedule.
"""

import json
import os
import sys

import numpy as np
import torch
from torch import nn

import data

BATCH, STEPS = 100, 1500


def main(seed):
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.manual_seed(seed)
    images, labels = torch.from_numpy(data.images("train")), torch.from_numpy(data.labels("train").astype(np.int64))
    test_images, test_labels = torch.from_numpy(data.images("t10k")), torch.from_numpy(data.labels("t10k").astype(np.int64))

    network = nn.Sequential(nn.Linear(784, 16), nn.SiLU(), nn.Linear(16, 16), nn.SiLU(), nn.Linear(16, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 1e-4, STEPS)

    steps_per_epoch = len(images) // BATCH
    for step in range(STEPS):
        position = step % steps_per_epoch * BATCH
        if position == 0:
            order = torch.randperm(len(images))
        chosen = order[position : position + BATCH]
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(images[chosen]), labels[chosen]).backward()
        optimizer.step()
        schedule.step()

        done = step + 1
        if done >= 700 and done % 100 == 0:
            with torch.inference_mode():
                accuracy = (network(test_images).argmax(1) == test_labels).float().mean().item()
            if accuracy >= 0.95:
                print(json.dumps({"accuracy": accuracy, "steps": done}))
                return
    sys.exit("95 % was not reached")


if __name__ == "__main__":
    main(int(sys.argv[1]))
