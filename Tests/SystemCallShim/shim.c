// Stands between a program and the C library, and makes one of its calls fail, wait, or end it: for tests of the files
// left behind. Linux; loaded by LD_PRELOAD.
//
//   cc -shared -fPIC -O1 -o shim.so shim.c -ldl
//   LD_PRELOAD=./shim.so SHIM_CALL=fsync SHIM_AT=1 SHIM_DO=refuse:EIO downhill train
//
//   SHIM_CALL     the function that is counted: one of those below, or "any"; "create" is an open that must make the file
//   SHIM_AT       which of its calls is meant, counted from 1
//   SHIM_ALWAYS   if set, every call from that one on is meant
//   SHIM_PATH     if set, only calls count whose file has this in its path
//   SHIM_DO       refuse:E     the call is not made and fails with the error E, a name below or a number
//                 short:E      a write takes half of the bytes, and the next ones fail with E
//                 late:E       the call is made, and fails with E all the same
//                 delay:MS     the call is made MS milliseconds later
//                 signal:N     the signal N comes before the call
//                 kill, kill-after   the process is killed before the call, or after it
//   SHIM_ALSO     if set, CALL:E: this function always fails with E, besides and uncounted
//   SHIM_COUNTS   if set, a file that gets "name count" lines when the program ends by itself
//   SHIM_PROGRAM  the name of the program that is meant; "downhill" unless set. Others, such as a shell, are left alone.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CALLS(X) \
  X(open) X(create) X(close) X(read) X(write) X(fsync) X(fchmod) X(fchown) X(ftruncate) X(rename) X(unlink) X(flock) X(stat) \
  X(lstat) X(fstat) X(access) X(mkdir) X(realpath)

enum call {
#define NAME(name) CALL_##name,
  CALLS(NAME)
#undef NAME
  CALL_COUNT
};

static const char *const names[] = {
#define NAME(name) #name,
  CALLS(NAME)
#undef NAME
};

static const struct { const char *name; int number; } errors[] = {
  {"EACCES", EACCES}, {"EAGAIN", EAGAIN}, {"EBUSY", EBUSY},   {"EDQUOT", EDQUOT}, {"EFBIG", EFBIG},
  {"EINTR", EINTR},   {"EINVAL", EINVAL}, {"EIO", EIO},       {"EMFILE", EMFILE}, {"ENOENT", ENOENT},
  {"ENOLCK", ENOLCK}, {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS}, {"ENOTSUP", ENOTSUP}, {"EPERM", EPERM},
  {"EROFS", EROFS},   {"EXDEV", EXDEV},
};

enum action { NOTHING, REFUSE, SHORT, LATE, DELAY, SIGNAL, KILL, KILL_AFTER };

static struct {
  int ready, isMeant, call, always, also, alsoError;
  long at;
  enum action action;
  int error;
  long value;
  const char *path;
} plan;
static long counts[CALL_COUNT], counted, shortened;

static int errorNumber(const char *text) {
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if (!strcmp(text, errors[i].name)) return errors[i].number;
  return atoi(text);
}

__attribute__((constructor)) static void prepare(void) {
  if (plan.ready) return;
  plan.ready = 1;
  const char *program = getenv("SHIM_PROGRAM"), *call = getenv("SHIM_CALL"), *action = getenv("SHIM_DO");
  const char *at = getenv("SHIM_AT");
  plan.isMeant = !strcmp(program_invocation_short_name, program ? program : "downhill");
  const char *also = getenv("SHIM_ALSO");
  plan.call = plan.also = -1;
  for (int i = 0; also && i < CALL_COUNT; i++)
    if (!strncmp(also, names[i], strlen(names[i])) && also[strlen(names[i])] == ':') {
      plan.also = i;
      plan.alsoError = errorNumber(also + strlen(names[i]) + 1);
    }
  for (int i = 0; call && i < CALL_COUNT; i++)
    if (!strcmp(call, names[i])) plan.call = i;
  if (call && !strcmp(call, "any")) plan.call = CALL_COUNT;
  plan.at = at ? atol(at) : 1;
  plan.always = getenv("SHIM_ALWAYS") != NULL;
  plan.path = getenv("SHIM_PATH");
  if (!action) return;
  const char *colon = strchr(action, ':'), *value = colon ? colon + 1 : "";
  static const struct { const char *name; enum action action; } actions[] = {
    {"refuse:", REFUSE}, {"short:", SHORT},   {"late:", LATE},           {"delay:", DELAY},
    {"signal:", SIGNAL}, {"kill-after", KILL_AFTER}, {"kill", KILL},
  };
  for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
    if (!strncmp(action, actions[i].name, strlen(actions[i].name))) {
      plan.action = actions[i].action;
      plan.value = atol(value);
      plan.error = errorNumber(value);
      break;
    }
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("SHIM_COUNTS");
  if (!plan.isMeant || !path) return;
  FILE *file = fopen(path, "w");
  if (!file) return;
  for (int i = 0; i < CALL_COUNT; i++) fprintf(file, "%s %ld\n", names[i], counts[i]);
  fclose(file);
}

