#!/bin/sh
# Runs the starter's jar with other versions of Spring Boot and Java, and in Spring Boot's own
# smoke-test applications, and prints what came of it as two Markdown tables; exits with 1 if
# anything is not as expected. It needs a JDK, Maven, and the jar of 'mvn -Pquick package'.
#
#     SPRING_BOOT=<checkout> sample-app/src/compatibility/compatibility.sh [version or JDK home...]
#
# SPRING_BOOT names a checkout of Spring Boot's repository. Without it there is no second table.
set -eu
cd "$(dirname "$0")/../../.."
classes=$PWD/sample-app/target/compatibility/classes
javac -d "$classes" sample-app/src/compatibility/*.java
failed=0
java -cp "$classes" Compatibility "$@" || failed=1
echo
if [ -n "${SPRING_BOOT:-}" ]; then
	# Their certificates need not name localhost
	java -Djdk.internal.httpclient.disableHostnameVerification -cp "$classes" SmokeTests "$SPRING_BOOT" || failed=1
else
	echo "Spring Boot's smoke-test applications were not run: SPRING_BOOT is not set."
fi
exit $failed
