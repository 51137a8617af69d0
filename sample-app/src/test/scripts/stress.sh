#!/bin/sh
# Runs the heavy tests of the sample application on each of the three servers, and prints
# their figures. Needs a JDK and Maven; takes about an hour on two cores. A short form, on one
# server and with one round of 16 starts at once:
#
#     SERVERS=tomcat sample-app/src/test/scripts/stress.sh -Dstress.rounds=1 \
#         -Dstress.processes=16 -Dit.test='SampleStressIT#many*'
set -eu
cd "$(dirname "$0")/../../../.."
for server in ${SERVERS:-tomcat jetty netty}; do
	profiles=stress
	[ "$server" = tomcat ] || profiles="stress,$server"
	echo "== $server"
	log="sample-app/target/stress-$server.log"
	mkdir -p sample-app/target
	if mvn -B -ntp -P "$profiles" -pl sample-app -am verify -Dtest=NoSuchTest \
			-Dsurefire.failIfNoSpecifiedTests=false "$@" >"$log" 2>&1; then
		grep FIGURE "$log"
	else
		grep 'FIGURE\|ERROR' "$log" || true
		exit 1
	fi
done
