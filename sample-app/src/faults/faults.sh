#!/bin/sh
# Starts the sample of each server while the machine fails it, and prints a Markdown table of
# what was tried and what came of it; exits with 1 if anything is not as expected.
#
# Needs Linux, root, a JDK, Maven, a C compiler, and the packages util-linux and iproute2. All
# of it runs in network, mount and process namespaces of its own, with which all processes end.
#
#     sample-app/src/faults/faults.sh [fault...]
#
# JARS names a directory with tomcat.jar, jetty.jar and netty.jar, if they are built already;
# MAVEN_ARGS are options for building them.
set -eu
cd "$(dirname "$0")/../../.."
target=$PWD/sample-app/target/faults
mkdir -p "$target/work"
if [ -z "${JARS:-}" ]; then
	JARS=$target
	for server in jetty netty tomcat; do
		profiles=quick
		[ "$server" = tomcat ] || profiles="quick,$server"
		# shellcheck disable=SC2086
		mvn -B -ntp -q ${MAVEN_ARGS:-} -P "$profiles" -pl sample-app -am package
		cp sample-app/target/sample-app.jar "$JARS/$server.jar"
	done
fi
javac -d "$target/classes" sample-app/src/faults/*.java
cc -shared -fPIC -O -o "$target/clock.so" sample-app/src/faults/clock.c
exec unshare --net --mount --pid --fork --kill-child --mount-proc sh -eu -c '
	ip link set lo up
	mount -t tmpfs faults "$2"
	exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dclock="$0/../clock.so" -cp "$0" Faults "$@"' \
	"$target/classes" "$JARS" "$target/work" "$@"
