#!/usr/bin/env python3
"""Splink and recordlinkage on the linkage sets, and the measure for any linker's answer.

    pip install splink==5.0.0 duckdb==2.0.0 recordlinkage==0.16 pandas==2.3.3
    python3 bench/peers/linkage.py run splink FOLDER [--threads 1] [--out FILE.csv]
    python3 bench/peers/linkage.py run recordlinkage FOLDER [--unknown-differs]
    python3 bench/peers/linkage.py evaluate LINKS.csv TRUTH.csv [--kinds KINDS.csv]
    python3 bench/peers/linkage.py evaluate CLUSTERS.csv TRUTH.csv

FOLDER holds `left.csv` and `right.csv` (or `register.csv` and `list.csv`) with `truth.csv` (`left,right`), or
`file.csv` with `truth.csv` (`id,entity`), and perhaps `kinds.csv` (two ids and `kind`: pairs that look like one person
and are not). Inputs hold no truth. The columns say which recipe of `linkage_recipes.py` is taken.

Prints one line of JSON: processor seconds, peak memory, pairs, and precision, recall and F1 against the truth. Both
peers learn without labels; only their best threshold is looked up in the truth.
"""

import json
import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import pandas as pd

from linkage_recipes import recipe_of

SMALLEST_WEIGHT = -20.0


def peak_mib():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


class Watch:
    """Processor seconds since the process began, by phase."""

    def __init__(self):
        self.phases = {}
        self.last = 0.0
        self.lap("start")

    def lap(self, phase):
        now = time.process_time()
        self.phases[phase] = round(now - self.last, 3)
        self.last = now


def inputs_of(folder):
    for names in (("left", "right"), ("register", "list"), ("file",)):
        paths = [folder / f"{name}.csv" for name in names]
        if all(path.exists() for path in paths):
            return paths
    sys.exit(f"{folder}: no left.csv and right.csv, no register.csv and list.csv, no file.csv")


# ---- the peers: each gives a frame left, right, score (a probability), best first ------------------------------------


def by_splink(tables, recipe, db, watch, _unknown):
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    rule = lambda what: block_on(*what) if isinstance(what, tuple) else what
    api = DuckDBAPI(db)
    sides = [api.register(table, dataset_display_name=name) for table, name in zip(tables, "lr")]
    settings = SettingsCreator(
        link_type="link_only" if len(tables) == 2 else "dedupe_only",
        comparisons=recipe.comparisons(),
        blocking_rules_to_generate_predictions=[rule(it) for it in recipe.blocks],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(sides, settings, log_level=40)
    train = linker.training
    train.estimate_probability_two_random_records_match([rule(it) for it in recipe.sure], recall=recipe.sure_recall)
    train.estimate_u_using_random_sampling(max_pairs=recipe.u_pairs, seed=1)
    for it in recipe.learn_on:
        train.estimate_parameters_using_expectation_maximisation(rule(it))
    watch.lap("train")
    predicted = linker.inference.predict(threshold_match_weight=SMALLEST_WEIGHT)
    pairs = db.sql(f"""
        select unique_id_l as "left", unique_id_r as "right", match_probability as score, match_weight as weight
        from {predicted.physical_name} order by match_weight desc""").df()
    watch.lap("predict")

    def cluster(threshold):
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold)
        return db.sql(f"select unique_id as id, cluster_id as cluster from {found.physical_name}").df()

    # Counted outside the watch: what scores next to nothing is not in the answer.
    def candidates():
        blocked = linker.inference.compute_blocked_pairs_for_predict()
        return db.sql(f"select count(*) from {blocked.physical_name}").fetchall()[0][0]

    return pairs, cluster, candidates


def by_recordlinkage(tables, recipe, db, watch, unknown):
    import recordlinkage

    frames = [table.set_index("unique_id") for table in tables]
    index = recordlinkage.Index()
    for block in recipe.simple_blocks:
        index.block(list(block)) if block else index.full()
    pairs = index.index(*frames)
    watch.lap("block")
    features = recipe.features(pairs, frames, unknown)
    watch.lap("compare")
    model = recordlinkage.ECMClassifier(max_iter=200)
    model.fit(features)
    score = model.prob(features)
    found = pairs.to_frame(index=False, name=["left", "right"])
    found["score"] = score.to_numpy()
    # The log odds keep apart what a probability rounds to one.
    kernel = model.kernel
    odds = np.diff(kernel._joint_log_likelihood(features.to_numpy()), axis=1)[:, 0]
    found["weight"] = odds / np.log(2)
    found = found.sort_values("weight", ascending=False, kind="stable").reset_index(drop=True)
    watch.lap("train and predict")
    return found, None, lambda: len(pairs)


