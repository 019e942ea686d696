"""The program under attack: how it is run, what it declares, and what every run must keep to."""
import os
import re
import signal
import struct
import subprocess
import time

# What a program leaves that ended by itself, and not by what it says.
TRACES = (b"Fatal error", b"Stack dump", b"Crash:", b"AddressSanitizer", b"Program crashed")


class Outcome:
    def __init__(self, arguments, status, out, err):
        self.arguments, self.status, self.out, self.err = arguments, status, out, err
        # Whether it took too long and was asked to end: on a busy machine it may not even have begun.
        self.was_asked = False

    def error_lines(self):
        lines = self.err.decode("utf-8", "replace").rstrip("\n").split("\n")
        first = [index for index, line in enumerate(lines) if line.startswith("error:")]
        return lines[first[0] :] if first else []

    def __str__(self):
        return f"{self.arguments!r}: status {self.status}, standard error {self.err[-600:]!r}"


class Program:
    """One binary, in one folder that holds its data and what it writes."""

    def __init__(self, path, folder):
        self.path, self.folder = os.path.abspath(path), folder
        self.environment = {"HOME": folder, "PATH": "/nonexistent", "TMPDIR": folder, "SWIFT_BACKTRACE": "enable=no"}
        self.manual = self.run(["manual"]).out.decode().replace("\\-", "-").replace("\\(aq", "'")
        section = self.manual.split(".SH EXIT STATUS")[1].split("\n.SH")[0]
        self.statuses = {int(number) for number in re.findall(r"^\.B (\d+)$", section, re.M)}

    def start(self, arguments, environment={}, **more):
        more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        return subprocess.Popen(
            [self.path] + arguments, cwd=self.folder, env=self.environment | environment, **more)

    def run(self, arguments, seconds=60, environment={}, **more):
        """To its end; after `seconds` it is asked to end, which it must do within 20 more."""
        process = self.start(arguments, environment, **more)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                out, err = process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                return Outcome(arguments, "hangs", out or b"", err or b"")
            outcome = Outcome(arguments, process.returncode, out or b"", err or b"")
            outcome.was_asked = True
            return outcome
        return Outcome(arguments, process.returncode, out or b"", err or b"")

    def complaint(self, outcome, allowed=None):
        """What a run did that none may do; None if it kept to the rules."""
        if outcome.was_asked and outcome.status in (-signal.SIGTERM, 128 + signal.SIGTERM):
            return None
        if outcome.status not in (self.statuses if allowed is None else allowed):
            return "an undocumented end"
        if any(trace in outcome.err for trace in TRACES):
            return "a trap"
        if len(outcome.error_lines()) > 3:
            return "an error of more than three lines"
        if outcome.status in (64, 65, 66, 70, 73, 74) and not outcome.error_lines():
            return "a failure without a sentence"
        if outcome.status == 0 and outcome.error_lines():
            return "success with an error"
        return None

    def verbs(self):
        """Each verb with its operands' and options' placeholders and values, as the manual page lists them."""
        result = {}
        body = self.manual.split(".SH VERBS")[1].split("\n.SH EXIT STATUS")[0]
        for section in body.split("\n.SS ")[1:]:
            verb, text = section.split("\n", 1)
            options = []
            for heading, help_text in re.findall(r"^\.TP\n(.*(?:\\fB|\.I).*)\n(.*)$", text, re.M):
                words = re.findall(r"Values: ([^.]*)\.", help_text)
                flags = re.findall(r"\\fB(-[^\\]*)\\fR", heading)
                placeholder = re.findall(r"\\fI([^\\]*)\\fR", heading)
                options.append((flags, placeholder[0] if placeholder else None, words[0].split(", ") if words else []))
            operands = re.findall(r"^\.TP\n\.I (\S+)$", text, re.M)
            result[verb] = (operands, [option for option in options if option[0]])
        return result


def idx(kind, sizes, content):
    return bytes([0, 0, 8, kind]) + b"".join(struct.pack(">I", size) for size in sizes) + content


def write_data(folder, random):
    """A folder `data` of 300 and 100 pictures of 5 by 4 pixels in ten classes, a picture, and files that are neither."""
    data = os.path.join(folder, "data")
    os.makedirs(data)
    for prefix, count in (("train", 300), ("t10k", 100)):
        labels = bytes(random.randrange(10) for _ in range(count))
        pixels = bytes(
            min(255, random.randrange(60) + (150 if index % 10 == label else 0)) for label in labels for index in range(20))
        with open(f"{data}/{prefix}-images-idx3-ubyte", "wb") as file:
            file.write(idx(3, (count, 5, 4), pixels))
        with open(f"{data}/{prefix}-labels-idx1-ubyte", "wb") as file:
            file.write(idx(1, (count,), labels))
    with open(f"{folder}/picture.pgm", "wb") as file:
        file.write(b"P5 28 28 255\n" + bytes(255 if 8 < index % 28 < 12 else 0 for index in range(784)))
    with open(f"{folder}/noise", "wb") as file:
        file.write(bytes(random.randrange(256) for _ in range(500)))
    open(f"{folder}/empty", "wb").close()


def wait(process, seconds):
    """Waits so long for the end of the process, and tells whether it has come."""
    try:
        process.wait(timeout=max(seconds, 0))
        return True
    except subprocess.TimeoutExpired:
        return False


__all__ = ["Outcome", "Program", "idx", "signal", "time", "wait", "write_data"]
