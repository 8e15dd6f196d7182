import json,sys
nb=json.load(open(sys.argv[1])); which=[int(x) for x in sys.argv[2:]] or range(len(nb["cells"]))
for i in which:
    c=nb["cells"][i]
    if c["cell_type"]=="markdown":
        if len(sys.argv)>2: print(f"[{i}] md:","".join(c["source"])[:3000])
        continue
    t=[]
    for o in c["outputs"]:
        if o["output_type"]=="stream": t.append(o["text"] if isinstance(o["text"],str) else "".join(o["text"]))
        elif "data" in o:
            x=o["data"].get("text/plain",""); x="".join(x) if isinstance(x,list) else x; t.append(x[:900])
        elif o["output_type"]=="error": t.append("ERROR "+o["evalue"][:300])
    print(f"[{i}]","\n".join(t)[:2500])
