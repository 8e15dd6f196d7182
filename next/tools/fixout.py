import json,glob,re,html,sys
ANSI=re.compile(r"\x1b\[[0-9;]*m")
for n in sorted(glob.glob("CHECKOUT/notebooks/*.ipynb")):
    raw=open(n).read(); nb=json.loads(raw); ch=0
    for c in nb["cells"]:
        for o in c.get("outputs",[]):
            if o["output_type"]=="error":
                o["traceback"]=[ANSI.sub("",l) for l in o["traceback"]]; ch+=1
            d=o.get("data",{}); h="".join(d.get("text/html",""))
            if "<table>\n<thead" in h and "<caption" not in h:
                first="".join(d["text/plain"]).split("\n")[0].strip(); assert first and "|" not in first,(n,first)
                h=h.replace("<table>\n","<table>\n<caption style=\"text-align:left\">%s</caption>\n"%html.escape(first,quote=False),1)
                d["text/html"]=h.splitlines(keepends=True) if isinstance(d["text/html"],list) else h; ch+=1
    new=json.dumps(nb,indent=1,ensure_ascii=False)+"\n"
    old=json.dumps(json.loads(raw),indent=1,ensure_ascii=False)+"\n"
    if old!=raw: print("format differs",n, len(old),len(raw))
    open(n,"w").write(new if raw.endswith("\n") else new[:-1]); print(n[-25:],ch)
