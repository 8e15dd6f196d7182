#!/usr/bin/env python3
# oldnew.py OLD NEW ROW...: times rows of both checkouts' Bench --serve in turns
import subprocess,sys,statistics,os
old,new,rows=sys.argv[1],sys.argv[2],sys.argv[3:]
class Side:
    def __init__(s,root,row):
        s.p=subprocess.Popen([root+'/tools/java','bench/Bench.java','--serve',row],cwd=root,stdin=subprocess.PIPE,stdout=subprocess.PIPE,stderr=subprocess.DEVNULL,text=True)
        while True:
            l=s.p.stdout.readline()
            if not l: raise SystemExit(root+' ended')
            if l.startswith('ready'): break
    def go(s):
        s.p.stdin.write('go\n'); s.p.stdin.flush(); return float(s.p.stdout.readline())
    def close(s): s.p.stdin.close(); s.p.wait()
for row in rows:
    try:
        a,b=Side(old,row),Side(new,row)
        A,B=[],[]
        for i in range(6):
            for side,l in ([(a,A),(b,B)] if i%2==0 else [(b,B),(a,A)]): l.append(side.go())
        r=sorted(y/x for x,y in zip(A,B))
        print(f'{row:16s} old {statistics.median(A):9.3f} ms, new {statistics.median(B):9.3f} ms, new/old {statistics.median(r):.3f} ({r[1]:.3f} to {r[-2]:.3f})',flush=True)
        a.close(); b.close()
    except SystemExit as e: print(row,e)
