#!/usr/bin/env python3
"""Writes test suites as plain Embedded Swift, which has neither macros nor errors of any type.

    translate.py MODULE LIST FOLDER OUTPUT

Takes the Swift files of FOLDER, a test target, into OUTPUT, with a function for each suite that LIST says `runs`: it calls
every test with each of its arguments. `runSuitesOfMODULE()` calls them all. What a test says stays as it stands:
`#expect(…)` becomes `Testing.expect(…)`, a function of Tests/Arm64/Testing.swift; a test that throws ends the program
where it would throw; and a key path becomes a closure.
"""
import re
import sys
from pathlib import Path


# MARK: Swift, as far as it has to be understood


def masked(text):
    """The text with blanks for the contents of comments and strings, so that only code has words and brackets."""
    blanks = re.compile(
        r'//[^\n]*|(#*)"""[\s\S]*?"""\1|(#+)"[\s\S]*?"\2|"(?:\\\((?:[^()]|\([^()]*\))*\)|\\.|[^"\\\n])*"')
    return blanks.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def closing(code, start):
    """Where the bracket at `start` is closed."""
    depth = 0
    for index in range(start, len(code)):
        depth += (code[index] in "([{") - (code[index] in ")]}")
        if depth == 0:
            return index
    raise SyntaxError("a bracket is not closed")


def parts(text):
    """A list of arguments, cut at the commas that stand in no bracket."""
    code, result, first, depth = masked(text), [], 0, 0
    for index, letter in enumerate(code):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            result.append(text[first:index].strip())
            first = index + 1
    return [part for part in result + [text[first:].strip()] if part]


def attributes(code, name):
    """Where `@name` begins, where it ends, and its arguments' bracket, if it has one."""
    for match in re.finditer(rf"@{name}\b", code):
        bracket = match.end() if code[match.end()] == "(" else None
        yield match.start(), closing(code, bracket) + 1 if bracket else match.end(), bracket


# MARK: Suites and tests


def suites_of(code):
    """Where each suite begins, and its name."""
    return [
        (start, re.match(r"\s*(?:private |final )*(?:struct|enum|class) (\w+)", code[end:]).group(1))
        for start, end, _ in attributes(code, "Suite")
    ]


class Test:
    """A function with `@Test` before it."""

    declaration = re.compile(r"\s*((?:private |static |fileprivate )*)func (`[^`]*`|\w+)\s*\(")

    def __init__(self, text, code, start, end, bracket):
        found = self.declaration.match(text, end)
        self.start, self.name, self.is_static = start, found.group(2), "static" in found.group(1)
        parameters = text[found.end() : closing(code, found.end() - 1)]
        self.labels = [re.split(r"[\s:]", parameter)[0] for parameter in parts(parameters)]
        given = parts(text[bracket + 1 : end - 1]) if bracket else []
        first = next((index for index, part in enumerate(given) if part.startswith("arguments:")), len(given))
        # The reference table is plain Swift, slow under emulation, and ReferenceBitsTests compares its bits.
        self.arguments = [
            re.sub(r"^Kernels\.available$", "Kernels.available.dropFirst()", part.removeprefix("arguments:").strip())
            for part in given[first:]
        ]

    def call(self, suite):
        """The loops and the call, as Swift."""
        loops = [f"for value{index} in {argument} {{" for index, argument in enumerate(self.arguments)]
        # One list of tuples for several parameters, or a list for each.
        isTuple = len(self.arguments) == 1 and len(self.labels) > 1
        values = [f"value0.{index}" if isTuple else f"value{index}" for index in range(len(self.labels))]
        labelled = [value if label == "_" else f"{label}: {value}" for label, value in zip(self.labels, values)]
        call = f"{'' if self.is_static else 'Self().'}{self.name}({', '.join(labelled)})"
        title = self.name.strip("`")
        return "\n".join([f'Testing.begin("{suite}.{title}")', *loops, call, *("}" for _ in loops), "Testing.end()"])


def tests_of(text, code):
    """The tests of a file, each with its suite."""
    suites = suites_of(code)
    for span in attributes(code, "Test"):
        test = Test(text, code, *span)
        yield [name for start, name in suites if start < test.start][-1], test


# MARK: Translation


def without(text, name):
    """The text without the function of this name, and without its attribute."""
    code = masked(text)
    match = re.search(rf"\n[^\n]*\bfunc `?{re.escape(name)}`?\s*\(", text)
    if match is None:
        raise SyntaxError(f"there is no function {name}")
    spans = attributes(code, "Test")
    before = [start for start, end, _ in spans if end <= match.start() and not code[end : match.start()].strip()]
    brace = code.index("{", closing(code, match.end() - 1))
    return text[: min([match.start(), *before[-1:]])] + text[closing(code, brace) + 1 :]


