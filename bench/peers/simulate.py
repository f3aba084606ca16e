#!/usr/bin/env python3
"""Covasim in turns with the example `simulate`, one thread each, processor seconds of building and running.

    cargo build --release -p taicho-forecast --example simulate
    python3 -m venv /tmp/covasim3 && /tmp/covasim3/bin/pip install covasim==3.1.6 'numpy<2'
    OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 /tmp/covasim3/bin/python bench/peers/simulate.py target/release/examples/simulate

Each line: scenario, people, million agent-days a second of Covasim and of ours, three times in turns.
"""

import subprocess
import sys
import time

import covasim as cv

DAYS = 180


def scenario(name, people, seed):
    """The scenario of that name in content/scenarios/, as Covasim says it."""
    options = {"pop_size": people, "n_days": DAYS, "rand_seed": seed, "verbose": 0}
    if name != "plain":
        options["pop_type"] = "hybrid"
    if name == "response":
        traced = {"h": 0.9, "s": 0.5, "w": 0.5, "c": 0.1}
        options["interventions"] = [
            cv.test_prob(symp_prob=0.2, asymp_prob=0.001, start_day=10),
            cv.contact_tracing(traced, {"h": 0, "s": 1, "w": 1, "c": 2}, start_day=10),
            cv.vaccinate_prob("pfizer", days=list(range(30, 130)), prob=0.01),
            cv.clip_edges([40, 70], [0.3, 1.0], layers=["s", "w"]),
        ]
    return cv.Sim(**options)


def theirs(name, people, seed):
    begun = time.process_time()
    scenario(name, people, seed).run()
    return people * DAYS / (time.process_time() - begun) / 1e6


def ours(name, people, runs):
    command = [sys.argv[1], f"content/scenarios/{name}.toml", str(runs), str(people)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(said.rsplit("processor s, ", 1)[1].split(" ", 1)[0]), said.rsplit(",", 1)[1].strip()


print("Covasim", cv.__version__)
theirs("plain", 1_000, 1)  # Numba compiles
for name in ["plain", "hybrid", "response"]:
    for people, runs in [(20_000, 20), (100_000, 4)]:
        turns = []
        for turn in range(3):
            peer = theirs(name, people, turn + 1)
            speed, memory = ours(name, people, runs)
            turns.append(f"{peer:.2f} : {speed:.0f}")
        print(name, people, ", ".join(turns), memory, flush=True)
