"""Random command lines, made of the declared verbs, options and values and of what people mistype."""
NUMBERS = [
    "0", "1", "2", "3", "7", "10", "100", "-1", "-0", "0.5", "1e-3", "1e308", "-1e308", "1e-400", "nan", "inf", "1e", ".5", "+1",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616",
    "0x10", "1_000", "1,5", "٣", "", " ", " 1", "1 ", "99999999999999999999999999", "65536", "1000000", "1000001",
]
LISTS = ["none", "16", "3,2", "1,1,1,1,1,1,1,1", "0", "3,", ",3", "3,,2", "65536,65536", "-3", "a", "16,16,9223372036854775807"]
RANGES = [
    "0-9", "0..<10", "0...9", "0:10", "5", "9-0", "0-", "-9", "..", "0..<", "0..<0", "5:5", "99-100", "100", "train:3", "test:8",
    "test:100", "test:-1", "dev:1", "test:", "9223372036854775807:9223372036854775808", "0-9223372036854775807",
]
INDICES = ["1:1:1", "1:3:b", "1:0:0", "9:1:1", "2:1", "1:1:1:1", "1:99999:1", "l:m:n", ":::", "1:1:-1"]
FILES = [
    "model.safetensors", "picture.pgm", "noise", "empty", "data", "data/train-images-idx3-ubyte", "missing", "missing/model",
    ".", "..", "", "-", "link", "loop", "ä\n\x1b[31m", "a" * 300,
]
OUTPUTS = ["out", "out.html", "data", "missing/out", "", "link", "loop", "locked/out", "empty", "a" * 300, "name\nwith\tmarks"]
WORDS = ["train", "--", "-", "--help", "-h", "--version", "--jsno", "--j", "-q", "-x", "---", "--=", "--data=", "=", "\x1b[2J"]
HOSTS = ["127.0.0.1", "::1", "localhost", "256.1.1.1", "", "0.0.0.0:1", "fe80::1%lo", "🙂"]


def value(option, random):
    flags, placeholder, words = option
    if words and random.random() < 0.8:
        return random.choice(words)
    name = flags[-1]
    if name in ("--save", "--out", "--html", "--log"):
        return random.choice(OUTPUTS)
    # The bundled digits are slow to train on; more of the time the small folder is used.
    if name == "--data":
        return random.choice(["data"] * 6 + ["mnist"] + FILES)
    pools = {
        "RANGE": RANGES, "EXAMPLE": RANGES, "INDEX": INDICES, "ADDRESS": HOSTS, "MODEL": FILES, "FILE": FILES, "PATH": FILES,
    }
    if "N,N" in placeholder or "," in placeholder:
        return random.choice(LISTS)
    return random.choice(pools.get(placeholder, NUMBERS))


def command_line(verbs, random):
    verb = random.choice(list(verbs))
    operands, options = verbs[verb]
    words = []
    for option in random.sample(options, min(len(options), random.choice([0, 1, 1, 2, 3, 5]))):
        flags, placeholder, _ = option
        flag = random.choice(flags)
        if placeholder is None:
            words.append([flag])
        elif flag.startswith("--") and random.random() < 0.3:
            words.append([f"{flag}={value(option, random)}"])
        else:
            words.append([flag, value(option, random)])
    if "--data" in {flag for flags, _, _ in options for flag in flags} and random.random() < 0.7:
        if not any(word[0].startswith("--data") for word in words):
            words.append(["--data", "data"])
    for operand in operands:
        pool = {"MODEL": FILES, "SHELL": ["bash", "zsh", "fish", "sh"], "DIR": OUTPUTS}.get(operand, FILES + RANGES)
        words += [[random.choice(["model.safetensors"] * 4 + pool if operand == "MODEL" else pool)]]
    if random.random() < 0.15:
        words.append([random.choice(WORDS)])
    random.shuffle(words)
    return [verb] + [word for group in words for word in group]


def attack(program, random, deadline, log):
    verbs = program.verbs()
    assert len(verbs) >= 10 and sum(len(options) for _, options in verbs.values()) > 100, "the manual is not understood"
    lines, ends, faults = 0, {}, []
    while not deadline.is_over():
        arguments = [word.replace("\0", "") for word in command_line(verbs, random)]
        outcome = program.run(arguments, seconds=random.choice([0.2, 1, 3]))
        complaint = program.complaint(outcome)
        if complaint:
            faults.append(f"{complaint}: {outcome}")
        lines += 1
        ends[outcome.status] = ends.get(outcome.status, 0) + 1
        program.restore()
    log(f"{lines} command lines over {len(verbs)} verbs; ends: {dict(sorted(ends.items(), key=str))}")
    return faults
