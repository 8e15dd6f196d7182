#!/usr/bin/env python3
"""words.py X.txt EXECUTED.ipynb OUT.ipynb: puts the Markdown of a text (nb.py's form) into an executed notebook; code cells must be
the same. Then says which figures in the text nothing shows (tests/test_claims.py's own search)."""
import json, sys
txt,ex,out=sys.argv[1:4]
cells=[];cur=None
for line in open(txt).read().split('\n'):
    if line.startswith('//// '):
        kind,_,meta=line[5:].partition(' '); cur=[kind,[]]; cells.append(cur)
    elif cur is not None: cur[1].append(line)
nb=json.load(open(ex))
assert len(cells)==len(nb['cells']),(len(cells),len(nb['cells']))
for i,((k,ls),c) in enumerate(zip(cells,nb['cells'])):
    s='\n'.join(ls).strip('\n')
    if c['cell_type']=='code':
        if s!=''.join(c['source']): sys.exit(f'cell {i}: its code is not what was executed')
    else:
        src=[l+'\n' for l in s.split('\n')]; src[-1]=src[-1].rstrip('\n'); c['source']=src
open(out,'w').write(json.dumps(nb,ensure_ascii=False,indent=1)+'\n')
print('TODO-FIGURES left:',sum(''.join(c['source']).count('TODO-FIGURES') for c in nb['cells']))
import types
fake=types.ModuleType('pytest')
class M:
    def __getattr__(self,n): return lambda *a,**k: (lambda f:f)
fake.mark=M(); fake.fixture=lambda *a,**k:(lambda f:f); fake.param=lambda *a,**k:None; fake.raises=None
sys.modules.setdefault('pytest',fake)
sys.path.insert(0,'CHECKOUT/tests')
import test_claims as t
for f in t.unfounded(nb): print('UNFOUNDED cell %d: %s in: %s'%(f[0],f[1],f[2][:150]))
