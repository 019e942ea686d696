"""Verbs that write, with the n-th of their system calls refused, delayed, or the last thing they do: what was there
before, or what was to come, lies there whole."""
import os
import shutil
import subprocess

from verbs import LINES

SHIM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "SystemCallShim", "shim.c")
ERRORS = ["EIO", "ENOSPC", "EACCES", "EINVAL", "EBUSY", "EINTR", "EROFS", "EMFILE"]


def content(path):
    return open(path, "rb").read() if os.path.exists(path) else None


def meant(program, shim):
    return {"LD_PRELOAD": shim, "SHIM_PROGRAM": os.path.basename(program.path)}


def counted(program, shim, line):
    """How many calls of each function a run makes, and what it writes."""
    counts = os.path.join(program.top, "counts")
    program.run(line, environment=meant(program, shim) | {"SHIM_COUNTS": counts})
    return {name: int(number) for name, number in (row.split() for row in open(counts)) if int(number) > 0}


def attack(program, random, deadline, log):
    shim = os.path.join(program.top, "shim.so")
    subprocess.run([shutil.which("cc") or "clang", "-shared", "-fPIC", "-O1", "-o", shim, SHIM, "-ldl"], check=True)
    tries, plans, faults = 0, [], []
    ends = {}
    for verb, (line, written) in LINES.items():
        if written is None:
            continue
        counts = counted(program, shim, line)
        complete = content(os.path.join(program.folder, written))
        program.restore()
        plans += [
            (line, written, complete, call, number, action)
            for call, count in counts.items() for number in range(1, count + 1)
            for action in ["refuse", "delay:20", "kill", "kill-after", "signal:2"]
        ]
    # In any order, so that a short attack tries some of everything; a long one comes to the end of the list.
    random.shuffle(plans)
    for line, written, complete, call, number, action in plans:
        if deadline.is_over():
            break
        target = os.path.join(program.folder, written)
        before = content(target)
        if action == "refuse":
            action = f"refuse:{random.choice(ERRORS)}"
        outcome = program.run(line, environment=meant(program, shim) | {
            "SHIM_CALL": call, "SHIM_AT": str(number), "SHIM_DO": action})
        what = f"{call} number {number}, {action}"
        killed = action.startswith("kill")
        complaint = program.complaint(outcome, allowed=program.statuses | ({-9} if killed else {-2} if action == "signal:2" else set()))
        if complaint and not killed:
            faults.append(f"{complaint}, {what}: {outcome}")
        after = content(target)
        if outcome.status == 0 and after != complete and written.endswith(".safetensors"):
            faults.append(f"success without its {written}, {what}: {outcome}")
        if outcome.status != 0 and after not in (before, complete) and not isWhole(program, written, after):
            faults.append(f"neither the old {written} nor the new one, {what}: {outcome}")
        tries += 1
        ends[outcome.status] = ends.get(outcome.status, 0) + 1
        program.restore()
    log(f"{tries} of {len(plans)} calls met; ends: {dict(sorted(ends.items(), key=str))}")
    return faults


def isWhole(program, written, after):
    """A model of an interrupted training is another one, and whole."""
    if after is None:
        return False
    if written == "model.safetensors":
        return program.run(["inspect", written, "--json"]).status == 0
    return after.rstrip().endswith(b"</html>") if written.endswith(".html") else False
