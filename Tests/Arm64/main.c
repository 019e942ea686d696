/* The suites of one test target that suites.txt lists as run; status 1 if one fails. In C, since a Swift file would compile
   all of them again. */
#include <stdio.h>
#include <string.h>

void runSuitesOfDownhillTests(void);
void runSuitesOfDownhillFormatsTests(void);
int summary(void);

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *target = count == 2 ? arguments[1] : "";
  if (!strcmp(target, "DownhillTests")) runSuitesOfDownhillTests();
  if (!strcmp(target, "DownhillFormatsTests")) runSuitesOfDownhillFormatsTests();
  return summary();
}
