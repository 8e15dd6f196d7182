#!/usr/bin/env python3
"""nb.py flat NB TXT: a notebook's cells as text. nb.py build TXT NB: the text as a notebook without outputs.
Each cell begins with a line '//// md' or '//// code', behind it JSON metadata if it has any, e.g. //// code {"jupyter": {"source_hidden": true}}"""
import json, sys, hashlib
HOME='CHECKOUT/notebooks/02-prototypical-networks.ipynb'
def flat(nb, txt):
    out=[]
    for c in json.load(open(nb))['cells']:
        m={k:v for k,v in c['metadata'].items() if k!='execution'}
        out.append('//// '+('md' if c['cell_type']=='markdown' else 'code')+(' '+json.dumps(m,ensure_ascii=False) if m else '')+'\n'+''.join(c['source'])+'\n')
    open(txt,'w').write(''.join(out))
def build(txt, nb):
    base=json.load(open(HOME)); cells=[]; cur=None
    for line in open(txt).read().split('\n'):
        if line.startswith('//// '):
            kind,_,meta=line[5:].partition(' ')
            cur=[kind, json.loads(meta) if meta.strip() else {}, []]; cells.append(cur)
        elif cur is not None: cur[2].append(line)
    out=[]
    for i,(k,m,ls) in enumerate(cells):
        s='\n'.join(ls).strip('\n')
        src=[l+'\n' for l in s.split('\n')]; src[-1]=src[-1].rstrip('\n')
        cid=hashlib.sha1((nb.split('/')[-1]+str(i)).encode()).hexdigest()[:8]
        c={'cell_type':'markdown' if k=='md' else 'code'}
        if k=='md': c.update(id=cid, metadata=m, source=src)
        else: c.update(execution_count=None, id=cid, metadata=m, outputs=[], source=src)
        out.append(c)
    base['cells']=out
    open(nb,'w').write(json.dumps(base,ensure_ascii=False,indent=1)+'\n')
    code=sorted(len(''.join(c['source']).split('\n')) for c in out if c['cell_type']=='code')
    wide=[(i,max(map(len,''.join(c['source']).split('\n')))) for i,c in enumerate(out) if c['cell_type']=='code']
    print(len(out),'cells; code lines: longest',code[-1],'median',code[len(code)//2],'; wider than 100:',[w for w in wide if w[1]>100], '; longer than 20:',[i for i,c in enumerate(out) if c['cell_type']=='code' and len(''.join(c['source']).split('\n'))>20])
{'flat':flat,'build':build}[sys.argv[1]](*sys.argv[2:])
