"""One job of the race by the Python stack, in this process: prints one JSON line.

  race.py '{"job": "umap", "path": ..., "rows": ..., "columns": ..., "repeat": 3, "save": ..., "seed": 42}'

`cold` is the first call, compilation included, the import told apart; `warm` the later ones. The last answer goes to
`save`: neighbours as uint32 with the row itself left out, positions as float32, clusters as int32, measures as float64.
"""
import json
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")
given = json.loads(sys.argv[1])
began = time.perf_counter()
import numpy as np

if given["job"] == "neighbors":
    from pynndescent import NNDescent
elif given["job"] == "evoc":
    from evoc import EVoC
elif given["job"] in ("hdbscan", "recut"):
    if given["library"] == "hdbscan":
        from hdbscan import HDBSCAN
    else:
        from fast_hdbscan import HDBSCAN
elif given["job"] == "kmeans":
    from sklearn.cluster import KMeans
elif given["job"] == "ward":
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.neighbors import kneighbors_graph
elif given["job"] == "agreement":
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
else:
    from hdbscan import HDBSCAN
    from umap import UMAP
imported = time.perf_counter() - began

rows = given["rows"]
count = rows * given["columns"]
# Goes to the file ahead of the answer.
before = []
if given["job"] == "agreement":
    labellings = np.fromfile(given["path"], "<i4").reshape(2, rows)
else:
    vectors = np.fromfile(given["path"], "<f4", count=count).reshape(rows, given["columns"])


def neighbors():
    k = given["k"]
    settings = {}
    if given["settings"] == "umap":
        # What umap-learn asks for, which is more than the defaults.
        settings = {
            "n_trees": min(64, 5 + round(rows**0.5 / 20)),
            "n_iters": max(5, round(np.log2(rows))),
            "max_candidates": 60,
        }
    # It counts a row among its own neighbours.
    index = NNDescent(vectors, n_neighbors=k + 1, metric="cosine", random_state=42, **settings)
    found = index.neighbor_graph[0]
    others = np.empty((rows, k), "<u4")
    for i, row in enumerate(found):
        others[i] = row[row != i][:k]
    return others


def umap():
    model = UMAP(
        n_neighbors=15,
        n_components=given["dimensions"],
        min_dist=given["minDist"],
        metric="cosine",
        random_state=given["seed"],
    )
    return model.fit_transform(vectors).astype("<f4")


def evoc():
    model = EVoC(random_state=given["seed"])
    model.fit(vectors)
    return model.cluster_layers_[0].astype("<i4")


def hdbscan():
    if given["library"] == "hdbscan":
        # As it comes it is approximate: exact is what is raced.
        settings = {"approx_min_span_tree": False, "core_dist_n_jobs": 2, "metric": given.get("metric", "euclidean")}
        model = HDBSCAN(min_cluster_size=20, min_samples=5, **settings)
    else:
        model = HDBSCAN(min_cluster_size=20, min_samples=5)
    return model.fit(vectors).labels_.astype("<i4")


def refits():
    # Five seeds stand for all: each costs the same. The time is scaled below.
    answers = []
    for seed in range(PEER_SEEDS):
        layout = UMAP(n_neighbors=15, n_components=5, min_dist=0, metric="cosine", random_state=seed).fit_transform(vectors)
        answers.append(HDBSCAN(min_cluster_size=20, min_samples=5).fit(layout).labels_.astype("<i4"))
    return np.concatenate(answers)


def kmeans():
    return KMeans(n_clusters=given["k"], n_init=1, random_state=42).fit(vectors).labels_.astype("<i4")


def ward():
    graph = kneighbors_graph(vectors, given["neighbors"])
    model = AgglomerativeClustering(given["clusters"], linkage="ward", connectivity=graph)
    return lambda: model.fit(vectors).labels_.astype("<i4")


def agreement():
    one, other = labellings
    return np.array([adjusted_rand_score(one, other), adjusted_mutual_info_score(one, other)])


PEER_SEEDS = 5


def transform():
    known = rows - given["fresh"]
    model = UMAP(n_neighbors=15, metric="cosine", random_state=given["seed"]).fit(vectors[:known])
    before.append(model.embedding_.astype("<f4"))
    return lambda: model.transform(vectors[known:]).astype("<f4")


call = {
    "neighbors": lambda: neighbors,
    "umap": lambda: umap,
    "evoc": lambda: evoc,
    "hdbscan": lambda: hdbscan,
    "recut": lambda: hdbscan,
    "refits": lambda: refits,
    "kmeans": lambda: kmeans,
    "ward": ward,
    "agreement": lambda: agreement,
    "transform": transform,
}[given["job"]]()
scale = given["seeds"] / PEER_SEEDS if given["job"] == "refits" else 1


def timed():
    wall, cpu = time.perf_counter(), time.process_time()
    answer = call()
    return {
        "wall": scale * (time.perf_counter() - wall),
        "cpu": scale * (time.process_time() - cpu),
    }, answer


cold, answer = timed()
warm = []
for _ in range(given["repeat"]):
    seconds, answer = timed()
    warm.append(seconds)
with open(given["save"], "wb") as file:
    for part in [*before, answer]:
        part.tofile(file)
peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps({"import": imported, "cold": cold, "warm": warm, "peakMiB": peak}))
