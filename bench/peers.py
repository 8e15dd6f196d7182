"""The work of Bench.java, as it is done in Python with PyTorch and the libraries for few-shot learning that are installed.

peers.py ROW           prints the names of those that can do the row here
peers.py ROW NAME      gets ready, says so, and then times the row anew for each line that it reads: milliseconds, a line each

Images are random, of Omniglot's size: how long the work takes does not depend on what they show. All networks are those of the
library: four blocks of 64 3 x 3 filters, batch norm on the batch's own statistics, in evaluation on the running ones, ReLU and
2 x 2 max pooling.
"""
import importlib.util
import os
import statistics
import sys
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))
import torch
import torch.nn.functional as F
from torch import nn

BLOCK_SECONDS = 1
CHANNELS_LAST = torch.channels_last
ROWS = {}


def row(names, peer, needs=None):
    """Registers a function that gets the work ready and returns one call of it, and into how many parts its time is divided."""
    def register(make):
        if needs is None or importlib.util.find_spec(needs):
            for name in [names] if isinstance(names, str) else names:
                ROWS.setdefault(name, {})[peer] = make
        return make
    return register


def encoder(running=False):
    blocks, channels = [], 1
    for _ in range(4):
        blocks += [nn.Conv2d(channels, 64, 3, padding=1), nn.BatchNorm2d(64, track_running_stats=running), nn.ReLU(), nn.MaxPool2d(2)]
        channels = 64
    return nn.Sequential(*blocks, nn.Flatten())


def classifier():
    return nn.Sequential(encoder(), nn.Linear(64, 5))


# --- data ---

def pillow(archive):
    import io
    import zipfile
    from PIL import Image
    images = []
    with zipfile.ZipFile(archive) as file:
        for name in file.namelist():
            if name.endswith(".png"):
                images.append(Image.open(io.BytesIO(file.read(name))).convert("L").resize((28, 28), Image.BILINEAR).tobytes())
    return images


def archives():
    folder = os.environ.get("FEWSHOT_DATA", "data/omniglot")
    return [os.path.join(folder, name) for name in ("images_background.zip", "images_evaluation.zip")]


@row("loading-first", "Pillow", needs="PIL")
def _(_row):
    return lambda: [pillow(archive) for archive in archives()], 1


@row("loading-first", "Pillow, a process for each archive", needs="PIL")
def _(_row):
    from multiprocessing import Pool

    def call():
        with Pool(2) as pool:
            pool.map(pillow, archives())
    return call, 1


def sample(images, way=5, each=16):
    classes = torch.randperm(images.shape[0])[:way]
    chosen = torch.rand(way, images.shape[1]).argsort(1)[:, :each]
    return images[classes[:, None], chosen]


@row("sampling", "one index into a tensor")
def _(_row):
    images = torch.rand(964, 20, 1, 28, 28)
    return lambda: [sample(images) for _ in range(100)], 100


@row("sampling", "easyfsl", needs="easyfsl")
def _(_row):
    from easyfsl.datasets import FewShotDataset
    from easyfsl.samplers import TaskSampler
    from torch.utils.data import DataLoader
    images, labels = torch.rand(964 * 20, 1, 28, 28), torch.arange(964).repeat_interleave(20).tolist()

    class InMemory(FewShotDataset):
        def __getitem__(self, i):
            return images[i], labels[i]

        def __len__(self):
            return len(labels)

        def get_labels(self):
            return labels
    data = InMemory()
    sampler = TaskSampler(data, n_way=5, n_shot=1, n_query=15, n_tasks=100)
    loader = DataLoader(data, batch_sampler=sampler, collate_fn=sampler.episodic_collate_fn)
    return lambda: [episode for episode in loader], 100


@row("sampling", "learn2learn", needs="learn2learn")
def _(_row):
    import learn2learn as l2l
    from learn2learn.data import transforms as t
    from torch.utils.data import TensorDataset
    data = l2l.data.MetaDataset(TensorDataset(torch.rand(964 * 20, 1, 28, 28), torch.arange(964).repeat_interleave(20)))
    tasks = l2l.data.TaskDataset(data, [t.FusedNWaysKShots(data, n=5, k=16), t.LoadData(data), t.RemapLabels(data), t.ConsecutiveLabels(data)])
    return lambda: [tasks.sample() for _ in range(20)], 20


