#!/bin/bash
# keeps what waits for execution in main's history, not in its tree; no machine paths in it
set -e
rm -rf SCRATCH/next3 && git clone -q CHECKOUT SCRATCH/next3 && cd SCRATCH/next3 && git checkout -q -b next
git config user.name "$(git -C CHECKOUT log -1 --format=%an)"; git config user.email "$(git -C CHECKOUT log -1 --format=%ae)"
for n in ${WAITING:-}; do cp SCRATCH/n/$n.ipynb notebooks/; done
[ -f SCRATCH/h-k11/11-learning-in-context.ipynb ] && cp SCRATCH/h-k11/11-learning-in-context.ipynb notebooks/
[ -f SCRATCH/h-k13/13-another-world.ipynb ] && cp SCRATCH/h-k13/13-another-world.ipynb notebooks/
mkdir -p next/executed next/tools
for n in ${EXECUTED:-}; do cp SCRATCH/exec2/notebooks/$n.ipynb next/executed/; cp SCRATCH/exec2/notebooks/results/$n.csv next/executed/; done
cp SCRATCH/ra.md next/reviews-answered.md; cp SCRATCH/audit19.md next/audit19.md
cp SCRATCH/next/next/PROPOSAL-*.md next/
cp SCRATCH/help/{WL.java,Relabel3.java,apply4.py,Relabel2.java,Sheet.java,Tab3.java,Late.java,fixout.py,check,Check.java,nb.py,lint.py,words.py,smoke.py,run2.sh,stream2.sh,prio.sh,show.py,COMMON.md,Redraw.java,Relabel.java,relabel.sh,save3.sh} SCRATCH/queue/Queue.java SCRATCH/queue/jobs SCRATCH/wjt.sh SCRATCH/wjc.sh SCRATCH/land.sh SCRATCH/oldnew.py SCRATCH/WORDS.md SCRATCH/LIBHELP.md SCRATCH/unused.py next/tools/
cp SCRATCH/next/next/tools/{Tab2.java,shoot.py} next/tools/
[ -f SCRATCH/land10.patch ] && [ -n "$KEEP10" ] && cp SCRATCH/land10.patch SCRATCH/land10-test_models.py next/
[ -f SCRATCH/ijava/README.md ] && cp SCRATCH/ijava/README.md next/ijava.md
git grep -nE "/(work|tmp|root|home)/" HEAD -- next notebooks | grep -v "models/" | head -5
cd CHECKOUT && git fetch -q SCRATCH/next3 next && git merge -q -s ours FETCH_HEAD -m "Keep the sources that wait for execution in the history (second parent), not in the tree" && git log --oneline -2 | cat
