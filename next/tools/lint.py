#!/usr/bin/env python3
"""lint.py NB...: what the repository's tests hold of a notebook's sources."""
import json,re,sys,statistics
def src(c): return "".join(c["source"])
def top(text):
    text = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', '""', text, flags=re.S)
    lines, depth = [], 0
    for line in text.splitlines():
        if depth == 0: lines.append(line.strip())
        depth += sum((c in "{[(") - (c in "}])") for c in line)
    return lines
for p in sys.argv[1:]:
    nb=json.load(open(p)); C=nb["cells"]; code=[c for c in C if c["cell_type"]=="code"]; md=[c for c in C if c["cell_type"]=="markdown"]
    bad=[]
    if not 35<=len(C)<=60 or len(md)<len(C)/2: bad.append(f"cells {len(C)} md {len(md)}")
    L=[len([l for l in src(c).splitlines() if l.strip() and not l.strip().startswith(("//","import "))]) for c in code]
    if statistics.median(L)>12 or max(L)>20: bad.append(f"median {statistics.median(L)} max {max(L)}")
    for i,c in enumerate(C):
        if c["cell_type"]!="code": 
            if re.findall(r"[\u2500-\u257f\u25b2-\u25c4]",src(c)): bad.append(f"{i}: drawn with characters")
            continue
        if c is not code[0] and re.search(r"^\s*import\s",src(c),re.M): bad.append(f"{i}: import")
        v=[l for l in top(src(c)) if re.match(r"(final\s+)?var\s",l)]
        if v: bad.append(f"{i}: var {v}")
        w=[l for l in src(c).split("\n") if len(l)>100]
        if w: bad.append(f"{i}: wide {len(w)}")
    if not any("raises-exception" in c["metadata"].get("tags",[]) for c in code): bad.append("no cell fails on purpose")
    t=sum(src(c).count("TODO-FIGURES") for c in C)
    print(p.split("/")[-1], "OK" if not bad else bad, f"TODO {t}")