# --- metric learning ---

def distances(embedded, way, shots):
    prototypes = embedded[:way * shots].view(way, shots, -1).mean(1)
    return (embedded[way * shots:].unsqueeze(1) - prototypes).pow(2).sum(2)


def prototypical(layout):
    net = encoder().to(memory_format=layout)
    images = torch.rand(360, 1, 28, 28).contiguous(memory_format=layout)
    labels = torch.arange(60).repeat_interleave(5)
    adam = torch.optim.Adam(net.parameters(), 1e-3)

    def call():
        adam.zero_grad()
        F.cross_entropy(-distances(net(images), 60, 1), labels).backward()
        adam.step()
    return call, 1


def evaluation(layout):
    net = encoder(running=True).eval().to(memory_format=layout)
    episodes = [torch.rand(80, 1, 28, 28).contiguous(memory_format=layout) for _ in range(32)]
    labels = torch.arange(5).repeat_interleave(15)

    def call():
        with torch.inference_mode():
            for images in episodes:
                (distances(net(images), 5, 1).argmin(1) == labels).float().mean().item()
    return call, 32


for work in (prototypical, evaluation):
    row(work.__name__, "PyTorch")(lambda _row, work=work: work(torch.contiguous_format))
    row(work.__name__, "PyTorch, channels last")(lambda _row, work=work: work(CHANNELS_LAST))


# --- memory ---

@row(["gru", "lstm"], "PyTorch, the fused layer")
def _(name):
    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.cells, self.scores = getattr(nn, name.upper())(405, 200), nn.Linear(200, 5)

        def forward(self, x):
            return self.scores(self.cells(x)[0])
    net, images, labels = Reader(), torch.rand(50, 16, 400), torch.randint(0, 5, (50, 16))
    adam = torch.optim.Adam(net.parameters(), 1e-3)

    def call():
        adam.zero_grad()
        right = F.one_hot(labels, 5).float()
        inputs = torch.cat([images, torch.cat([torch.zeros_like(right[:1]), right[:-1]])], 2)
        F.cross_entropy(net(inputs).view(-1, 5), labels.view(-1)).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 10)
        adam.step()
    return call, 1


class Ntm(nn.Module):
    """Graves, Wayne and Danihelka 2014: an LSTM of 100, a reading and a writing head, a memory of 128 x 20."""
    ROWS, WIDTH = 128, 20

    def __init__(self):
        super().__init__()
        self.controller = nn.LSTMCell(9 + self.WIDTH, 100)
        self.heads = nn.ModuleList(nn.Linear(100, self.WIDTH + 6 + extra) for extra in (0, 2 * self.WIDTH))
        self.answer = nn.Linear(100 + self.WIDTH, 8)
        self.start = nn.Parameter(torch.randn(self.ROWS, self.WIDTH) * 0.05)

    def address(self, said, memory, before):
        key, rest = said[:, :self.WIDTH], said[:, self.WIDTH:self.WIDTH + 6]
        strength, gate, sharpness = F.softplus(rest[:, :1]), torch.sigmoid(rest[:, 1:2]), 1 + F.softplus(rest[:, 5:6])
        shift = torch.softmax(rest[:, 2:5], 1)
        content = torch.softmax(strength * F.cosine_similarity(memory, key.unsqueeze(1), dim=2, eps=1e-8), 1)
        mixed = gate * content + (1 - gate) * before
        turned = sum(shift[:, i:i + 1] * torch.roll(mixed, i - 1, 1) for i in range(3))
        sharp = (turned + 1e-16) ** sharpness
        return sharp / sharp.sum(1, keepdim=True)

    def forward(self, inputs, answers):
        size = inputs.shape[1]
        memory = self.start.expand(size, -1, -1)
        weights = [torch.softmax(torch.zeros(size, self.ROWS), 1)] * 2
        state, read, out = None, torch.zeros(size, self.WIDTH), []
        for x in inputs:
            state = self.controller(torch.cat([x, read], 1), state)
            said = [head(state[0]) for head in self.heads]
            weights = [self.address(s, memory, w) for s, w in zip(said, weights)]
            erase, add = torch.sigmoid(said[1][:, -2 * self.WIDTH:-self.WIDTH]), torch.tanh(said[1][:, -self.WIDTH:])
            written = weights[1].unsqueeze(2)
            memory = memory * (1 - written * erase.unsqueeze(1)) + written * add.unsqueeze(1)
            read = torch.bmm(weights[0].unsqueeze(1), memory).squeeze(1)
            out.append(torch.cat([state[0], read], 1))
        return self.answer(torch.stack(out[-answers:]))


