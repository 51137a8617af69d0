/*
 * Moves the wall clock of a process by as many seconds as the file named by FAULTS_CLOCK
 * holds, which may change at any time. To be preloaded; libfaketime can do so, too, but made
 * a start last half a minute.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *offset;

__attribute__((constructor)) static void map_offset(void) {
	int file = open(getenv("FAULTS_CLOCK"), O_RDONLY);
	void *mapped = mmap(NULL, sizeof(*offset), PROT_READ, MAP_SHARED, file, 0);
	if (mapped == MAP_FAILED) {
		abort();
	}
	offset = mapped;
	close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
	int result = syscall(SYS_clock_gettime, clock, now);
	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) && offset != NULL) {
		now->tv_sec += *offset;
	}
	return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
	struct timespec exact;
	int result = clock_gettime(CLOCK_REALTIME, &exact);
	now->tv_sec = exact.tv_sec;
	now->tv_usec = exact.tv_nsec / 1000;
	return result;
}

time_t time(time_t *now) {
	struct timespec exact;
	clock_gettime(CLOCK_REALTIME, &exact);
	if (now != NULL) {
		*now = exact.tv_sec;
	}
	return exact.tv_sec;
}
