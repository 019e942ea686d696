"""Every verb under limits of its address space, from too little to load it to enough: it works, or says one sentence."""
import resource

from verbs import LINES

MEBIBYTE = 1 << 20


def attack(program, random, deadline, log):
    runs, ends, faults = 0, {}, []
    # The loader itself fails below this: it is the program's from where it can print its manual.
    least = 8
    while least < 1024:
        limit = least * MEBIBYTE
        if program.run(["completions", "bash"], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))).status == 0:
            break
        least += 8
    while not deadline.is_over():
        verb, (line, _) = random.choice(list(LINES.items()))
        spare = random.expovariate(1 / 20)
        if verb in ("train", "collapse", "compare") and random.random() < 0.7:
            # All digits want more, and so there is more to run out of.
            line, spare = ["mnist" if word == "data" else word for word in line], random.expovariate(1 / 100)
        limit = int((least + 8 + spare) * MEBIBYTE)
        threads = random.choice([[], ["--threads", "2"]]) if verb in ("train", "evaluate", "report") else []
        outcome = program.run(line + threads, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        complaint = program.complaint(outcome, allowed={0, 65, 70, 74})
        if complaint:
            faults.append(f"{complaint}, {limit // MEBIBYTE} MiB: {outcome}")
        runs += 1
        ends[outcome.status] = ends.get(outcome.status, 0) + 1
        program.restore()
    log(f"{runs} runs from {least + 8} MiB on; ends: {dict(sorted(ends.items(), key=str))}")
    return faults
