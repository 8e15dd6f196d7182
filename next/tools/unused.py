import re,glob,subprocess,collections,json
src={f:open(f).read() for f in glob.glob('lib/src/main/java/**/*.java',recursive=True)}
others=''
for f in glob.glob('notebooks/*.ipynb')+glob.glob('SCRATCH/n/*.ipynb')+glob.glob('course/**/*.ipynb',recursive=True):
    for c in json.load(open(f))['cells']: others+=''.join(c['source'])+'\n'
for f in glob.glob('tools/*')+glob.glob('bench/*')+glob.glob('README.md')+glob.glob('CONTRIBUTING.md')+glob.glob('tests/*.py')+glob.glob('course/*.md'):
    try: others+=open(f).read()
    except Exception: pass
words=collections.Counter(re.findall(r'\b\w+\b',others))
srcw=collections.Counter()
for t in src.values():
    t=re.sub(r'/\*.*?\*/','',t,flags=re.S); t=re.sub(r'//.*','',t)
    srcw.update(re.findall(r'\b\w+\b',t))
for f,t in sorted(src.items()):
    t2=re.sub(r'/\*.*?\*/','',t,flags=re.S)
    for m in re.finditer(r'^    (?:public |protected |private |static |final |abstract |default )*[\w<>\[\], .?]+ (\w+)\(([^;{]*)\)[^;{]*[{;]',t2,re.M):
        n=m.group(1)
        if srcw[n]<=1 and words[n]==0 and '@Override' not in t2[max(0,m.start()-60):m.start()]:
            print(f[len('lib/src/main/java/fewshot/'):],n)
for f in src:
    c=f.split('/')[-1][:-5]
    if c!='package-info' and words[c]==0:
        n=sum(1 for g,t in src.items() if g!=f and re.search(r'\b'+c+r'\b',t))
        if n==0: print('TYPE',f)
