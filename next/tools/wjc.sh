#!/bin/bash
# compiles main's sources into SCRATCH/cls-$(basename $1)/m
J=$(ls SCRATCH/run/lib/target/jars/*.jar | tr '\n' ':')HOME/.m2/repository/org/dflib/jjava/jjava-jupyter/1.0-a6/jjava-jupyter-1.0-a6.jar:HOME/.m2/repository/io/github/spencerpark/jupyter-jvm-basekernel/2.3.0/jupyter-jvm-basekernel-2.3.0.jar:
rm -rf SCRATCH/cls-$(basename $1)/m; mkdir -p SCRATCH/cls-$(basename $1)/m
cp -r $1/lib/src/main/resources/* SCRATCH/cls-$(basename $1)/m/ 2>/dev/null
cd $1/lib && nice -n 15 javac -nowarn -proc:none -d SCRATCH/cls-$(basename $1)/m -cp "$J" --add-exports java.desktop/com.sun.media.sound=ALL-UNNAMED $(find src/main/java -name "*.java" ! -name package-info.java) 2>&1 | grep -v "^Note\|warning" | head -${LINES_OUT:-30}
