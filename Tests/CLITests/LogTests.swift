import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The log of `train`: whole lines, added to one file, and never more important than the model.
@Suite struct LogTests {
  private let folder: Folder
  private static let train = "train --data bars --classes 3 -q"

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
  }

  private func epochs(_ name: String) throws -> [Int] {
    let text = try folder.text(name)
    #expect(text.isEmpty || text.hasSuffix("}\n"))
    return try text.split(separator: "\n").map { line in
      try JSONDecoder().decode(TrainResult.Epoch.self, from: Data(line.utf8)).epoch
    }
  }

  // MARK: One file

  @Test func `lines are added to the file that is there, so that those who follow it see them`() throws {
    try folder.write([], to: "log")
    // Opened before, as `tail -f` does: it would not see a file that replaced this one.
    let follower = try #require(FileHandle(forReadingAtPath: folder.absolute("log")))
    func seen() throws -> String {
      try follower.seek(toOffset: 0)
      return String(decoding: try follower.readToEnd() ?? Data(), as: UTF8.self)
    }
    #expect(try folder.program("\(Self.train) --epochs 3 --log log").status == 0)
    #expect(try epochs("log") == [1, 2, 3] && seen() == folder.text("log"))
    #expect(try folder.program("train --resume model.safetensors --data bars -q --epochs 5 --log log").status == 0)
    #expect(try epochs("log") == [1, 2, 3, 4, 5] && seen() == folder.text("log"))
    let again = try folder.program("\(Self.train) --epochs 1 --log log")
    #expect(again.out.contains("The log of the training is in log, which replaced a file of "))
    #expect(try epochs("log") == [1] && seen() == folder.text("log"))
    #expect(try folder.names == ["bars", "log", "model.safetensors"])
  }

  @Test func `a line is there when its epoch ends`() throws {
    var seen: [Int] = []
    let words = "train --data bars --classes 3 --epochs 1000000 --log log".split(separator: " ").map(String.init)
    let run = try folder.program.run(
      words, signal: (SIGINT, once: "\n      3 "), beforeSignal: { seen = (try? epochs("log")) ?? [] })
    #expect(run.status == 130)
    #expect(seen.starts(with: [1, 2]))
  }

  @Test(.enabled(if: SystemCallShim.isThere)) func `an epoch costs its log one write`() throws {
    let counts = try folder.scratchFile()
    let program = try folder.program.with(nil, countsIn: counts, path: "log")
    #expect(try program("\(Self.train) --epochs 200 --log \(folder.path)/log").status == 0)
    let calls = try String(contentsOfFile: counts, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(calls.contains("write 200"))
    for call in ["rename 0", "create 1", "fchmod 0", "fsync 1"] { #expect(calls.contains(call), "\(calls)") }
  }

  @Test(arguments: [
    (#"{"epoch":9,"trainingCo"#, [1, 2, 3]), ("", [1, 2, 3]), ("{", [1, 2, 3]),
    (#"{"epoch":9,"trainingCost":1,"testAccuracy":1,"seconds":1}"#, [1, 2, 9, 3]),
  ])
  func `a line that a killed run left half written does not spoil the next`(
    rest: String, expected: [Int]
  ) throws {
    #expect(try folder.program("\(Self.train) --epochs 2 --log log").status == 0)
    try folder.write(folder.bytes("log") + Array(rest.utf8), to: "log")
    #expect(try folder.program("train --resume model.safetensors --data bars -q --epochs 3 --log log").status == 0)
    #expect(try epochs("log") == expected)
  }

  @Test func `a log that goes where the results go is not written over by them`() throws {
    for (log, redirection) in [("/dev/fd/1", ">both"), ("both", ">>both"), ("/dev/fd/2", "2>both")] {
      let command = "'\(Program.path)' train --data bars --classes 3 --epochs 2 --log \(log) \(redirection)"
      let run = try folder.program.shell("\(command); echo $? > status")
      #expect(try folder.text("status") == "0\n", "\(run.err)")
      let lines = try folder.text("both").split(separator: "\n")
      #expect(lines.count { $0.hasPrefix(#"{"epoch":"#) && $0.hasSuffix("}") } == 2, "\(log) \(redirection)")
      #expect(lines.contains { $0.hasPrefix("Test accuracy ") } == redirection.hasPrefix(">"))
      unlink(folder.absolute("both"))
    }
  }

  // MARK: A log that fails

  #if os(Linux)
  @Test func `a log that cannot be written is a warning, and the model is saved`() throws {
    #expect(try folder.program("\(Self.train) --epochs 40 --save whole").status == 0)
    let run = try folder.program("\(Self.train) --epochs 40 --log /dev/full --save model --json")
    #expect(run.status == 74)
    let result = try JSONDecoder().decode(TrainResult.self, from: Data(run.out.utf8))
    #expect(result.epochs.count == 40 && result.finished)
    let failure = "writing /dev/full failed: No space left on device; what was written before is whole"
    let warning = "warning: \(failure). The log ends there, and training continues\n"
    #expect(run.err == warning + "error: \(failure). The model is saved as model\n")
    #expect(try folder.bytes("model") == folder.bytes("whole"))
  }
  #endif

  @Test(
    .enabled(if: SystemCallShim.isThere), arguments: ["refuse:ENOSPC", "short:ENOSPC", "short:EDQUOT", "refuse:EIO"])
  func `a log's disk that is full in the middle leaves whole lines, and the model of all epochs`(
    action: String
  ) throws {
    #expect(try folder.program("\(Self.train) --epochs 9 --save whole").status == 0)
    let program = try folder.program.with(
      Fault(call: "write", at: 3, action: action, isLasting: true, path: "/here/log"))
    let run = try program("\(Self.train) --epochs 9 --save model --log \(folder.path)/log")
    #expect(run.status == 74)
    #expect(run.out.contains("The log of the training is, in part, in \(folder.path)/log."))
    #expect(run.err.components(separatedBy: "warning: writing").count == 2, "once")
    #expect(run.errorLines.joined().contains("The model is saved as model"))
    #expect(try epochs("log") == [1, 2])
    #expect(try folder.bytes("model") == folder.bytes("whole"))
  }

  /// A signal waits while a model is being saved, but not for a reader who never comes.
  @Test(arguments: ["", "cat pipe > /dev/null & kill -STOP $!;"])
  func `a pipe without a reader does not keep the program`(_ reader: String) throws {
    let script =
      "mkfifo pipe; \(reader) reader=$!; '\(Program.path)' \(Self.train) --epochs 1 --hidden 2000 --save pipe & sleep 2; "
      + "kill -TERM $!; wait $!; echo $? > status; [ -z '\(reader)' ] || kill -KILL $reader"
    let run = try folder.program.shell(script)
    let status = try folder.text("status")
    // The reader may have been stopped before it opened the pipe.
    #expect(status == "73\n" || !reader.isEmpty && status == "74\n", "\(run.err)")
    let copy = try #require(folder.names.first { $0.hasPrefix("pipe.kept-") })
    #expect(run.err.contains("the model is saved as"), "\(run.err)")
    #expect(try folder.program("inspect \(copy)").status == 0)
  }

  @Test func `a reader of the log that goes away does not end the training`() throws {
    let script =
      "mkfifo pipe; head -n 1 pipe > first & "
      + "'\(Program.path)' \(Self.train) --epochs 3000 --log pipe; echo $? > status; wait"
    let run = try folder.program.shell(script)
    #expect(try folder.text("status") == "74\n", "\(run.err)")
    #expect(run.err.contains("warning: writing pipe failed: Broken pipe"))
    #expect(try epochs("first") == [1])
    #expect(try folder.program("inspect model.safetensors").status == 0)
  }
}
