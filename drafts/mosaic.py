import sys
from PIL import Image
out, cols = sys.argv[1], int(sys.argv[2]); fs = sys.argv[3:]
W,H=560,400
ims=[Image.open(f).convert("RGB") for f in fs]
rows=(len(ims)+cols-1)//cols
m=Image.new("RGB",(cols*W,rows*H),"white")
for i,im in enumerate(ims):
    im.thumbnail((W-8,H-8)); m.paste(im,((i%cols)*W+4,(i//cols)*H+4))
m.save(out)
