import Foundation
import Testing

/// Signals end training early, keep what there is, and lose nothing.
@Suite(.serialized) struct InterruptionTests {
  /// Thousands of mini-batches an epoch, and next to nothing to evaluate: a signal comes in the middle of one, as a rule.
  private static let data = Bars(rows: 14, columns: 10, training: 6_000, test: 6)
  #if DEBUG
  private static let epochs = 3
  #else
  private static let epochs = 60
  #endif

  @Test(arguments: [
    (SIGINT, Int32(130), "--schedule one-cycle"), (SIGTERM, 143, "--optimizer adam"), (SIGHUP, 129, ""),
  ])
  func `a signal in mid-epoch saves, and training resumes to the same bytes`(
    signal: Int32, status: Int32, options: String
  ) throws {
    let folder = try Folder()
    try Self.data.write(in: folder)
    let train = "train --data bars --classes 3 --hidden 128,32 --batch-size 2 --epochs \(Self.epochs) \(options)"
    #expect(try folder.program("\(train) --save whole -q").status == 0)
    let words = "\(train) --save part".split(separator: " ").map(String.init)
    // An epoch takes milliseconds, so on a busy computer the signal may also come between two, or after all of them.
    var stopped = try folder.program.run(words, signal: (signal, once: "\n      1 "))
    for _ in 1...30 where !stopped.out.contains(" mini-batches, trained in ") {
      stopped = try folder.program.run(words, signal: (signal, once: "\n      1 "))
    }
    #expect(stopped.status == status, "\(stopped.err)")
    #expect(stopped.out.hasPrefix("Stopped before the end; resume with: downhill train --resume part"))
    #expect(stopped.out.contains("mini-batches, trained in "))
    #expect(try folder.names == ["bars", "part", "whole"])

    let found: InspectResult = try folder.program("inspect part --json").json()
    let done = try #require(found.metadata["epochs-done"].flatMap { Int($0) })
    let miniBatches = try #require(found.metadata["mini-batches-done"].flatMap { Int($0) })
    #expect((1..<Self.epochs).contains(done) && (1..<3_000).contains(miniBatches), "it stopped in mid-epoch")

    let resumed: TrainResult = try folder.program("train --resume part --data bars --quiet --json").json()
    #expect(resumed.epochs.map(\.epoch) == Array(done + 1...Self.epochs))
    #expect(try folder.bytes("part") == folder.bytes("whole"))
  }

  @Test func `a limit on processor time saves, too`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let words = "train --data bars --classes 3 --epochs 1000000 --save model -q --threads 1"
    let interrupted = try folder.program.run(
      words.split(separator: " ").filter { $0 != "-q" }.map(String.init), signal: (SIGXCPU, once: "\n      1 "))
    #expect(interrupted.status == 143)
    #expect(interrupted.out.hasPrefix("Stopped before the end; resume with: downhill train --resume model"))
    unlink(folder.absolute("model"))
    // The shell sets both limits: the system would kill without a word before.
    let run = try folder.program.shell("ulimit -t 2; exec '\(Program.path)' \(words)")
    #expect(run.status == 143, "\(run.err)")
    #expect(run.out.hasPrefix("Stopped before the end"))
    #expect(try folder.program("evaluate model --data bars").status == 0)
  }

  @Test func `a limit on the length of files is an error of writing, and what was there stays`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let train = "train --data bars --classes 3 --epochs 1 -q --save"
    #expect(try folder.program("\(train) model").status == 0)
    let model = try folder.bytes("model")
    #expect(model.count > 4_096)
    let writing = [
      "\(train) model --seed 2", "report model --data bars --html page", "gradient model --data bars --out page",
    ]
    for words in writing {
      // In a POSIX shell a unit has 512 bytes.
      let run = try folder.program.shell("ulimit -f 4; exec '\(Program.path)' \(words)")
      #expect(run.status == 74, "\(run.err)")
      #expect(run.err.contains(" failed: File too large; nothing was changed there"))
    }
    #expect(try folder.bytes("model") == model)
    #expect(try folder.names == ["bars", "model"])
  }

  /// Verbs that write a page or another file at their end, and what it is called.
  private static let writing = [
    "report model --data bars --html page", "explain model --data bars --example test:0 --no-pause --html page",
    "average model --data bars --html page", "sensitivity model --data bars --html page",
    "gradient model --data bars --out page", "collapse model --data bars --steps 10 --html page",
    "compare --data bars --classes 3 --batch-sizes 10 --learning-rate 1 --seconds 0.05 --epochs 1 --draws 2 --grid 3 "
      + "--html page",
  ]

  @Test(.enabled(if: SystemCallShim.isThere), arguments: writing)
  func `a verb that is interrupted while it writes leaves nothing behind`(words: String) throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 -q --save model").status == 0)
    for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
      for call in ["write", "fsync", "rename"] {
        let fault = Fault(call: call, action: "signal:\(signal)", path: call == "rename" ? "page" : "/.downhill-")
        let run = try folder.program.with(fault)(words)
        #expect(run.status == status, "\(call): \(run.err)")
        #expect(try folder.names == ["bars", "model"])
      }
    }
  }

  @Test(.enabled(if: SystemCallShim.isThere))
  func `what is being written in place becomes whole before the end`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 -q --save model").status == 0)
    #expect(try folder.program("report model --data bars --html whole").status == 0)
    try folder.write([1, 2, 3], to: "page")
    // The first is that of the copy.
    let fault = Fault(call: "fsync", at: 2, action: "signal:\(SIGINT)", path: "/page", also: "rename:EBUSY")
    let run = try folder.program.with(fault)("report model --data bars --html \(folder.path)/page")
    #expect(run.status == 130, "\(run.err)")
    #expect(try folder.bytes("page") == folder.bytes("whole"))
    #expect(try folder.names == ["bars", "model", "page", "whole"])
  }

  @Test func `an interrupted run says so in JSON, and the log has the epochs that were finished`() throws {
    let folder = try Folder()
    try Self.data.write(in: folder)
    let words = "train --data bars --classes 3 --hidden 128,32 --batch-size 2 --epochs 1000 --json --log log.jsonl"
    let stopped = try folder.program.run(
      words.split(separator: " ").map(String.init), signal: (SIGINT, once: "\n      1 "))
    #expect(stopped.status == 130)
    let result = try JSONDecoder().decode(TrainResult.self, from: Data(stopped.out.utf8))
    #expect(!result.finished)
    #expect(result.model == "model.safetensors")
    let log = try folder.text("log.jsonl").split(separator: "\n")
    #expect(try log.map { try JSONDecoder().decode(TrainResult.Epoch.self, from: Data($0.utf8)) } == result.epochs)
    #expect(try folder.names == ["bars", "log.jsonl", "model.safetensors"])
  }

  @Test func `an interrupted run replaces the old model as a finished one does`() throws {
    let folder = try Folder()
    try Self.data.write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 --quiet").status == 0)
    let before = try folder.bytes("model.safetensors")
    let run = try folder.program.run(
      "train --data bars --classes 3 --hidden 128,32 --batch-size all --epochs 1000000 --seed 9".split(separator: " ")
        .map(String.init), signal: (SIGINT, once: "\n      1 "))
    #expect(run.status == 130)
    #expect(try folder.bytes("model.safetensors") != before)
    #expect(run.out.contains(", which replaced a network 140-16-16-3 after 1 epoch ("))
    #expect(try folder.names == ["bars", "model.safetensors"])
  }
}
