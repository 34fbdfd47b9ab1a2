/*
 * Put before the C library of a server (LD_PRELOAD), writes one line to ORDER_LOG for every connection that is accepted, for
 * every request that comes in, for every write and sync of the write-ahead log, and for every answer that goes out.
 *
 * A sync is told after it returned and an answer before it is sent, so that a sync whose line comes first was over before
 * the first byte of the answer left. Every sync takes ORDER_DELAY_MS longer than it would. Clients are known by the port
 * they came to, ORDER_PORT.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *line) {
    static int file = -1;
    int before = errno;
    if (file < 0) {
        const char *path = getenv("ORDER_LOG");
        file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    }
    if (file >= 0) syscall(SYS_write, file, line, strlen(line));
    errno = before;
}

static int is_client(int fd) {
    int before = errno;
    struct sockaddr_in here;
    socklen_t size = sizeof here;
    const char *port = getenv("ORDER_PORT");
    int is = getsockname(fd, (struct sockaddr *)&here, &size) == 0 && here.sin_family == AF_INET && port &&
             ntohs(here.sin_port) == atoi(port);
    errno = before;
    return is;
}

static int is_log(int fd) {
    int before = errno;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void before_output(int fd) {
    if (is_client(fd)) tell("answer\n");
    else if (is_log(fd)) tell("write\n");
}

static ssize_t after_input(int fd, ssize_t read) {
    if (read > 0 && is_client(fd)) tell("request\n");
    return read;
}

ssize_t write(int fd, const void *bytes, size_t size) {
    before_output(fd);
    return REAL(write)(fd, bytes, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    before_output(fd);
    return REAL(writev)(fd, parts, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
    before_output(fd);
    return REAL(pwrite)(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    before_output(fd);
    return REAL(pwrite64)(fd, bytes, size, at);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
    before_output(fd);
    return REAL(send)(fd, bytes, size, flags);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length) {
    before_output(fd);
    return REAL(sendto)(fd, bytes, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    before_output(fd);
    return REAL(sendmsg)(fd, message, flags);
}

ssize_t read(int fd, void *bytes, size_t size) { return after_input(fd, REAL(read)(fd, bytes, size)); }

ssize_t readv(int fd, const struct iovec *parts, int count) { return after_input(fd, REAL(readv)(fd, parts, count)); }

ssize_t recv(int fd, void *bytes, size_t size, int flags) { return after_input(fd, REAL(recv)(fd, bytes, size, flags)); }

ssize_t recvfrom(int fd, void *bytes, size_t size, int flags, struct sockaddr *from, socklen_t *length) {
    return after_input(fd, REAL(recvfrom)(fd, bytes, size, flags, from, length));
}

int accept4(int fd, struct sockaddr *from, socklen_t *length, int flags) {
    int accepted = REAL(accept4)(fd, from, length, flags);
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    char line[32];
    int before = errno;
    if (accepted >= 0 && getpeername(accepted, (struct sockaddr *)&peer, &size) == 0) {
        snprintf(line, sizeof line, "accepted %d\n", ntohs(peer.sin_port));
        tell(line);
    }
    errno = before;
    return accepted;
}

static int synced(int fd, int done) {
    const char *delay = getenv("ORDER_DELAY_MS");
    long milliseconds = delay ? atol(delay) : 0;
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
    if (done == 0 && is_log(fd)) tell("sync\n");
    return done;
}

int fsync(int fd) { return synced(fd, REAL(fsync)(fd)); }

int fdatasync(int fd) { return synced(fd, REAL(fdatasync)(fd)); }
