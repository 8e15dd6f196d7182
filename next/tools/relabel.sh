#!/bin/bash
# relabel.sh NB: names at lines' ends placed anew by the library of SCRATCH/cls, picture with them
J=$(ls SCRATCH/exec3/lib/target/jars/*.jar | tr '\n' ':'); cd SCRATCH/help
[ -f rcls/Relabel.class ] || javac -nowarn -d rcls -cp "SCRATCH/cls:$J" Relabel.java
java -Djava.awt.headless=true -cp "rcls:SCRATCH/cls:$J" Relabel $1 SCRATCH/help/relabel.json
python3 - $1 <<'P'
import json,sys
p=sys.argv[1]; nb=json.load(open(p)); n=0
for r in json.load(open('SCRATCH/help/relabel.json')):
    d=nb['cells'][r['cell']]['outputs'][r['output']]['data']
    d['application/vnd.plotly.v1+json']['layout']['annotations']=r['annotations']; old=d['image/png']; d['image/png']=r['png']+('\n' if old.endswith('\n') and not r['png'].endswith('\n') else ''); n+=1
open(p,'w').write(json.dumps(nb,ensure_ascii=False,indent=1)+'\n'); print(p,n,'charts labelled anew')
P
