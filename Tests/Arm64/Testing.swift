import Glibc

// What Swift Testing gives to the suites, for a program without macros: see translate.py.

nonisolated(unsafe) private var current = ""
nonisolated(unsafe) private var expectations = 0
nonisolated(unsafe) private var failures = 0
nonisolated(unsafe) private var failuresOfTest = 0
nonisolated(unsafe) private var tests = 0

/// A test begins.
public func begin(_ name: String) {
  current = name
  expectations = 0
  failuresOfTest = 0
}

/// The test that has begun is over: prints its name, and what it found.
public func end() {
  tests += 1
  print("\(failuresOfTest == 0 ? "passed" : "FAILED") \(current), \(expectations) expectations")
}

/// Prints the numbers of tests and failures, and returns the program's exit status.
@_cdecl("summary") public func summary() -> Int32 {
  print("\(tests) tests, \(failures) failures")
  return failures == 0 && tests > 0 ? 0 : 1
}

/// Instead of `#expect`.
public func expect(_ holds: Bool, line: Int = #line) {
  expectations += 1
  if !holds { record(line: line) }
}

/// Instead of `Issue.record`. The first ten of a test are printed, with the line of the translated file.
public func record(line: Int = #line) {
  failures += 1
  failuresOfTest += 1
  if failuresOfTest <= 10 { print("  \(current), line \(line)") }
}

/// Instead of `try #require`: without the value the program ends.
public func require<Value>(_ value: Value?, line: Int = #line) -> Value {
  expectations += 1
  if let value { return value }
  print("FAILED \(current), line \(line): nothing is there")
  exit(1)
}

/// Instead of `try #require` of what must hold.
public func require(_ holds: Bool, line: Int = #line) {
  let _: Void = require(holds ? () : nil, line: line)
}

/// Instead of `#expect(throws:)` with an error to be equal to.
public func expectError<Failure: Error & Equatable, Value>(
  _ expected: Failure, line: Int = #line, _ body: () throws(Failure) -> Value
) {
  expectations += 1
  do throws(Failure) {
    _ = try body()
    record(line: line)
  } catch {
    if error != expected { record(line: line) }
  }
}

/// Instead of `#expect(throws:)` with a type of errors.
public func expectError<Failure: Error, Value>(
  _ type: Failure.Type, line: Int = #line, _ body: () throws(Failure) -> Value
) {
  expectations += 1
  do throws(Failure) {
    _ = try body()
    record(line: line)
  } catch {}
}
