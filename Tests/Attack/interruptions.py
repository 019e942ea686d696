"""Training that is ended at random moments by signals and by kill -9, and resumed: the model file is always whole,
and the last one has the bytes of an uninterrupted training."""
import os

from program import signal, wait

SETTINGS = [
    ["--hidden", "12", "--learning-rate", "0.5"],
    ["--hidden", "9,7", "--optimizer", "adam", "--batch-size", "7"],
    ["--hidden", "none", "--optimizer", "nesterov", "--learning-rate", "0.05", "--threads", "2", "--schedule", "cosine"],
]
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def content(path):
    return open(path, "rb").read() if os.path.exists(path) else None


def attack(program, random, deadline, log):
    counts = {"trainings": 0, "kill -9": 0, "signals": 0, "resumed": 0, "ended before it was hit": 0}
    faults = []
    model = os.path.join(program.folder, "trained.safetensors")
    while not deadline.is_over():
        epochs = random.choice([40, 400, 1500])
        settings = random.choice(SETTINGS) + ["--epochs", str(epochs), "--seed", str(random.randrange(1000))]
        settings += ["--data", "data", "--quiet"]
        undisturbed = program.run(["train", "--save", "undisturbed.safetensors"] + settings, seconds=200)
        if undisturbed.status != 0:
            return faults + [f"a training that was let alone: {undisturbed}"]
        if os.path.exists(model):
            os.remove(model)
        limit = 0.02
        for attempt in range(30):
            # Every attempt may take longer than the one before, so that the last one gets to its end.
            limit *= random.uniform(1.0, 1.7)
            before = content(model)
            arguments = ["train", "--save", "trained.safetensors"] + settings
            if before is not None:
                arguments = ["train", "--resume", "trained.safetensors", "--epochs", str(epochs), "--data", "data", "--quiet"]
                counts["resumed"] += 1
            process = program.start(arguments)
            if wait(process, random.uniform(0, limit)):
                counts["ended before it was hit"] += 1
                hit = None
            else:
                hit = random.choice([signal.SIGKILL, *SIGNALS])
                process.send_signal(hit)
            out, err = process.communicate(timeout=120)
            counts["kill -9" if hit == signal.SIGKILL else "signals"] += hit is not None
            after = content(model)
            # A signal that comes before the program listens ends it as it ends any other.
            expected = {0} if hit is None else {0, -signal.SIGKILL} if hit == signal.SIGKILL else {0, SIGNALS[hit], -hit}
            if process.returncode not in expected:
                faults.append(f"status {process.returncode} after signal {hit}: {arguments} {err[-400:]}")
            if process.returncode < 0 and after != before:
                whole = program.run(["inspect", "trained.safetensors", "--json"])
                if whole.status != 0:
                    faults.append(f"half a model after signal {hit}: {whole}")
            if process.returncode == 0 and after is not None:
                break
        else:
            last = program.run(arguments, seconds=200)
            if last.status != 0:
                faults.append(f"the last attempt: {last}")
        counts["trainings"] += 1
        if content(model) != content(os.path.join(program.folder, "undisturbed.safetensors")):
            faults.append(f"other bytes than undisturbed: {settings}")
        program.restore()
    log(", ".join(f"{number} {name}" for name, number in counts.items()))
    return faults
