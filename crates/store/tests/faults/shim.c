/* Stands between a program and the C library, and makes calls on the files of one folder fail.
 *
 * Preloaded into the process under test (LD_PRELOAD). Which call fails, and how, stands in a small file that both
 * processes map: the parent arms it and reads how many calls there were. Only tests use this. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

/* The slots of the control file, 8 bytes each, as `control.rs` writes them. */
struct control {
  _Atomic uint64_t mode;    /* 0 nothing fails, 1 calls from `first` on, 2 each call by chance */
  _Atomic uint64_t calls;   /* counted since it was armed */
  _Atomic uint64_t first;
  _Atomic uint64_t count;   /* how many calls in a row fail */
  _Atomic uint64_t action;
  _Atomic uint64_t kinds;   /* a bit for each kind of call that counts */
  _Atomic uint64_t hits;
  _Atomic uint64_t hit_kinds;
  _Atomic uint64_t seed;
  _Atomic uint64_t chance;  /* of 65,536 */
  _Atomic uint64_t gap;     /* so many calls after the first that failed the process is killed; 0 never */
};

enum kind { OPEN, READ, WRITE, SYNC, TRUNCATE, UNLINK, ALLOCATE, LOCK };
enum action { NONE, IO_ERROR, NO_ROOM, SHORT, DONE_THEN_ERROR, KILL_BEFORE, KILL_AFTER, HALF_THEN_KILL, HALF_THEN_ERROR };

#define FDS 4096
static struct control *control;
static const char *folder;
static size_t folder_length;
static _Atomic char ours[FDS];

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("TAICHO_FAULT_CONTROL");
  folder = getenv("TAICHO_FAULT_FOLDER");
  if (!path || !folder) return;
  folder_length = strlen(folder);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) abort();
  void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED) abort();
  control = map;
}

static uint64_t mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/* What is to happen to this call. */
static enum action strike(enum kind kind) {
  if (!control || control->mode == 0) return NONE;
  if (control->hits > 0 && control->gap > 0 && atomic_fetch_sub(&control->gap, 1) == 1) kill(getpid(), SIGKILL);
  if (!(control->kinds >> kind & 1)) return NONE;
  uint64_t call = atomic_fetch_add(&control->calls, 1) + 1;
  if (control->mode == 1) {
    if (call < control->first || call - control->first >= control->count) return NONE;
  } else if (mixed(control->seed ^ call) % 65536 >= control->chance) {
    return NONE;
  }
  atomic_fetch_add(&control->hits, 1);
  atomic_fetch_or(&control->hit_kinds, 1u << kind);
  enum action action = control->action;
  if (action == KILL_BEFORE) kill(getpid(), SIGKILL);
  return action;
}

static int is_ours(int fd) { return fd >= 0 && fd < FDS && ours[fd]; }
static int in_folder(const char *path) { return folder && path && !strncmp(path, folder, folder_length); }
static long failed(int error) { errno = error; return -1; }

/* What a call gives that was done, or was not. */
static long after(enum action action, long result) {
  if (action == KILL_AFTER || action == HALF_THEN_KILL) kill(getpid(), SIGKILL);
  if (action == DONE_THEN_ERROR || action == HALF_THEN_ERROR) return failed(EIO);
  return result;
}
static int is_refused(enum action action) { return action == IO_ERROR || action == NO_ROOM; }
static size_t length(enum action action, size_t count) {
  return action == SHORT || action == HALF_THEN_KILL || action == HALF_THEN_ERROR ? (count + 1) / 2 : count;
}

static int opened(int fd, const char *path) {
  if (fd >= 0 && fd < FDS) ours[fd] = in_folder(path);
  return fd;
}

