/*
 * Put before the C library of a server (LD_PRELOAD), shows a wall clock that is wrong by as many seconds as the file
 * CLOCK_FILE says at the moment. The clocks that nobody sets go on as they are.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long wrong_by(void) {
    static int file = -1;
    int before = errno;
    char text[24] = "";
    if (file < 0) {
        const char *path = getenv("CLOCK_FILE");
        file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    }
    if (file < 0 || pread(file, text, sizeof text - 1, 0) < 0) text[0] = 0;
    errno = before;
    return atol(text);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = ((__typeof__(&clock_gettime))dlsym(RTLD_NEXT, "clock_gettime"))(clock, now);
    if (done == 0 && clock == CLOCK_REALTIME) now->tv_sec += wrong_by();
    return done;
}
