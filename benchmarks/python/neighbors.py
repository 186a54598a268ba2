"""Neighbours by pynndescent: prints one JSON line.

  neighbors.py VECTORS --columns 384 --k 15 --settings default|umap --repeat 2

VECTORS are rows of little-endian float32. `cold` is the first call, compilation included; `warm` and `cpu` the best of
the later ones. Recall: of 1,000 rows, the share of their k nearest others by brute force that were found.
"""
import argparse
import json
import resource
import time

import numpy as np
from pynndescent import NNDescent

parser = argparse.ArgumentParser()
parser.add_argument("vectors")
parser.add_argument("--columns", type=int, required=True)
parser.add_argument("--k", type=int, required=True)
parser.add_argument("--settings", choices=["default", "umap"], default="default")
parser.add_argument("--repeat", type=int, default=2)
given = parser.parse_args()

X = np.fromfile(given.vectors, "<f4").reshape(-1, given.columns)
n, k = len(X), given.k
more = {}
if given.settings == "umap":
    more = dict(
        n_trees=min(64, 5 + round(n**0.5 / 20)),
        n_iters=max(5, round(np.log2(n))),
        max_candidates=60,
    )


def neighbors():
    # It counts a row among its own neighbours.
    index = NNDescent(X, n_neighbors=k + 1, metric="cosine", random_state=42, **more)
    return index.neighbor_graph[0]


def timed():
    wall, cpu = time.perf_counter(), time.process_time()
    found = neighbors()
    return time.perf_counter() - wall, time.process_time() - cpu, found


cold = timed()[0]
runs = [timed() for _ in range(given.repeat)]
found = runs[-1][2]
sample = np.random.default_rng(5).choice(n, min(1000, n), False)
U = X / np.linalg.norm(X, axis=1, keepdims=True)
scores = U[sample] @ U.T
scores[np.arange(len(sample)), sample] = -9
exact = np.argpartition(-scores, k, axis=1)[:, :k]
hits = [len(set(a) & (set(b) - {i})) / k for a, b, i in zip(exact, found[sample], sample)]
print(
    json.dumps(
        {
            "cold": round(cold, 2),
            "warm": round(min(wall for wall, _, _ in runs), 2),
            "cpu": round(min(cpu for _, cpu, _ in runs), 2),
            "recall": round(float(np.mean(hits)), 4),
            "peakMiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    )
)