#define OPEN_BODY(name, parameters, arguments) \
  int name parameters { \
    REAL(name); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); } \
    enum action action = in_folder(path) ? strike(OPEN) : NONE; \
    if (is_refused(action)) return failed(action == NO_ROOM && flags & O_CREAT ? ENOSPC : EIO); \
    int fd = opened(real arguments, path); \
    if (action == DONE_THEN_ERROR || action == HALF_THEN_ERROR) { if (fd >= 0) close(fd); return failed(EIO); } \
    return after(action, fd); \
  }
OPEN_BODY(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN_BODY(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN_BODY(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
OPEN_BODY(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))

int close(int fd) {
  REAL(close);
  if (fd >= 0 && fd < FDS) ours[fd] = 0;
  return real(fd);
}

#define DATA_BODY(type, name, kind, parameters, head, tail) \
  type name parameters { \
    REAL(name); \
    enum action action = is_ours(fd) ? strike(kind) : NONE; \
    if (is_refused(action)) return failed(action == NO_ROOM && kind == WRITE ? ENOSPC : EIO); \
    return after(action, real(head, length(action, count) tail)); \
  }
#define COMMA ,
DATA_BODY(ssize_t, write, WRITE, (int fd, const void *data, size_t count), fd COMMA data, )
DATA_BODY(ssize_t, pwrite, WRITE, (int fd, const void *data, size_t count, off_t at), fd COMMA data, COMMA at)
DATA_BODY(ssize_t, pwrite64, WRITE, (int fd, const void *data, size_t count, off64_t at), fd COMMA data, COMMA at)
DATA_BODY(ssize_t, read, READ, (int fd, void *data, size_t count), fd COMMA data, )
DATA_BODY(ssize_t, pread, READ, (int fd, void *data, size_t count, off_t at), fd COMMA data, COMMA at)
DATA_BODY(ssize_t, pread64, READ, (int fd, void *data, size_t count, off64_t at), fd COMMA data, COMMA at)

#define PLAIN_BODY(name, kind, parameters, arguments) \
  int name parameters { \
    REAL(name); \
    enum action action = is_ours(fd) ? strike(kind) : NONE; \
    if (is_refused(action)) return failed(action == NO_ROOM && kind != LOCK ? ENOSPC : EIO); \
    return after(action, real arguments); \
  }
PLAIN_BODY(fsync, SYNC, (int fd), (fd))
PLAIN_BODY(fdatasync, SYNC, (int fd), (fd))
PLAIN_BODY(ftruncate, TRUNCATE, (int fd, off_t size), (fd, size))
PLAIN_BODY(ftruncate64, TRUNCATE, (int fd, off64_t size), (fd, size))

int posix_fallocate(int fd, off_t from, off_t size) {
  REAL(posix_fallocate);
  enum action action = is_ours(fd) ? strike(ALLOCATE) : NONE;
  if (is_refused(action)) return action == NO_ROOM ? ENOSPC : EIO;
  return after(action, real(fd, from, size));
}

int unlink(const char *path) {
  REAL(unlink);
  enum action action = in_folder(path) ? strike(UNLINK) : NONE;
  if (is_refused(action)) return failed(EIO);
  return after(action, real(path));
}

/* Giving a lock back never fails; taking it may. */
int flock(int fd, int operation) {
  REAL(flock);
  enum action action = is_ours(fd) && !(operation & LOCK_UN) ? strike(LOCK) : NONE;
  if (is_refused(action)) return failed(EIO);
  return real(fd, operation);
}

#define FCNTL_BODY(name) \
  int name(int fd, int command, ...) { \
    REAL(name); \
    va_list list; va_start(list, command); void *argument = va_arg(list, void *); va_end(list); \
    int takes = (command == F_SETLK || command == F_SETLKW) && ((struct flock *)argument)->l_type != F_UNLCK; \
    enum action action = is_ours(fd) && takes ? strike(LOCK) : NONE; \
    if (is_refused(action)) return failed(EIO); \
    return real(fd, command, argument); \
  }
FCNTL_BODY(fcntl)
FCNTL_BODY(fcntl64)
