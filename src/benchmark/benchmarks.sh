#!/usr/bin/env bash
# Prints all tables of docs/benchmarks-and-compatibility.md that are measured, in about 40
# minutes: benchmarks.sh [home of a JDK 25]. It fails if a goal is missed.
cd "$(dirname "$0")/../.." || exit
missed=0
mvn -q -Pbenchmark test -pl port-resolver-autoconfigure || missed=1
mvn -q -Pbenchmark test -pl port-resolver-autoconfigure -Dexec.skip -DskipTests=false \
	-Dtest=UnixSocketBenchmark || missed=1
java sample-app/src/benchmark/StartupCost.java 40 ${1:+"$1"} || missed=1
exit $missed
