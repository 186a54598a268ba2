"""umap-learn's layouts of a given neighbour graph, one for each seed; or the tables to lay out.

  layouts.py datasets FOLDER
      writes NAME.f32 (rows of float32) and NAME.labels (int32) for each, and prints their shapes as JSON
  layouts.py umap VECTORS GRAPH OUT --columns 64 --k 14 --dimensions 5 --min-dist 0 --metric cosine --seeds 0,1,2
      GRAPH holds rows x k uint32 neighbours, then as many float32 distances, the rows themselves left out;
      OUT gets the positions of all seeds one after the other, float32
"""
import argparse
import json
import os
import warnings

import numpy as np

warnings.simplefilter("ignore")
parser = argparse.ArgumentParser()
parser.add_argument("job", choices=["datasets", "umap"])
parser.add_argument("paths", nargs="+")
parser.add_argument("--columns", type=int)
parser.add_argument("--k", type=int)
parser.add_argument("--dimensions", type=int, default=5)
parser.add_argument("--min-dist", type=float, default=0.0)
parser.add_argument("--metric", default="euclidean")
parser.add_argument("--seeds", default="0")
given = parser.parse_args()


def datasets(folder):
    from sklearn.datasets import load_digits, load_iris, make_moons, make_swiss_roll

    digits, iris = load_digits(), load_iris()
    roll, along = make_swiss_roll(3000, noise=0.05, random_state=1)
    moons, which = make_moons(3000, noise=0.05, random_state=1)
    # Two moons turned into a hundred dimensions, with noise in all of them.
    draws = np.random.default_rng(1)
    turn = np.linalg.qr(draws.normal(size=(100, 100)))[0][:2]
    lifted = moons @ turn + draws.normal(scale=0.02, size=(3000, 100))
    tables = {
        "digits": (digits.data, digits.target),
        "iris": (iris.data, iris.target),
        "swiss roll": (roll, np.digitize(along, np.quantile(along, [0.25, 0.5, 0.75]))),
        "two moons in 100-D": (lifted, which),
    }
    shapes = {}
    for name, (rows, labels) in tables.items():
        rows.astype("<f4").tofile(os.path.join(folder, f"{name}.f32"))
        labels.astype("<i4").tofile(os.path.join(folder, f"{name}.labels"))
        shapes[name] = {"rows": len(rows), "cols": rows.shape[1]}
    print(json.dumps(shapes))


def umap(vectors, graph, out):
    from umap import UMAP

    rows = np.fromfile(vectors, "<f4").reshape(-1, given.columns)
    n, k = len(rows), given.k
    indices = np.fromfile(graph, "<u4", n * k).reshape(n, k).astype(np.int32)
    distances = np.fromfile(graph, "<f4", n * k, offset=n * k * 4).reshape(n, k)
    # umap-learn counts the row itself as its first neighbour.
    own = np.arange(n, dtype=np.int32)[:, None]
    known = (np.hstack([own, indices]), np.hstack([np.zeros((n, 1), "f4"), distances]), None)
    layouts = [
        UMAP(
            n_neighbors=k + 1,
            n_components=given.dimensions,
            min_dist=given.min_dist,
            metric=given.metric,
            random_state=seed,
            precomputed_knn=known,
            force_approximation_algorithm=True,
        ).fit_transform(rows)
        for seed in map(int, given.seeds.split(","))
    ]
    np.concatenate(layouts).astype("<f4").tofile(out)


if given.job == "datasets":
    datasets(*given.paths)
else:
    umap(*given.paths)
