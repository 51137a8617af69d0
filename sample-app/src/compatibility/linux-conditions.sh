#!/bin/sh
# Starts the sample under conditions that Linux can impose, each time on a port that a
# server of root has, and prints what the start said as a table. Needs root, curl, iproute2
# and util-linux; after 'mvn -Pquick package'. Fails if a start is not as it ought to be.
set -eu
cd "$(dirname "$0")/../../.."
java=$(readlink -f "$(command -v java)")
temp=$(mktemp -d)
chmod 755 "$temp"
cp sample-app/target/sample-app.jar "$temp"
mkdir "$temp/tomcat"
foreign=
started=
network=
# What brings a process into the network namespace of the case, if it has one
enter=
finish() {
	for pid in "$@"; do
		kill -9 "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}
trap 'finish $started $foreign $network; rm -rf "$temp"' EXIT
failures=0

await() {
	for _ in $(seq 600); do
		if grep -q "$2" "$1"; then return 0; fi
		case $(ps -o stat= -p "$3") in
			"" | Z*) return 1 ;;
		esac
		sleep 0.1
	done
	return 1
}

# What is said about the port, without time, thread and logger
said() {
	sed -n -E 's/^.* (WARN|ERROR) [0-9]+ --- [^:]*: (.*)$/\1 \2/p; s/^Port [0-9]+ .*/&/p' "$temp/log" |
		sed -E "s/PID $foreign/PID (of the server)/; s/\b$port\b/8080/g; s/\b${moved:-none}\b/8081/g" |
		awk '{ printf "%s%s", separator, $0; separator = "<br>" }'
}

start_foreign() {
	$enter "$java" -XX:TieredStopAtLevel=1 -jar "$temp/sample-app.jar" --server.port=0 \
		--port-resolver.registry.enabled=false >"$temp/foreign" 2>&1 &
	foreign=$!
	await "$temp/foreign" 'Started SampleApplication' "$foreign"
	port=$(sed -n -E 's/.* server\.port=([0-9]+) .*/\1/p' "$temp/foreign")
}

# Name, what the log must and must not have, options of unshare, commands within, arguments
check() {
	name=$1 must=$2 must_not=$3 options=$4 within=$5
	shift 5
	# shellcheck disable=SC2086
	$enter unshare --mount $options sh -c "mount --make-rprivate /; $within" sh "$java" -XX:TieredStopAtLevel=1 \
		-jar "$temp/sample-app.jar" --server.port="$port" --port-resolver.owner.timeout=30s "$@" >"$temp/log" 2>&1 &
	started=$!
	moved= result=
	await "$temp/log" 'Started SampleApplication' "$started" || result='did not start'
	if [ -z "$result" ]; then
		moved=$(sed -n -E 's/.*server\.port moved to ([0-9]+) .*/\1/p' "$temp/log")
		$enter curl -sf "http://127.0.0.1:$moved/actuator/ports" >"$temp/ports" || result='does not serve'
		grep -q "\"requested\":$port,\"port\":$moved" "$temp/ports" || result='the endpoint tells another port'
		grep -q "$must" "$temp/log" || result="does not say '$must'"
		if [ -n "$must_not" ] && grep -q "$must_not" "$temp/log"; then result="says '$must_not'"; fi
	fi
	printf '| %s | %s | %s |\n' "$name" "${result:-ok}" "$(said)"
	if [ -n "$result" ]; then
		failures=$((failures + 1))
		cp "$temp/log" "sample-app/target/linux-conditions-$failures.log"
	fi
	finish "$started"
	started=
}

as_nobody='exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"'
# Tomcat needs a temporary directory; that of the user cannot be written to
read_only="mount -t tmpfs tmpfs $temp/tomcat; mount -o remount,bind,ro /; mount -t tmpfs -o ro tmpfs /dev/shm
	export XDG_RUNTIME_DIR=/run JDK_JAVA_OPTIONS=-Djava.io.tmpdir=$temp/tomcat; exec \"\$@\""

# The registry is where the system has none for the user
unset XDG_RUNTIME_DIR
start_foreign
echo '| condition | | what the start said |'
echo '|---|---|---|'
check 'none' 'in use by PID [0-9]' '' '' 'exec "$@"'
check 'another user' 'in use by' 'by PID' '' "$as_nobody"
check 'another user, `/proc` with `hidepid=2`' 'in use by' 'by PID' '' \
	"mount -t proc -o hidepid=2 proc /proc; $as_nobody"
check 'no `/proc`' 'in use' 'by PID' '' \
	"mount -t tmpfs tmpfs /proc; LD_LIBRARY_PATH=$(dirname "$(dirname "$java")")/lib exec \"\$@\""
check 'a PID namespace of its own' 'in use' 'by PID' '--pid --fork --kill-child --mount-proc' 'exec "$@"'
check 'read-only, except `/tmp`' 'in use by PID [0-9]' 'registry' '' \
	'mount --bind /tmp /tmp; mount -o remount,bind,ro /; exec "$@"'
check 'read-only' 'in use by PID [0-9]' 'WARN.*egistry' '' "$read_only"
check 'read-only, with the registry configured' 'WARN.*egistry' '' '' "$read_only" \
	--port-resolver.registry.directory=/var/lib/port-resolver
check 'read-only, with a port file' 'WARN.*Port file' '' '' "$read_only" --port-resolver.port-file=/var/lib/port
no_ipv6='ip link set lo up; echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; echo up; exec sleep 600'
unshare --net sh -c "$no_ipv6" >"$temp/network" &
network=$!
await "$temp/network" up "$network"
enter="nsenter -t $network -n"
finish "$foreign"
start_foreign
check 'IPv6 disabled' 'in use by PID [0-9]' '' '' 'exec "$@"'

printf '\n%d failures; %s, %s\n' "$failures" "$(uname -sr)" "$("$java" -version 2>&1 | sed -n 2p)"
[ "$failures" = 0 ]
