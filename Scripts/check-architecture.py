"""Compares the arrows of Docs/Architecture.md with the manifests, and the manifests with what the sources import.

Run from the root, by `Scripts/check papers`. Prints what differs, and fails then.
"""
import json
import os
import re
import subprocess
import sys

# What tests are linked with.
TESTS_ONLY = {"AllocationCounter"}


def manifest(folder, environment={}):
    """A package's targets other than tests: name, names of dependencies, path."""
    text = subprocess.run(
        ["swift", "package", "dump-package", "--package-path", folder], check=True, capture_output=True,
        env=os.environ | environment).stdout
    found = {}
    for target in json.loads(text)["targets"]:
        if target["type"] == "test" or target["name"] in TESTS_ONLY:
            continue
        names = [next(iter(dependency.values()))[0] for dependency in target["dependencies"]]
        found[target["name"]] = (set(names), os.path.join(folder, target.get("path") or "Sources/" + target["name"]))
    return found


def arrows(text):
    """The arrows of the drawing. A line without one continues the line before."""
    drawing = re.search(r"```\n(the program\n.*?)```", text, re.S).group(1)
    joined = re.sub(r",\n +", ", ", drawing)
    return {
        room: set(imports.split(", "))
        for room, imports in re.findall(r"^  (\w+) +─▶ (.*)$", joined, re.M)}


def imports(folder, known):
    """The targets that the Swift files of a folder import."""
    found = set()
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            found |= imports(path, known)
        elif name.endswith(".swift"):
            with open(path, encoding="utf-8") as file:
                found |= set(re.findall(r"^\s*(?:@\w+(?:\(\w+\))? )?import (?:\w+ )?(\w+)", file.read(), re.M)) & known
    return found


def main():
    targets = manifest(".") | manifest("Explorer")
    with open("Docs/Architecture.md", encoding="utf-8") as file:
        drawn = arrows(file.read())
    faults = []
    for room, (dependencies, folder) in targets.items():
        if drawn.get(room, set()) != dependencies:
            faults.append(f"Docs/Architecture.md draws {sorted(drawn.get(room, []))} for {room}, not {sorted(dependencies)}")
        imported = imports(folder, set(targets)) - {room, "EmbeddedText"}
        if imported - dependencies:
            faults.append(f"{room} imports {sorted(imported - dependencies)}, which the manifest does not say")
        # A C target may be linked without an import, and the instruction sets depend on the processor.
        idle = {name for name in dependencies - imported if not name.startswith("C") and "Kernels" not in name}
        if idle and imported:
            faults.append(f"{room} depends on {sorted(idle)}, but imports none of that")
    for room in drawn.keys() - targets.keys():
        faults.append(f"Docs/Architecture.md draws {room}, which is no target")
    print("\n".join(faults) or f"{sum(len(d) for d, _ in targets.values())} arrows, as drawn")
    sys.exit(1 if faults else 0)


main()
