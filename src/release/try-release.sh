#!/usr/bin/env bash
# Builds release 0.1.0 from the commit twice, in two folders, compares the jars byte by byte, deploys it to a
# repository of files, and installs it from there into an empty project by the README's words alone.
set -euo pipefail
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
version=0.1.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn="mvn -B -ntp -q ${MAVEN_OPTIONS:-}"

build() {
	git clone -q "$root" "$work/$1"
	cd "$work/$1"
	find . -name pom.xml -exec sed -i "s/<version>0.1.0-SNAPSHOT</<version>$version</" {} +
	$mvn -Prelease,quick -pl port-resolver-spring-boot-starter -am -Dmaven.repo.local="$HOME/.m2/repository" deploy \
		-DaltDeploymentRepository="files::file://$work/repository-$1" -Dmaven.install.skip=true
}
(build one)
(build the-other)
(cd "$work/repository-one" && find . -name '*.jar' -o -name '*.pom' | sort) > "$work/files"
while read -r file; do
	cmp "$work/repository-one/$file" "$work/repository-the-other/$file"
done < "$work/files"
echo "The same bytes from two folders:"
cat "$work/files"

mkdir -p "$work/project/src/main/java/demo"
cd "$work/project"
dependency=$(awk '/<dependency>/,/<\/dependency>/' "$root/README.md" | sed "s/0.1.0-SNAPSHOT/$version/")
boot=$(sed -n 's:.*<spring-boot.version>\(.*\)</spring-boot.version>.*:\1:p' "$root/pom.xml")
cat > pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
	<modelVersion>4.0.0</modelVersion>
	<parent>
		<groupId>org.springframework.boot</groupId>
		<artifactId>spring-boot-starter-parent</artifactId>
		<version>$boot</version>
	</parent>
	<groupId>com.example</groupId>
	<artifactId>demo</artifactId>
	<version>1</version>
	<repositories>
		<repository>
			<id>files</id>
			<url>file://$work/repository-one</url>
		</repository>
	</repositories>
	<dependencies>
		<dependency>
			<groupId>org.springframework.boot</groupId>
			<artifactId>spring-boot-starter-webmvc</artifactId>
		</dependency>
		$dependency
	</dependencies>
	<build>
		<plugins>
			<plugin>
				<groupId>org.springframework.boot</groupId>
				<artifactId>spring-boot-maven-plugin</artifactId>
			</plugin>
		</plugins>
	</build>
</project>
POM
cat > src/main/java/demo/Demo.java <<JAVA
package demo;

@org.springframework.boot.autoconfigure.SpringBootApplication
public class Demo {

	public static void main(String[] args) {
		org.springframework.boot.SpringApplication.run(Demo.class, args).close();
	}

}
JAVA
$mvn package
java -jar target/demo-1.jar --server.port=0 | tee "$work/output"
grep -q 'server.port=[0-9]* (random)' "$work/output"
echo "Release $version was installed from files into an empty project, and started."
