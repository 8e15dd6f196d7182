#!/bin/bash
# jt.sh TestA TestB: compiles main and tests, runs JUnit tests without maven.
J=$(ls SCRATCH/run/lib/target/jars/*.jar | tr '\n' ':')$(find HOME/.m2 \( -path "*jupyter-jvm-basekernel*" -o -path "*dflib*" -o -path "*junit*" -o -path "*jqwik*" -o -name "junit-platform-console-standalone*" -o -path "*opentest4j*" -o -path "*apiguardian*" -o -path "*surefire/surefire-junit*" \) -name "*.jar" | tr '\n' ':')
SCRATCH/jc.sh || exit 1
rm -rf SCRATCH/tcls; mkdir -p SCRATCH/tcls; cp -r CHECKOUT/lib/src/test/resources/* SCRATCH/tcls/ 2>/dev/null
cd CHECKOUT/lib && nice -n 10 javac -nowarn -proc:none -d SCRATCH/tcls -cp "SCRATCH/cls:$J" $(find src/test/java -name "*.java") 2>&1 | grep -v "^Note\|warning" | head -30
args=""; for t in "$@"; do f=$(cd src/test/java; find . -name $t.java | sed 's#^\./##;s#\.java##;s#/#.#g'); args="$args --select-class=$f"; done
export MALLOC_ARENA_MAX=1
nice -n 5 timeout ${TMO:-550} java -Xmx2g -Dai.djl.offline=true -Djqwik.database=SCRATCH/jq -cp "SCRATCH/tcls:SCRATCH/cls:$J" org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=${DETAILS:-summary} $args 2>&1 | grep -v "^SLF4J\|DEBUG" | tail -${LINES_OUT:-25}
