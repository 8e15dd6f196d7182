import subprocess,sys,time,os,socket
from playwright.sync_api import sync_playwright
theme,nb,steps=sys.argv[1],sys.argv[2],int(sys.argv[3])
s=socket.socket(); s.bind(('127.0.0.1',0)); port=s.getsockname()[1]; s.close()
env=dict(os.environ,JUPYTER_CONFIG_DIR='SCRATCH/shots/cfg',JUPYTERLAB_SETTINGS_DIR='SCRATCH/shots/settings-'+theme,JUPYTERLAB_WORKSPACES_DIR='SCRATCH/shots/ws')
d=f'SCRATCH/shots/settings-{theme}/@jupyterlab/apputils-extension'; os.makedirs(d,exist_ok=True)
open(d+'/themes.jupyterlab-settings','w').write('{"theme":"JupyterLab %s"}'%('Dark' if theme=='dark' else 'Light'))
p=subprocess.Popen(['SCRATCH/exec3/.venv/bin/python','-m','jupyter','lab','--no-browser','--allow-root',f'--port={port}','--IdentityProvider.token=','--notebook-dir=SCRATCH/shots/nb'],env=env,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)
try:
    time.sleep(6)
    with sync_playwright() as pw:
        b=pw.chromium.launch(executable_path=os.environ.get('CHROMIUM') or subprocess.run('command -v chromium || command -v chromium-browser || command -v google-chrome',shell=True,capture_output=True,text=True).stdout.strip() or None,args=['--no-sandbox'])
        pg=b.new_page(viewport={'width':1300,'height':950}); pg.goto(f'http://127.0.0.1:{port}/lab/tree/{nb}?reset'); pg.wait_for_selector('.jp-Notebook .jp-Cell',timeout=60000); time.sleep(5)
        for k in range(steps):
            pg.screenshot(path=f'SCRATCH/shots/{nb[:2]}-{theme}-{k}.png')
            pg.evaluate("""()=>{const e=[...document.querySelectorAll('.jp-WindowedPanel-outer, .jp-Notebook')].find(x=>x.scrollHeight>x.clientHeight+5); if(e) e.scrollBy(0, e.clientHeight*%s)}"""%(float(sys.argv[4]) if len(sys.argv)>4 else 2.5)); time.sleep(1.5)
        b.close()
finally: p.terminate()
