"""Builds the documentation of each library product from symbol graphs, with warnings as errors, and looks whether each
landing page lists every public symbol of its module under Topics, and .spi.yml every module.

Run from the root with the folder of the symbol graphs, by `Scripts/check documentation`. Prints what is amiss, and fails
then.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile


def docc():
    """The toolchain's own, beside its compiler."""
    beside = os.path.join(os.path.dirname(os.path.realpath(shutil.which("swift"))), "docc")
    return [beside] if os.path.exists(beside) else ["xcrun", "docc"]


def modules():
    """The modules of the library products."""
    package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, capture_output=True).stdout)
    return sorted({
        target for product in package["products"] if "library" in product["type"] for target in product["targets"]})


def converted(module, graphs):
    """What docc has to say against a module's documentation."""
    with tempfile.TemporaryDirectory() as folder:
        own = os.path.join(folder, "graphs")
        os.mkdir(own)
        for name in os.listdir(graphs):
            # `Module@Other` is what the module adds to another's types.
            if re.fullmatch(rf"{module}(@\w+)?\.symbols\.json", name):
                shutil.copy(os.path.join(graphs, name), own)
        result = subprocess.run(
            [*docc(), "convert", f"Sources/{module}/{module}.docc", "--warnings-as-errors",
             "--fallback-bundle-identifier", f"downhill.{module}", "--additional-symbol-graph-dir", own,
             "--output-path", os.path.join(folder, "out")], capture_output=True, text=True)
    return [result.stdout + result.stderr] if result.returncode else []


def unlisted(module, graphs):
    """Public symbols of a module that its landing page does not list."""
    with open(os.path.join(graphs, f"{module}.symbols.json"), encoding="utf-8") as file:
        symbols = json.load(file)["symbols"]
    outermost = {s["pathComponents"][0] for s in symbols if len(s["pathComponents"]) == 1}
    with open(f"Sources/{module}/{module}.docc/{module}.md", encoding="utf-8") as file:
        listed = set(re.findall(r"^- ``(.+)``$", file.read().partition("## Topics")[2], re.M))
    return [f"Sources/{module}/{module}.docc/{module}.md lists no {name}" for name in sorted(outermost - listed)]


def main():
    graphs = sys.argv[1]
    names = modules()
    faults = []
    for module in names:
        if not os.path.isdir(f"Sources/{module}/{module}.docc"):
            faults.append(f"{module} has no landing page, Sources/{module}/{module}.docc/{module}.md")
            continue
        faults += unlisted(module, graphs) + converted(module, graphs)
    with open(".spi.yml", encoding="utf-8") as file:
        hosted = set(re.findall(r"\bDownhill\w*", file.read()))
    if hosted != set(names):
        faults.append(f".spi.yml names {sorted(hosted)}, the manifest {names}")
    print("\n".join(faults) or f"the documentation of {len(names)} modules, without a warning")
    sys.exit(1 if faults else 0)


main()
