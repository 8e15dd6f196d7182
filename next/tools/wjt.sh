#!/bin/bash
# jt.sh TestA TestB: compiles main and tests, runs JUnit tests without maven.
W=$1; shift
J=$(ls SCRATCH/run/lib/target/jars/*.jar | tr '\n' ':')$(find HOME/.m2 \( -path "*jupyter-jvm-basekernel*" -o -path "*dflib*" -o -path "*junit*" -o -path "*jqwik*" -o -name "junit-platform-console-standalone*" -o -path "*opentest4j*" -o -path "*apiguardian*" -o -path "*surefire/surefire-junit*" \) -name "*.jar" | tr '\n' ':')
J=$(echo "$J" | tr ':' '\n' | grep -v -E "1\.12\.1|5\.12\.1" | tr '\n' ':')
SCRATCH/wjc.sh "$W" || exit 1
rm -rf SCRATCH/cls-$(basename $W)/t; mkdir -p SCRATCH/cls-$(basename $W)/t; cp -r $W/lib/src/test/resources/* SCRATCH/cls-$(basename $W)/t/ 2>/dev/null
cd $W/lib && nice -n 15 javac -nowarn -proc:none -d SCRATCH/cls-$(basename $W)/t -cp "SCRATCH/cls-$(basename $W)/m:$J" $(find src/test/java -name "*.java") 2>&1 | grep -v "^Note\|warning" | head -30
args=""; for t in "$@"; do f=$(cd src/test/java; find . -name $t.java | sed 's#^\./##;s#\.java##;s#/#.#g'); args="$args --select-class=$f"; done
export OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE MALLOC_ARENA_MAX=1
nice -n 15 timeout ${TMO:-550} java -Xmx2g -Dai.djl.offline=true -Djqwik.database=SCRATCH/cls-$(basename $W)/jq -cp "SCRATCH/cls-$(basename $W)/t:SCRATCH/cls-$(basename $W)/m:$J" org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=${DETAILS:-summary} $args 2>&1 | grep -v "^SLF4J\|DEBUG" | tail -${LINES_OUT:-25}
