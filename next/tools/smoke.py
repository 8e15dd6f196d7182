#!SCRATCH/exec2/.venv/bin/python
"""smoke.py NB [profile]: runs a copy of a notebook in SCRATCH/exec2/notebooks' place; writes SCRATCH/smoke/NAME; says the first failing cell."""
import os, sys, time, tempfile, nbformat
from pathlib import Path
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
path=Path(sys.argv[1]); prof=sys.argv[2] if len(sys.argv)>2 else "smoke"
os.environ.update(FEWSHOT_PROFILE=prof, FEWSHOT_RESULTS=tempfile.mkdtemp())
if prof=="smoke": os.environ.update(OMP_NUM_THREADS="1", JJAVA_JVM_OPTS=os.environ.get("JJAVA_JVM_OPTS",""))
nb=nbformat.read(path,as_version=4); t=time.time()
client=NotebookClient(nb,timeout=1500,kernel_name="java",resources={"metadata":{"path":"SCRATCH/exec2/notebooks"}},record_timing=False,store_widget_state=False)
times=[]
try:
    with client.setup_kernel():
        for i,c in enumerate(nb.cells):
            if c.cell_type!="code": continue
            s=time.time(); client.execute_cell(c,i); times.append((round(time.time()-s,1),i))
    print(path.name,"OK",round(time.time()-t),"s; slowest:",sorted(times,reverse=True)[:6])
except CellExecutionError as e:
    print(path.name,"FAILED at cell",i,"after",round(time.time()-t),"s\n",str(e)[-1500:])
nbformat.write(nb,"SCRATCH/smoke/"+path.name)
# error outputs printed to stderr
for i,c in enumerate(nb.cells):
    for o in c.get("outputs",[]):
        if o.output_type=="stream" and o.name=="stderr" and not o.text.startswith("SLF4J"): print("stderr",i,o.text[:300])
