#!/bin/bash
# run.sh NB: copies a notebook's source into SCRATCH/exec2/notebooks and executes it in tutorial there (one engine thread).
n=$(basename $1 .ipynb); cp $1 SCRATCH/exec2/notebooks/$n.ipynb
cd SCRATCH/exec2; export FEWSHOT_PROFILE=tutorial OMP_NUM_THREADS=${T:-1} OMP_WAIT_POLICY=PASSIVE
s=$(date +%s)
taskset ${CORE:-2} .venv/bin/python tools/run-notebooks.py $n > SCRATCH/exec-$n.log 2>&1; r=$?
echo "$(date +%T) $n rc $r $(( $(date +%s)-s )) s" >> SCRATCH/exec-all.log
