#!/usr/bin/env python3
"""Times how long a Prototypical network trains until it is good, with the library and with PyTorch for Python, in turns.

    bench/accuracy.py PYTHON [SEED...]     PYTHON has torch; seeds 1, 2 and 3 if none are named

64 filters, 60-way 1-shot episodes of Omniglot with 5 queries a class, Adam at 0.001, halved every 500 steps: the same on all
sides, which draw episodes and weights of their own. Each side in turn trains 25 steps, whose time counts, drawing included, and is
then asked 200 episodes of 5 and 50 of 20 validation classes, whose time does not. Python trains as it comes, and with the two
settings that the library has: channels-last weights, and freed memory that stays in the process. Every crossing goes into
bench/accuracy.csv, and from there into README.md.

    bench/accuracy.py --peer FOLDER SEED LAYOUT     the side in Python, which the above starts
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import beside

FILE = beside.ROOT / "bench" / "accuracy.csv"
BEGIN, END = "<!-- accuracy -->", "<!-- /accuracy -->"
GOALS = [(5, 95), (5, 97), (20, 90)]
CHUNK, MOST, HALVED = 25, 3000, 500
COLUMNS = ["goal", "seed", "side", "seconds", "steps", "processor"]
AS_IT_COMES, SAME = "PyTorch as it comes", "PyTorch with the same two settings"


# --- the side in Python ---

def load(path):
    import numpy
    import torch
    raw = path.read_bytes()
    classes = int.from_bytes(raw[:4], "big")
    counts = numpy.frombuffer(raw, ">i4", classes, 4).astype(int)
    pixels = numpy.frombuffer(raw, numpy.uint8, offset=4 * (1 + classes)).reshape(-1, 1, 28, 28)
    return torch.from_numpy(pixels.astype(numpy.float32) / 255), counts, numpy.concatenate([[0], counts.cumsum()[:-1]])


def episode(data, way, queries, random, layout):
    """Support images and then queries, class by class, as one tensor."""
    images, counts, starts = data
    chosen = random.choice(len(counts), way, replace=False)
    picks = [starts[c] + random.choice(counts[c], 1 + queries, replace=False) for c in chosen]
    support, query = [p[0] for p in picks], [q for p in picks for q in p[1:]]
    return images[support + query].contiguous(memory_format=layout)


def peer(folder, seed, layout):
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional as F
    import peers
    layout = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}[layout]
    train, validation = load(folder / "train.images"), load(folder / "validation.images")
    torch.manual_seed(seed)
    random = numpy.random.default_rng(seed)
    net = peers.encoder(running=True).to(memory_format=layout)
    adam = torch.optim.Adam(net.parameters(), 1e-3)
    halving = torch.optim.lr_scheduler.StepLR(adam, HALVED, 0.5)
    labels = torch.arange(60).repeat_interleave(5)

    def step():
        net.train()
        adam.zero_grad()
        F.cross_entropy(-peers.distances(net(episode(train, 60, 5, random, layout)), 60, 1), labels).backward()
        adam.step()
        halving.step()

    def accuracy(way, episodes):
        net.eval()
        fixed, right = numpy.random.default_rng(1), []
        truth = torch.arange(way).repeat_interleave(5)
        with torch.inference_mode():
            for _ in range(episodes):
                guess = peers.distances(net(episode(validation, way, 5, fixed, layout)), way, 1).argmin(1)
                right.append((guess == truth).float().mean().item())
        return 100 * statistics.fmean(right)

    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line.split()[1])):
            step()
        seconds = time.perf_counter() - start
        print(f"{seconds:.4f} {accuracy(5, 200):.4f} {accuracy(20, 50):.4f}", flush=True)


# --- in turns ---

class Side(beside.Side):
    """A network that trains when it is told to, and when it has reached what."""
    def __init__(self, name, command, environment):
        super().__init__(name, command, environment)
        self.seconds, self.steps, self.reached = 0, 0, {}

    def train(self):
        seconds, *accuracies = map(float, self.ask(f"go {CHUNK}").split())
        self.seconds += seconds
        self.steps += CHUNK
        note(self.reached, self.seconds, self.steps, dict(zip((5, 20), accuracies)))

    def over(self):
        return len(self.reached) == len(GOALS) or self.steps >= MOST


def note(reached, seconds, steps, accuracy):
    """Remembers when each goal was first reached."""
    for way, per_cent in GOALS:
        if accuracy[way] >= per_cent:
            reached.setdefault((way, per_cent), (seconds, steps))


def sides(python, folder, seed):
    with_settings = beside.environment()
    plain = {**os.environ, "FEWSHOT_DATA": with_settings["FEWSHOT_DATA"]}
    own = [str(beside.ROOT / "bench" / "accuracy.py"), "--peer", str(folder), str(seed)]
    return [Side(beside.OURS, ["tools/java", "bench/Accuracy.java", str(seed), str(HALVED)], with_settings),
            Side(AS_IT_COMES, [python, *own, "contiguous"], plain),
            Side(SAME, [python, *own, "channels-last"], {**with_settings, "MALLOC_ARENA_MAX": "1"})]


def measure(python, folder, seed):
    all_sides = sides(python, folder, seed)
    for side in all_sides:
        side.ready()
    turn = 0
    while not all(side.over() for side in all_sides):
        for side in all_sides if turn % 2 == 0 else all_sides[::-1]:
            if not side.over():
                side.train()
        turn += 1
    for side in all_sides:
        side.close()
    machine = beside.processor()
    return [{"goal": f"{way}-way {per_cent}", "seed": str(seed), "side": side.name, "processor": machine,
             "seconds": f"{side.reached[way, per_cent][0]:.2f}" if (way, per_cent) in side.reached else "",
             "steps": str(side.reached[way, per_cent][1]) if (way, per_cent) in side.reached else ""}
            for side in all_sides for way, per_cent in GOALS]


# --- what is written ---

def table(rows):
    """A line for each goal and processor: the median over seeds of our seconds, and of each side's seconds over ours, with the range."""
    lines = ["| processor | goal on validation classes | this library | PyTorch as it comes | with the same two settings |", "|---|---|---|---|---|"]
    for machine, goal in dict.fromkeys((row["processor"], row["goal"]) for row in rows):
        by_side = {}
        for row in rows:
            if (row["processor"], row["goal"]) == (machine, goal):
                by_side.setdefault(row["side"], {})[row["seed"]] = float(row["seconds"]) if row["seconds"] else None
        ours = by_side[beside.OURS]
        known = [s for s in ours.values() if s is not None]
        cells = [f"{statistics.median(known):.0f} s" if known else "not reached"]
        for name in (AS_IT_COMES, SAME):
            ratios = [by_side[name][seed] / ours[seed] for seed in ours if ours[seed] and by_side[name].get(seed)]
            cells.append(f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) times as long" if ratios else "not reached")
        way, per_cent = goal.split()
        lines.append(f"| {machine} | {way} 1-shot, {per_cent} % | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--peer":
        peer(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
        return
    python, seeds = sys.argv[1], [int(seed) for seed in sys.argv[2:]] or [1, 2, 3]
    rows = beside.read(FILE)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tools/java", "bench/Accuracy.java", "--export", folder], cwd=beside.ROOT, env=beside.environment(), check=True)
        for seed in seeds:
            new = measure(python, Path(folder), seed)
            machine = new[0]["processor"]
            rows = [row for row in rows if (row["seed"], row["processor"]) != (str(seed), machine)] + new
            beside.save(FILE, COLUMNS, rows)
            print(table(new), flush=True)
    beside.publish_between(BEGIN, END, table(rows))


if __name__ == "__main__":
    main()
