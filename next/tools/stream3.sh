#!/bin/bash
# takes names from SCRATCH/final/queue one by one
while true; do
  n=$(head -1 SCRATCH/final/queue 2>/dev/null)
  if [ -z "$n" ]; then sleep 3; continue; fi
  sed -i 1d SCRATCH/final/queue
  SCRATCH/help/run3.sh SCRATCH/final/$n.ipynb
done
