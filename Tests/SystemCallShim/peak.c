/* Runs a command and writes the most memory that it had at a time, in bytes, into a file: peak FILE COMMAND [ARG...].

   The system's own account of a child begins with what its parent had when it was forked. This is a small parent. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words) {
  if (count < 3) return 64;
  pid_t child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    execv(words[2], words + 2);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child) return 71;
  FILE *file = fopen(words[1], "w");
  if (!file || fprintf(file, "%ld\n", usage.ru_maxrss * 1024) < 0 || fclose(file) != 0) return 74;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
