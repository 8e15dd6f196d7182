#!/bin/bash
while true; do
  n=$(head -1 SCRATCH/final/queue2 2>/dev/null)
  if [ -z "$n" ]; then sleep 3; continue; fi
  sed -i 1d SCRATCH/final/queue2
  SCRATCH/help/run2.sh SCRATCH/n/$n.ipynb
done
