import sys, nbformat, base64, os
nb = nbformat.read(sys.argv[1], 4); d = sys.argv[2]; first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
os.makedirs(d, exist_ok=True); n = 0
for c in nb.cells:
    if c.cell_type != 'code': continue
    n += 1
    if n < first: continue
    for k, o in enumerate(c.outputs):
        if o.output_type == 'stream': print(f'[{n}]', o.text[-2500:].rstrip())
        elif o.output_type == 'error': print(f'[{n}] ERROR', o.ename, o.evalue[:600])
        else:
            t = o.data.get('text/plain', '')
            print(f'[{n}] D:', t[:700])
            if 'image/png' in o.data: open(f'{d}/c{n:02d}_{k}.png', 'wb').write(base64.b64decode(o.data['image/png']))
