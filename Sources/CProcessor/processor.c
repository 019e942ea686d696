#define _GNU_SOURCE
#include "processor.h"

#include <limits.h>
#include <stdint.h>

#if defined(__linux__)
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// MARK: Control groups

/// The path of this process's group in the hierarchy that has `controller`, from `/proc/self/cgroup`, whose lines are
/// `4:cpu,cpuacct:/path` in version 1 and `0::/path` in version 2. Version 1 comes first where both are mounted: a
/// controller is in one of them only.
static bool group_of_process(const char *root, const char *controller, char path[PATH_MAX], bool *is_unified) {
  char line[PATH_MAX + 256];
  snprintf(line, sizeof line, "%s/proc/self/cgroup", root);
  FILE *file = fopen(line, "re");
  if (file == NULL) return false;
  bool is_found = false;
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    char *controllers = strchr(line, ':');
    char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
    if (group == NULL) continue;
    *controllers++ = 0;
    *group++ = 0;
    bool is_version_2 = strcmp(line, "0") == 0 && *controllers == 0;
    bool is_named = false;
    for (char *rest = controllers, *name; (name = strsep(&rest, ",")) != NULL;) {
      if (strcmp(name, controller) == 0) is_named = true;
    }
    if (!is_named && !(is_version_2 && !is_found)) continue;
    snprintf(path, PATH_MAX, "%s", group);
    *is_unified = !is_named;
    is_found = true;
    if (is_named) break;
  }
  fclose(file);
  return is_found;
}

/// Where that hierarchy is mounted, and which of its groups is the mount's root, from `/proc/self/mountinfo`, whose
/// lines are `30 23 0:26 /group /mount options - cgroup cgroup rw,cpu,cpuacct`.
static bool mount_of_hierarchy(
  const char *root, const char *controller, bool is_unified, char group[PATH_MAX], char mount[PATH_MAX]
) {
  char line[3 * PATH_MAX];
  snprintf(line, sizeof line, "%s/proc/self/mountinfo", root);
  FILE *file = fopen(line, "re");
  if (file == NULL) return false;
  bool is_found = false;
  while (!is_found && fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    char *kind = strstr(line, " - ");
    if (kind == NULL) continue;
    *kind = 0;
    kind += 3;
    char *options = strrchr(kind, ' ');
    if (options == NULL) continue;
    *options++ = 0;
    char *rest = line;
    for (int field = 0; field < 3; field++) strsep(&rest, " ");
    char *mounted = strsep(&rest, " ");
    char *where = strsep(&rest, " ");
    if (mounted == NULL || where == NULL) continue;
    if (is_unified) {
      is_found = strncmp(kind, "cgroup2 ", 8) == 0;
    } else if (strncmp(kind, "cgroup ", 7) == 0) {
      for (char *name; (name = strsep(&options, ",")) != NULL;) {
        if (strcmp(name, controller) == 0) is_found = true;
      }
    }
    if (is_found) {
      snprintf(group, PATH_MAX, "%s", mounted);
      snprintf(mount, PATH_MAX, "%s%s", root, where);
    }
  }
  fclose(file);
  return is_found;
}

void control_groups_visit(
  const char *root, const char *controller, void *context,
  void (*visit)(void *context, const char *folder, bool is_unified)
) {
  char own[PATH_MAX], mounted[PATH_MAX], mount[PATH_MAX], folder[2 * PATH_MAX];
  bool is_unified = false;
  if (!group_of_process(root, controller, own, &is_unified)) return;
  if (!mount_of_hierarchy(root, controller, is_unified, mounted, mount)) return;
  // In a container the mount may begin at the container's own group, while the path is the host's.
  size_t shared = strcmp(mounted, "/") == 0 ? 0 : strlen(mounted);
  bool is_below = strncmp(own, mounted, shared) == 0 && (own[shared] == '/' || own[shared] == 0);
  snprintf(folder, sizeof folder, "%s%s", mount, is_below && strstr(own, "/..") == NULL ? own + shared : "");
  size_t top = strlen(mount);
  for (;;) {
    size_t length = strlen(folder);
    while (length > top && folder[length - 1] == '/') folder[--length] = 0;
    visit(context, folder, is_unified);
    if (length <= top) return;
    *strrchr(folder, '/') = 0;
  }
}

/// The numbers in a file of a control group, `max` and what is missing as -1.
static void read_numbers(const char *folder, const char *name, long long numbers[2]) {
  numbers[0] = numbers[1] = -1;
  char path[2 * PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  char words[2][32] = {"", ""};
  int count = fscanf(file, "%31s %31s", words[0], words[1]);
  fclose(file);
  for (int index = 0; index < count; index++) {
    char *end;
    long long number = strtoll(words[index], &end, 10);
    if (end != words[index] && *end == 0) numbers[index] = number;
  }
}

static void limit_processors(void *context, const char *folder, bool is_unified) {
  long long quota[2];
  if (is_unified) {
    read_numbers(folder, "cpu.max", quota);
  } else {
    long long period[2];
    read_numbers(folder, "cpu.cfs_quota_us", quota);
    read_numbers(folder, "cpu.cfs_period_us", period);
    quota[1] = period[0];
  }
  if (quota[0] <= 0 || quota[1] <= 0) return;
  long long processors = quota[0] / quota[1] + (quota[0] % quota[1] != 0);
  int *least = context;
  if (processors < *least) *least = (int)processors;
}

int processor_quota(const char *root) {
  int least = INT_MAX;
  control_groups_visit(root, "cpu", &least, limit_processors);
  return least;
}

int processor_count(void) {
  // Read once: a quota hardly ever changes while a program runs.
  static int quota = 0;
  int limit = __atomic_load_n(&quota, __ATOMIC_RELAXED);
  if (limit == 0) {
    limit = processor_quota("");
    __atomic_store_n(&quota, limit, __ATOMIC_RELAXED);
  }
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) return 0;
  int allowed = CPU_COUNT(&mask);
  return allowed < limit ? allowed : limit;
}
#elif defined(__APPLE__)
#include <unistd.h>

int processor_count(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }
#else
int processor_count(void) { return 0; }
#endif

#if !defined(__linux__)
int processor_quota(const char *root) {
  (void)root;
  return INT_MAX;
}

void control_groups_visit(
  const char *root, const char *controller, void *context,
  void (*visit)(void *context, const char *folder, bool is_unified)
) {
  (void)root, (void)controller, (void)context, (void)visit;
}
#endif

void processor_advise_large_pages(void *address, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // Whole pages only, and only where large ones help.
  if (bytes < (1 << 22)) return;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)address + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)address + bytes) / page * page;
  madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
  (void)address;
  (void)bytes;
#endif
}
