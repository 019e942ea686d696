"""Every verb with standard input, output and error closed, in all eight combinations."""
import os

from program import signal, wait
from verbs import LINES


def attack(program, random, deadline, log):
    runs, faults = 0, []
    for verb, (line, written) in LINES.items():
        for closed in range(8):
            if deadline.is_over():
                break
            shut = [descriptor for descriptor in range(3) if closed >> descriptor & 1]
            outcome = program.run(line, preexec_fn=lambda: [os.close(descriptor) for descriptor in shut])
            complaint = program.complaint(outcome, allowed={0, 74})
            # No complaint can be printed where standard error is closed.
            if complaint and not (2 in shut and complaint == "a failure without a sentence"):
                faults.append(f"{complaint}, {shut} closed: {outcome}")
            if outcome.status == 74 and 1 not in shut:
                faults.append(f"a failure with {shut} closed: {outcome}")
            if written and outcome.status == 0 and written.endswith(".safetensors"):
                whole = open(os.path.join(program.folder, written), "rb").read()
                if len(whole) < 8 or 8 + int.from_bytes(whole[:8], "little") > len(whole):
                    faults.append(f"no whole {written}, {shut} closed: {outcome}")
            log_file = os.path.join(program.folder, "log.jsonl")
            if os.path.exists(log_file) and not all(row.startswith(b"{") for row in open(log_file, "rb")):
                faults.append(f"other lines in the log, {shut} closed: {outcome}")
            runs += 1
            program.restore()
    for closed in range(8):
        shut = [descriptor for descriptor in range(3) if closed >> descriptor & 1]
        # It is not asked to stop: it waits at its standard input, or finds the end.
        process = program.start(
            ["serve", "--port", "0", "--data", "data"], preexec_fn=lambda: [os.close(descriptor) for descriptor in shut])
        ended = wait(process, 1.5)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
        isRefused = process.returncode == 74 and 1 in shut
        if (ended or process.returncode != 143) and not isRefused:
            faults.append(f"serve ends by itself with {shut} closed: status {process.returncode}, {err[-300:]!r}")
        runs += 1
    log(f"{runs} of {8 * len(LINES) + 8} runs")
    return faults