@row(["ntm-1", "ntm-16"], "PyTorch")
def _(name):
    size = int(name[4:])
    net, inputs, bits = Ntm(), torch.randint(0, 2, (41, size, 9)).float(), torch.randint(0, 2, (20, size, 8)).float()
    adam = torch.optim.Adam(net.parameters(), 1e-4)

    def call():
        adam.zero_grad()
        F.binary_cross_entropy_with_logits(net(inputs, 20), bits).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 10)
        adam.step()
    return call, 1


# --- optimisation ---

TASKS = 32
MAML = [f"{order}maml-{steps}-{queries}" for order in ("", "fo") for steps in (1, 5) for queries in (1, 15)]


def maml_work(name):
    """Whether it is of first order, the inner steps, and each task's support and query with their labels."""
    order, steps, queries = name.split("-")
    queries = int(queries)
    ways = torch.arange(5)
    tasks = [(torch.rand(5, 1, 28, 28), torch.rand(5 * queries, 1, 28, 28)) for _ in range(TASKS)]
    return order == "fomaml", int(steps), tasks, ways, ways.repeat_interleave(queries)


@row(MAML, "learn2learn", needs="learn2learn")
def _(name):
    import learn2learn as l2l
    first, steps, tasks, support_labels, query_labels = maml_work(name)
    maml = l2l.algorithms.MAML(classifier(), lr=0.4, first_order=first)
    adam = torch.optim.Adam(maml.parameters(), 1e-3)

    def call():
        adam.zero_grad()
        for support, query in tasks:
            learner = maml.clone()
            for _ in range(steps):
                learner.adapt(F.cross_entropy(learner(support), support_labels))
            (F.cross_entropy(learner(query), query_labels) / TASKS).backward()
        adam.step()
    return call, TASKS


@row(MAML, "PyTorch")
def _(name):
    from torch.func import functional_call
    first, steps, tasks, support_labels, query_labels = maml_work(name)
    net = classifier()
    start = dict(net.named_parameters())
    adam = torch.optim.Adam(start.values(), 1e-3)

    def call():
        adam.zero_grad()
        for support, query in tasks:
            weights = start
            for _ in range(steps):
                loss = F.cross_entropy(functional_call(net, weights, support), support_labels)
                slopes = torch.autograd.grad(loss, list(weights.values()), create_graph=not first)
                weights = {key: w - 0.4 * slope for (key, w), slope in zip(weights.items(), slopes)}
            (F.cross_entropy(functional_call(net, weights, query), query_labels) / TASKS).backward()
        adam.step()
    return call, TASKS


@row(MAML, "torch.func")
def _(name):
    from torch.func import functional_call, grad, vmap
    first, steps, tasks, support_labels, query_labels = maml_work(name)
    supports, queries = (torch.stack(each) for each in zip(*tasks))
    net, together = classifier(), 8  # tasks in one vmap: all 32 would need gigabytes
    start = dict(net.named_parameters())
    adam = torch.optim.Adam(start.values(), 1e-3)

    def loss(weights, images, labels):
        return F.cross_entropy(functional_call(net, weights, images), labels)

    def after(weights, support, query):
        for _ in range(steps):
            slopes = grad(loss)(weights, support, support_labels)
            weights = {key: w - 0.4 * (slopes[key].detach() if first else slopes[key]) for key, w in weights.items()}
        return loss(weights, query, query_labels)
    slope = grad(lambda weights, s, q: vmap(after, in_dims=(None, 0, 0), randomness="error")(weights, s, q).sum() / TASKS)

    def call():
        adam.zero_grad()
        weights = {key: w.detach() for key, w in start.items()}
        for i in range(0, TASKS, together):
            for key, found in slope(weights, supports[i:i + together], queries[i:i + together]).items():
                start[key].grad = found if start[key].grad is None else start[key].grad + found
        adam.step()
    return call, TASKS


