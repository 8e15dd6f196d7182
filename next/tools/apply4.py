import json,sys
for f in sys.argv[1:]:
    nb=json.load(open(f)); n=0
    for r in json.load(open(f+'.json')):
        d=nb['cells'][r['cell']]['outputs'][r['output']]['data']; fig=d['application/vnd.plotly.v1+json']
        if 'frames' in fig or 'sliders' in fig['layout']: continue
        keys=[k for k in r.get('layout',{}) if r['layout'][k]!=fig['layout'].get(k)]
        old=d['image/png']; old=old if isinstance(old,str) else ''.join(old)
        png=old.strip()!=r['png'].strip()
        if not keys and not png: continue
        for k in keys: fig['layout'][k]=r['layout'][k]
        if png: d['image/png']=r['png']+('\n' if old.endswith('\n') else '')
        n+=1; print('  ',r['cell'],r['output'],keys,png)
    if n: open(f,'w').write(json.dumps(nb,ensure_ascii=False,indent=1)+'\n')
    print(f,n)