# ---- the measure -----------------------------------------------------------------------------------------------------


def truth_pairs(truth):
    """Every true pair once, the smaller id first within one file."""
    if "entity" not in truth:
        return truth[["left", "right"]].drop_duplicates()
    return pairs_within(truth.rename(columns={"entity": "cluster"}))


def pairs_within(clusters):
    both = clusters.merge(clusters, on="cluster", suffixes=("_l", "_r"))
    both = both[both.id_l < both.id_r]
    return both[["id_l", "id_r"]].set_axis(["left", "right"], axis=1)


def one_way(pairs):
    left, right = pairs["left"].to_numpy(str), pairs["right"].to_numpy(str)
    swap = left > right
    return pairs.assign(left=np.where(swap, right, left), right=np.where(swap, left, right))


def measured(found, right, truth):
    precision, recall = right / max(found, 1), right / max(truth, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5),
            "true_pairs": int(right), "false_pairs": int(found - right), "missed": int(truth - right)}


def best_of(weight, right, truth):
    """The best F1 of any threshold; rows of one weight go together."""
    if not len(weight):
        return {"threshold": None, **measured(0, 0, truth)}
    hits = np.cumsum(right)
    last = np.append(np.flatnonzero(np.diff(weight)), len(weight) - 1)
    f1 = 2 * hits[last] / (last + 1 + truth)
    at = last[int(np.argmax(f1))]
    return {"threshold": round(float(weight[at]), 3), **measured(at + 1, hits[at], truth)}


def one_to_one(pairs):
    """Greedily from the best on."""
    used_left, used_right, keep = set(), set(), np.zeros(len(pairs), bool)
    for at, (left, right) in enumerate(zip(pairs["left"], pairs["right"])):
        if left not in used_left and right not in used_right:
            keep[at] = True
            used_left.add(left)
            used_right.add(right)
    return pairs[keep]


def clusters_of(pairs):
    """Connected components; who stands alone is left out."""
    above = {}

    def top(it):
        while above.setdefault(it, it) != it:
            above[it] = it = above[above[it]]
        return it

    for left, right in zip(pairs["left"], pairs["right"]):
        above[top(left)] = top(right)
    return pd.DataFrame({"id": list(above), "cluster": [top(it) for it in above]})


def is_true(pairs, truth):
    keys = pd.MultiIndex.from_frame(truth[["left", "right"]])
    return pd.MultiIndex.from_frame(pairs[["left", "right"]]).isin(keys)


def trapped(pairs, kinds):
    """How many pairs are linked of each kind that must not be."""
    both = one_way(kinds.set_axis(["left", "right", "kind"], axis=1).astype(str))
    found = both.merge(one_way(pairs[["left", "right"]].astype(str)), on=["left", "right"])
    counts = found.kind.value_counts().to_dict()
    return {kind: int(counts.get(kind, 0)) for kind in sorted(both.kind.unique())}


def clustered(pairs, truth):
    """The best clustering of many thresholds, by connected components."""
    steps = np.arange(-10, 40, 0.5)
    each = []
    for step in steps:
        made = one_way(pairs_within(clusters_of(pairs[pairs.weight >= step])))
        each.append({"threshold": round(float(step), 3), **measured(len(made), is_true(made, truth).sum(), len(truth))})
    return max(each, key=lambda it: it["f1"])


