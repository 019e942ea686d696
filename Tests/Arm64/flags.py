"""The compiler flags of a target of the manifest, which is read as `swift package dump-package` prints it: one a line."""
import json
import sys

for target in json.load(sys.stdin)["targets"]:
    if target["name"] != sys.argv[1]:
        continue
    for setting in target["settings"]:
        for kind, value in setting["kind"].items():
            if kind == "define":
                print("-D", value["_0"], sep="\n")
            elif kind == "unsafeFlags":
                print(*value["_0"], sep="\n")
