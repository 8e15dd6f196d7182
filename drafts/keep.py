"""keep.py NB FOLDER OUT [linger seconds]: executes a notebook cell by cell, going on after errors; saves OUT after each cell.
Afterwards lingers: a file OUT.cell.N (new source of code cell number N, from 1) is executed in the same kernel and put in place."""
import sys, time, os, glob, nbformat
from nbclient import NotebookClient
nb_path, folder, out = sys.argv[1:4]
linger = float(sys.argv[4]) if len(sys.argv) > 4 else 600
nb = nbformat.read(nb_path, as_version=4)
client = NotebookClient(nb, timeout=None, kernel_name="java", allow_errors=True, resources={"metadata": {"path": folder}}, record_timing=False)
with client.setup_kernel():
    t0 = time.time(); n = 0
    codes = []
    def run(i, cell, n):
        t = time.time()
        client.execute_cell(cell, i, execution_count=n)
        cell.execution_count = n
        for o in cell.outputs:
            if "execution_count" in o: o["execution_count"] = n
        bad = [o for o in cell.outputs if o.output_type == "error"]
        tag = "raises-exception" in cell.metadata.get("tags", [])
        print(f"cell {n}: {time.time()-t:.1f} s, total {time.time()-t0:.0f} s" + ("" if bool(bad) == tag else "  *** " + str([o.evalue[:1500] for o in bad])), flush=True)
        nbformat.write(nb, out)
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            n += 1; codes.append((i, cell)); run(i, cell, n)
    print("DONE", flush=True)
    end = time.time() + linger
    while time.time() < end and not os.path.exists(out + ".stop"):
        for f in sorted(glob.glob(out + ".cell.*")):
            k = int(f.rsplit(".", 1)[1]); src = open(f).read(); os.remove(f)
            i, cell = codes[k-1]; cell.source = src.strip("\n"); cell.outputs = []
            run(i, cell, k)
        time.sleep(1)