@row("reptile", "PyTorch")
def _(_row):
    net, tasks, labels = classifier(), torch.rand(5, 50, 1, 28, 28), torch.arange(5).repeat_interleave(10)
    weights = list(net.parameters())
    adam = torch.optim.Adam(weights, 1e-3, betas=(0.0, 0.999))

    def call():
        with torch.no_grad():
            start = [w.clone() for w in weights]
            moved = [torch.zeros_like(w) for w in weights]
        for images in tasks:
            for chosen in torch.randperm(50).view(5, 10):
                adam.zero_grad()
                F.cross_entropy(net(images[chosen]), labels[chosen]).backward()
                adam.step()
            with torch.no_grad():
                for w, m, s in zip(weights, moved, start):
                    m += w - s
                    w.copy_(s)
        with torch.no_grad():
            for w, m in zip(weights, moved):
                w += m / len(tasks)
    return call, 1


def waves():
    """25 tasks: 10 points to learn from and 10 to answer, and the network."""
    x = torch.rand(25, 20, 1) * 10 - 5
    y = (torch.rand(25, 1, 1) * 4.9 + 0.1) * torch.sin(x - torch.rand(25, 1, 1) * 3.14159265)
    net = nn.Sequential(nn.Linear(1, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 1))
    return x[:, :10], y[:, :10], x[:, 10:], y[:, 10:], net, torch.optim.Adam(net.parameters(), 1e-3)


@row("sine", "learn2learn", needs="learn2learn")
def _(_row):
    import learn2learn as l2l
    xs, ys, xq, yq, net, adam = waves()
    maml = l2l.algorithms.MAML(net, lr=0.01)

    def call():
        adam.zero_grad()
        total = 0
        for i in range(25):
            learner = maml.clone()
            learner.adapt(F.mse_loss(learner(xs[i]), ys[i]))
            total = total + F.mse_loss(learner(xq[i]), yq[i])
        (total / 25).backward()
        adam.step()
    return call, 1


@row("sine", "torch.func")
def _(_row):
    from torch.func import functional_call, grad, vmap
    *points, net, adam = waves()
    start = dict(net.named_parameters())

    def loss(weights, x, y):
        return F.mse_loss(functional_call(net, weights, x), y)

    def after(weights, xs, ys, xq, yq):
        slopes = grad(loss)(weights, xs, ys)
        return loss({key: w - 0.01 * slopes[key] for key, w in weights.items()}, xq, yq)
    slope = grad(lambda weights: vmap(after, in_dims=(None, 0, 0, 0, 0))(weights, *points).mean())

    def call():
        for key, found in slope({key: w.detach() for key, w in start.items()}).items():
            start[key].grad = found
        adam.step()
    return call, 1


@row("sine", "PyTorch, all tasks in one product")
def _(_row):
    xs, ys, xq, yq, net, adam = waves()

    def answer(weights, x):
        for i in (0, 2, 4):
            x = torch.baddbmm(weights[i + 1].unsqueeze(1), x, weights[i].transpose(1, 2))
            x = torch.relu(x) if i < 4 else x
        return x

    def call():
        adam.zero_grad()
        weights = [w.unsqueeze(0).expand(25, *w.shape) for w in net.parameters()]
        slopes = torch.autograd.grad((answer(weights, xs) - ys).pow(2).mean((1, 2)).sum(), weights, create_graph=True)
        weights = [w - 0.01 * slope for w, slope in zip(weights, slopes)]
        (answer(weights, xq) - yq).pow(2).mean().backward()
        adam.step()
    return call, 1


def main():
    name = sys.argv[1]
    if len(sys.argv) == 2:
        print("\n".join(ROWS.get(name, {})))
        return
    torch.manual_seed(0)
    call, parts = ROWS[name][sys.argv[2]](name)
    begin = time.perf_counter()
    call()
    while time.perf_counter() - begin < 3:
        call()
    print("ready", flush=True)
    for _ in sys.stdin:
        took, begin = [], time.perf_counter()
        while not took or time.perf_counter() - begin < BLOCK_SECONDS:
            start = time.perf_counter()
            call()
            took.append((time.perf_counter() - start) * 1e3 / parts)
        print(f"{statistics.median(took):.6f}", flush=True)


if __name__ == "__main__":
    main()