static int isOfPath(int descriptor, const char *path) {
  if (!plan.path) return 1;
  if (path) return strstr(path, plan.path) != NULL;
  char link[64], target[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, target, sizeof target - 1);
  if (length < 0) return 0;
  target[length] = 0;
  return strstr(target, plan.path) != NULL;
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// What is to happen to this call, and the error that it ends with if it is refused.
static enum action fate(enum call call, int descriptor, const char *path, int *error) {
  int before = errno;
  prepare();
  enum action action = NOTHING;
  *error = plan.error;
  if (plan.isMeant && plan.also == (int)call && isOfPath(descriptor, path)) {
    *error = plan.alsoError;
    return REFUSE;
  }
  if (plan.isMeant && isOfPath(descriptor, path)) {
    __atomic_add_fetch(&counts[call], 1, __ATOMIC_RELAXED);
    if (plan.action != NOTHING && (plan.call == (int)call || plan.call == CALL_COUNT)) {
      long number = __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED);
      if (number == plan.at || (plan.always && number > plan.at)) action = plan.action;
    }
  }
  if (action == KILL) die();
  if (action == DELAY) {
    struct timespec time = {plan.value / 1000, plan.value % 1000 * 1000000};
    nanosleep(&time, NULL);
  }
  if (action == SIGNAL) raise((int)plan.value);
  errno = before;
  return action;
}

#define REAL(name, type, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define PASS(call, descriptor, path, type, failed, ...) \
  int error; \
  enum action action = fate(CALL_##call, descriptor, path, &error); \
  if (action == REFUSE || action == SHORT) { errno = error; return failed; } \
  type result = real(__VA_ARGS__); \
  if (action == KILL_AFTER) die(); \
  if (action == LATE) { errno = error; return failed; } \
  return result

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    int mode = flags & O_CREAT ? va_arg(list, int) : 0; \
    va_end(list); \
    REAL(#name, int, const char *, int, ...); \
    if (flags & O_EXCL) { PASS(create, -1, path, int, -1, path, flags, mode); } \
    PASS(open, -1, path, int, -1, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
  REAL("close", int, int);
  // A close that fails has closed, or the program would run out of descriptors.
  int error;
  enum action action = fate(CALL_close, descriptor, NULL, &error);
  int result = real(descriptor);
  if (action == KILL_AFTER) die();
  if (action == REFUSE || action == SHORT || action == LATE) { errno = error; return -1; }
  return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL("write", ssize_t, int, const void *, size_t);
  if (shortened && isOfPath(descriptor, NULL)) { errno = plan.error; return -1; }
  int error;
  enum action action = fate(CALL_write, descriptor, NULL, &error);
  if (action == REFUSE) { errno = error; return -1; }
  if (action == SHORT) { shortened = 1; return real(descriptor, bytes, count / 2); }
  ssize_t result = real(descriptor, bytes, count);
  if (action == KILL_AFTER) die();
  if (action == LATE) { errno = error; return -1; }
  return result;
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  REAL("read", ssize_t, int, void *, size_t);
  PASS(read, descriptor, NULL, ssize_t, -1, descriptor, bytes, count);
}

int fsync(int descriptor) {
  REAL("fsync", int, int);
  PASS(fsync, descriptor, NULL, int, -1, descriptor);
}

int fchmod(int descriptor, mode_t mode) {
  REAL("fchmod", int, int, mode_t);
  PASS(fchmod, descriptor, NULL, int, -1, descriptor, mode);
}

int fchown(int descriptor, uid_t owner, gid_t group) {
  REAL("fchown", int, int, uid_t, gid_t);
  PASS(fchown, descriptor, NULL, int, -1, descriptor, owner, group);
}

int ftruncate(int descriptor, off_t length) {
  REAL("ftruncate", int, int, off_t);
  PASS(ftruncate, descriptor, NULL, int, -1, descriptor, length);
}

int flock(int descriptor, int operation) {
  REAL("flock", int, int, int);
  PASS(flock, descriptor, NULL, int, -1, descriptor, operation);
}

int rename(const char *old, const char *new) {
  REAL("rename", int, const char *, const char *);
  PASS(rename, -1, new, int, -1, old, new);
}

int unlink(const char *path) {
  REAL("unlink", int, const char *);
  PASS(unlink, -1, path, int, -1, path);
}

int stat(const char *restrict path, struct stat *restrict information) {
  REAL("stat", int, const char *, struct stat *);
  PASS(stat, -1, path, int, -1, path, information);
}

int lstat(const char *restrict path, struct stat *restrict information) {
  REAL("lstat", int, const char *, struct stat *);
  PASS(lstat, -1, path, int, -1, path, information);
}

int fstat(int descriptor, struct stat *information) {
  REAL("fstat", int, int, struct stat *);
  PASS(fstat, descriptor, NULL, int, -1, descriptor, information);
}

int access(const char *path, int mode) {
  REAL("access", int, const char *, int);
  PASS(access, -1, path, int, -1, path, mode);
}

int mkdir(const char *path, mode_t mode) {
  REAL("mkdir", int, const char *, mode_t);
  PASS(mkdir, -1, path, int, -1, path, mode);
}

char *realpath(const char *restrict path, char *restrict resolved) {
  REAL("realpath", char *, const char *, char *);
  PASS(realpath, -1, path, char *, NULL, path, resolved);
}
