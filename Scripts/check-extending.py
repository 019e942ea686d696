"""Does what Docs/Extending.md says, in a copy of the tree: applies each of its patches alone and then all of them one on
another, counts the sources that each touches, builds what comes of it, and runs the tests that look at it.

Run from the root, by `Scripts/check extending`. `--apply-only` builds nothing. The copy is built by SwiftPM's other build
system, so that the house is known to stand on both.
"""
import os
import re
import shutil
import subprocess
import sys

COPY = ".build-extending/tree"
# The most sources that each may touch: not tests, goldens, documents, symbolic links and what is built from sources.
LIMITS = {"An activation": 6, "An optimizer": 5, "A data format": 5, "A verb": 3, "A figure": 3}
# The suites that look at what the patches add, and their own.
SUITES = "LayerKernelTests|NumericalDerivativeTests|AdaGradTests|CSVPicturesTests|CountTests|DotStripTests|FigureTests"
# Derivatives by differences take minutes without optimization.
OPTIONS = ["-c", "release", "--scratch-path", ".build", "-Xswiftc", "-enable-testing"]
# All else that the patches do not touch is built by `warnings`.
TARGETS = "CLI DownhillTests DownhillFilesTests DownhillReportTests CLITests"


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def patches():
    """Each section's patch, by its heading."""
    with open("Docs/Extending.md", encoding="utf-8") as file:
        text = file.read()
    sections = re.split(r"^## (.+)$", text, flags=re.M)[1:]
    found = {}
    for heading, section in zip(sections[::2], sections[1::2]):
        blocks = re.findall(r"^```diff\n(.*?)^```$", section, re.M | re.S)
        if blocks:
            # An empty line of a patch is a space, which editors take away.
            found[heading] = "".join((line or " ") + "\n" for line in "".join(blocks).splitlines())
    return found


def copy_tree():
    """What git knows and what is new, as it lies in the working tree; times are kept, so that little is built again."""
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", capture_output=True).stdout
    for name in os.listdir(COPY) if os.path.isdir(COPY) else []:
        if name != ".build":
            path = os.path.join(COPY, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    for name in filter(None, names.split("\0")):
        if not os.path.lexists(name):
            continue
        target = os.path.join(COPY, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(name, target, follow_symlinks=False)


def apply(patch, *options):
    # The copy is no part of the repository around it.
    return subprocess.run(
        ["git", "apply", "--whitespace=nowarn", *options, "-"], input=patch, text=True, cwd=COPY, capture_output=True,
        env=os.environ | {"GIT_CEILING_DIRECTORIES": os.path.abspath(os.path.dirname(COPY))})


def touched(patch):
    files = set(re.findall(r"^\+\+\+ b/(.+)$", patch, re.M))
    return sorted(f for f in files if re.match(r"(Sources|Explorer/(Sources|Page))/", f) and ".docc/" not in f)


def main():
    found = patches()
    faults = [f"Docs/Extending.md has no patch for: {name}" for name in LIMITS if name not in found]
    copy_tree()
    for heading, patch in found.items():
        sources = touched(patch)
        limit = LIMITS.get(heading, 0)
        print(f"{heading}: {len(sources)} sources, of {limit} at most: {', '.join(sources)}")
        if len(sources) > limit:
            faults.append(f"{heading} touches {len(sources)} sources, more than {limit}")
        alone = apply(patch, "--check")
        if alone.returncode:
            faults.append(f"{heading} does not apply alone:\n{alone.stderr}")
    for heading, patch in found.items():
        together = apply(patch)
        if together.returncode:
            faults.append(f"{heading} does not apply on those before it:\n{together.stderr}")
    if faults:
        print("\n".join(faults))
        sys.exit(1)
    if "--apply-only" in sys.argv:
        return
    os.environ["DOWNHILL_TARGETS"] = TARGETS
    run("swift", "build", "--build-tests", *OPTIONS, cwd=COPY)
    run("swift", "test", "--skip-build", *OPTIONS, "--filter", SUITES, cwd=COPY)
    # The program learns, by the new activation and the new optimizer.
    folder = run("swift", "build", *OPTIONS, "--show-bin-path", cwd=COPY, capture_output=True).stdout.strip()
    run(
        os.path.abspath(os.path.join(COPY, folder, "downhill")), "train", "--limit", "2000", "--epochs", "4", "--hidden", "30",
        "--activation", "softsign", "--optimizer", "adagrad", "--learning-rate", "0.1", "--quiet", "--save",
        os.path.abspath(".build-extending/model.safetensors"))


main()