def run(peer, folder, threads, unknown, out):
    import duckdb

    watch = Watch()
    db = duckdb.connect()
    db.execute(f"set threads = {threads}")
    paths = inputs_of(folder)
    recipe = recipe_of(paths[0])
    for name, table in recipe.tables.items():
        db.register(name, table)
    tables = [db.sql(query).df() for query in recipe.queries(paths)]
    watch.lap("read")
    by_peer = {"splink": by_splink, "recordlinkage": by_recordlinkage}[peer]
    pairs, cluster, candidates = by_peer(tables, recipe, db, watch, unknown)
    links = len(tables) == 2
    assigned = one_to_one(pairs) if links else None
    watch.lap("assign")
    memory = peak_mib()
    version = __import__(peer).__version__
    report = {"peer": peer, "version": version, "duckdb": duckdb.__version__, "set": folder.name, "threads": threads,
              "rows": [len(it) for it in tables], "cpu_s": watch.phases,
              "cpu_total_s": round(sum(s for phase, s in watch.phases.items() if phase != "start"), 2),
              "peak_mib": memory, "candidates": candidates()}
    truth, pairs = truth_pairs(pd.read_csv(folder / "truth.csv", dtype=str)), pairs.astype({"left": str, "right": str})
    if not links:
        truth, pairs = one_way(truth), one_way(pairs)
    hit = is_true(pairs, truth)
    report |= {"true_pairs": len(truth), "blocked_recall": round(hit.sum() / len(truth), 5),
               "best": best_of(pairs.weight.to_numpy(), hit, len(truth)),
               "at_half": measured((pairs.score >= 0.5).sum(), hit[pairs.score >= 0.5].sum(), len(truth))}
    threshold = report["best"]["threshold"]
    answer = pairs
    if links:
        answer = pairs.loc[assigned.index]
        single = hit[assigned.index]
        report["one_to_one_best"] = best_of(answer.weight.to_numpy(), single, len(truth))
        half = (answer.score >= 0.5).to_numpy()
        report["one_to_one_at_half"] = measured(half.sum(), single[half].sum(), len(truth))
        threshold = report["one_to_one_best"]["threshold"]
    else:
        if cluster is not None:
            made = cluster(float(1 / (1 + 2.0 ** -threshold))).astype(str)
            made = one_way(pairs_within(made))
            report["clustered_at_best"] = measured(len(made), is_true(made, truth).sum(), len(truth))
        report["clustered_best"] = clustered(pairs, truth)
    if (folder / "kinds.csv").exists():
        kinds = pd.read_csv(folder / "kinds.csv", dtype=str)
        linked = lambda least, of: trapped(of[of.weight >= least - 0.0005], kinds)
        report["traps_at_best"] = linked(report["best"]["threshold"], pairs)
        if links:
            report["traps_at_one_to_one_best"] = linked(threshold, answer)
    if out:
        answer[answer.weight >= threshold - 0.0005].to_csv(out, index=False)
    return report


def evaluate(answer, truth, kinds):
    """A file `left_id,right_id,…` of links or `id,cluster,…` of clusters, every row of it taken as said."""
    answer = pd.read_csv(answer, dtype=str)
    truth = pd.read_csv(truth, dtype=str)
    within = "entity" in truth or "cluster" in answer
    true = truth_pairs(truth)
    said = pairs_within(answer) if "cluster" in answer else answer.rename(
        columns={"left_id": "left", "right_id": "right"})[["left", "right"]].drop_duplicates()
    if within:
        true, said = one_way(true), one_way(said)
    report = {"found": len(said), "truth": len(true), **measured(len(said), is_true(said, true).sum(), len(true))}
    if kinds:
        report["traps"] = trapped(said, pd.read_csv(kinds, dtype=str))
    return report


def main():
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    peer = verbs.add_parser("run")
    peer.add_argument("peer", choices=["splink", "recordlinkage"])
    peer.add_argument("folder", type=Path)
    peer.add_argument("--threads", type=int, default=1)
    peer.add_argument("--unknown-differs", action="store_true", help="recordlinkage: an empty cell is unlike, no more")
    peer.add_argument("--out", type=Path)
    answer = verbs.add_parser("evaluate")
    answer.add_argument("answer", type=Path)
    answer.add_argument("truth", type=Path)
    answer.add_argument("--kinds", type=Path)
    told = parser.parse_args()
    if told.verb == "run":
        report = run(told.peer, told.folder, told.threads, not told.unknown_differs, told.out)
    else:
        report = evaluate(told.answer, told.truth, told.kinds)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
