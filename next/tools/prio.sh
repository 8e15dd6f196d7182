#!/bin/bash
# notebooks -10, trainings -4: short tests of ours still get a share of the trainings' core
while true; do
 for p in $(pgrep -f "exec2/.venv/share/jupyter/kernels/java/jjava.jar"); do echo -10 > /proc/$p/autogroup 2>/dev/null; done
 for p in $(pgrep -f "LakeNetworks|Queue.java|fewshot.compare"); do echo 0 > /proc/$p/autogroup 2>/dev/null; done
 sleep 5
done
