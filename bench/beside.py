#!/usr/bin/env python3
"""Times the library and PyTorch for Python on the same work, in turns, and writes the ratios down.

    bench/beside.py PYTHON [ROW...]     PYTHON has torch, and what else of bench/README.md is wanted; ROW such as maml-1-15, or maml for all of these

For each row all sides are started and get ready; then each in turn is timed for about a second, and again, in the other order.
So what slows the machine down slows all of them. Every turn goes into bench/beside.csv, in place of the row's older ones on the
same kind of processor; from that file the tables in README.md are written, one for each processor.
"""
import csv
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE, PAGE = ROOT / "bench" / "beside.csv", ROOT / "README.md"
BEGIN, END = "<!-- beside -->", "<!-- /beside -->"
OURS = "this library"
ROUNDS = 5
COLUMNS = ["row", "what", "side", "turn", "ms", "processor"]
WORK = {
    "loading-first": "load Omniglot from its archives", "sampling": "draw an episode, as tensors",
    "prototypical": "Prototypical, a step, 60-way", "evaluation": "Prototypical, an episode evaluated",
    "gru": "GRU learner, a step", "lstm": "LSTM learner, a step",
    "ntm-1": "NTM, a step, 1 sequence", "ntm-16": "NTM, a step, 16 sequences",
    **{f"{order}maml-{steps}-{queries}": f"{name}, a task: {steps} inner step{'s' * (steps > 1)}, {queries} quer{'ies' if queries > 1 else 'y'} a class"
       for order, name in (("", "MAML"), ("fo", "FOMAML")) for steps in (1, 5) for queries in (1, 15)},
    "sine": "MAML, a meta-iteration of 25 sine waves", "reptile": "Reptile, a step of 5 tasks",
}


class Side:
    """A process that times a row when it is told to."""
    def __init__(self, name, command, environment):
        self.name = name
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ready(self):
        while not (line := self.process.stdout.readline()).startswith("ready"):
            if not line:
                sys.exit(f"beside: {self.name} ended before it was ready; its message is above")

    def ask(self, line):
        """What it answers to a line."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"beside: {self.name} ended while it was timed; its message is above")
        return answer

    def time(self):
        return float(self.ask("go"))

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def environment():
    """What the kernel's settings say of memory acts on PyTorch for Python too, and makes it quicker: both sides get it."""
    settings = dict(MALLOC_MMAP_MAX_="0", MALLOC_TRIM_THRESHOLD_="17179869184", MALLOC_TOP_PAD_="268435456")
    return {**os.environ, "FEWSHOT_DATA": os.environ.get("FEWSHOT_DATA", str(ROOT / "data" / "omniglot")), **settings}


def measure(python, row):
    peers = ROOT / "bench" / "peers.py"
    names = subprocess.run([python, peers, row], env=environment(), stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    sides = []
    for name in [OURS, *names]:
        command = ["tools/java", "bench/Bench.java", "--serve", row] if name == OURS else [python, peers, row, name]
        sides.append(Side(name, command, environment()))
        sides[-1].ready()
    turns = []
    machine = processor()
    for turn in range(ROUNDS):
        for side in sides if turn % 2 == 0 else reversed(sides):
            turns.append({"row": row, "what": WORK[row], "side": side.name, "turn": turn, "ms": f"{side.time():.6f}",
                          "processor": machine})
    for side in sides:
        side.close()
    return turns


def processor():
    """Its name without the model's number, and the widest instructions that count here, such as "AMD EPYC, AVX2"."""
    info = Path("/proc/cpuinfo")
    text = info.read_text() if info.exists() else ""
    name = next((line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")), platform.processor())
    name = " ".join(word for word in name.split("@")[0].replace("(R)", "").split() if not any(c.isdigit() for c in word) and word not in ("CPU", "Processor"))
    return name + (", AVX-512" if " avx512f" in text else ", AVX2" if " avx2" in text else "")


def read(path=FILE):
    return list(csv.DictReader(path.open())) if path.exists() else []


def write(turns):
    order = list(WORK)
    turns.sort(key=lambda t: (t["processor"], order.index(t["row"])))
    save(FILE, COLUMNS, turns)


def save(path, columns, rows):
    """Writes a file whole or not at all."""
    with path.with_suffix(".new").open("w", newline="") as file:
        out = csv.DictWriter(file, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    path.with_suffix(".new").replace(path)


def ratios(ours, theirs):
    """How many times longer the other side took, turn by turn."""
    return [b / a for a, b in zip(ours, theirs)]


def milliseconds(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def summary(turns):
    """A line of the table: the work, our time, the fastest peer and its time, the ratio with its range; then the other peers."""
    sides = {}
    for turn in turns:
        sides.setdefault(turn["side"], []).append(float(turn["ms"]))
    ours = sides.pop(OURS)
    by_ratio = sorted((statistics.median(ratios(ours, times)), name) for name, times in sides.items())
    best = by_ratio[0][1]
    spread = ratios(ours, sides[best])
    others = ", ".join(f"{name} {ratio:.2f}" for ratio, name in by_ratio[1:])
    return (f"| {turns[0]['what']} | {milliseconds(statistics.median(ours))} ms | {best}: {milliseconds(statistics.median(sides[best]))} ms "
            f"| **{statistics.median(spread):.2f}** ({min(spread):.2f} to {max(spread):.2f}) | {others} |")


def table(turns):
    """A table for each processor, which its first line names."""
    rows = {}
    for turn in turns:
        rows.setdefault(turn["processor"], {}).setdefault(turn["row"], []).append(turn)
    return "\n\n".join("\n".join([f"On {machine}:", "", "| work | this library | the fastest in Python | times faster (range) | the others |",
                                    "|---|---|---|---|---|", *(summary(each) for each in of.values())]) for machine, of in rows.items())


def publish(turns, page=PAGE):
    publish_between(BEGIN, END, table(turns), page)


def publish_between(begin, end, content, page=PAGE):
    """Puts a table between two marks of a page."""
    text = page.read_text()
    if text.count(begin) != 1 or text.count(end) != 1:
        sys.exit(f"beside: {page} must hold {begin} and {end} once each")
    head, rest = text.split(begin)
    page.write_text(f"{head}{begin}\n{content}\n{end}{rest.split(end)[1]}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    python, words = sys.argv[1], sys.argv[2:]
    rows = [row for row in WORK if not words or any((row + "-").startswith(word + "-") for word in words)]
    if not rows:
        sys.exit(f"beside: no row {' or '.join(words)}; there are {', '.join(WORK)}")
    for row in rows:
        turns = measure(python, row)
        print(summary(turns), flush=True)
        write([t for t in read() if (t["row"], t["processor"]) != (row, turns[0]["processor"])] + turns)
    publish(read())


if __name__ == "__main__":
    main()