def kept_ranges(code):
    """Bodies that throw errors of one type, as Embedded Swift has them, and those that are expected to throw."""
    ranges = []
    for match in re.finditer(r"\{\s*\([^()]*\)\s*throws\(\w+\)|throws\(\w+\)[^{}\n]*\{", code):
        brace = code.index("{", match.start())
        ranges.append((brace, closing(code, brace)))
    for match in re.finditer(r"#expect\(\s*throws:", code):
        brace = code.index("{", closing(code, code.index("(", match.start())))
        ranges.append((brace, closing(code, brace)))
    return ranges


# What becomes of a word of the code, first come, first served. The first group of rules holds everywhere, the second where
# errors of any type would be thrown.
EVERYWHERE = [
    (r"\btry #require\(", "Testing.require("),
    (r"#require\(", "Testing.require("),
    (r"#expect\(\s*throws:", "Testing.expectError("),
    (r"#expect\(", "Testing.expect("),
    (r"\bIssue\.record\(", "Testing.record("),
    (r"\s\bthrows\b(?![(:])", ""),
    (r"\bFoundation\.", "Glibc."),
    (r"import (?:Foundation|CZLib)\b", "import Glibc"),
    (r": CustomTestStringConvertible(?= \{)|, CustomTestStringConvertible\b|\bCustomTestStringConvertible, ", ""),
]
WHERE_ANY_ERROR_IS_THROWN = [
    (r"\btry ", "try! "),
    # A body that cannot throw any more needs nothing to catch it.
    (r"\} catch \{[^{}]*\}", "}"),
]


def translated(text):
    """One file in Embedded Swift."""
    code = masked(text)
    kept = kept_ranges(code)
    changes = [(*match.span(), f"{{ $0.{match.group(1)} }}") for match in re.finditer(r"\\\.([A-Za-z_][\w.]*)", code)]
    # What is expected to throw says which type of errors.
    for match in re.finditer(r"#expect\(\s*throws: (\w+)", code):
        brace = code.index("{", closing(code, code.index("(", match.start())))
        changes.append((brace, brace + 1, f"{{ () throws({match.group(1)}) in"))
    # A comment to a failure may hold numbers and values that Embedded Swift cannot print; the line is told instead.
    for match in re.finditer(r"(?:#expect|#require|\bIssue\.record)\(", code):
        end = closing(code, match.end() - 1)
        arguments = parts(text[match.end() : end])
        if arguments and arguments[-1].startswith('"'):
            start = text.rindex(arguments[-1], match.end(), end)
            comma = code.rfind(",", match.end(), start)
            changes.append((comma if comma >= 0 else start, end, ""))
    for name in ("Suite", "Test"):
        changes += [(start, end, "") for start, end, _ in attributes(code, name)]
    for rule, word in EVERYWHERE:
        changes += [(*match.span(), word) for match in re.finditer(rule, code)]
    for rule, word in WHERE_ANY_ERROR_IS_THROWN:
        for match in re.finditer(rule, code):
            if not any(start <= match.start() <= end for start, end in kept):
                changes.append((*match.span(), word))
    result, done = [], 0
    for start, end, word in sorted(changes, key=lambda change: (change[0], -change[1])):
        if start >= done:
            result += [text[done:start], word]
            done = end
    return "".join(result) + text[done:]


def main():
    module, listed, folder, output = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    lines = [line for line in listed.read_text().splitlines() if line and not line.startswith("#")]
    words = {name.strip(): word.strip() for name, word in (line.split(":", 1) for line in lines)}
    calls = []
    for path in sorted(folder.rglob("*.swift")):
        text = path.read_text()
        suites = [name for _, name in suites_of(masked(text))]
        # Files without suites help the others, unless the list says otherwise.
        if not any(words.get(name) == "runs" for name in suites or [path.name]) and (suites or path.name in words):
            continue
        for name in (name for name in words if name.split(".")[0] in [*suites, path.stem] and not name.endswith(".swift")):
            if "." in name:
                text = without(text, name.split(".", 1)[1])
        functions = {}
        for suite, test in tests_of(text, masked(text)):
            functions.setdefault(suite, []).append(test.call(suite))
        text = translated(text)
        for suite, tests in functions.items():
            if words.get(suite) == "runs":
                calls.append(f"{suite}.runAll()")
                text += "\n".join([f"\nextension {suite} {{", "static func runAll() {", *tests, "}", "}", ""])
        (output / path.name).write_text(text)
    head = f'@_cdecl("runSuitesOf{module}") public func runSuitesOf{module}() {{'
    (output / "suites.swift").write_text("\n".join([head, *calls, "}", ""]))


main()
