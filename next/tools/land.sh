#!/bin/bash
# land.sh NAME WORDSDIR: copies a finished notebook and its results into main, table anew, tests
n=$1; d=${2:-SCRATCH/h-f-$1}
cd CHECKOUT || exit 1
cp $d/$n.ipynb notebooks/$n.ipynb; cp SCRATCH/exec2/notebooks/results/$n.csv notebooks/results/$n.csv
python3 tools/results-table.py README.md
taskset ${LC:-2} SCRATCH/exec3/.venv/bin/python -m pytest -q tests/test_committed_notebooks.py tests/test_claims.py tests/test_results_table.py 2>&1 | tail -15
git status --short
