import Foundation
import Testing

@testable import CLI

/// Each way the program ends, as seen from outside: status, standard output, standard error.
@Suite struct ExitStatusTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  // MARK: Success

  @Test func `help on every level goes to standard output`() throws {
    let verbs = ToolSpecification.downhill.commands.map(\.verb)
    for words in [""] + verbs {
      for flag in ["--help", "-h"] {
        let run = try folder.program("\(words) \(flag)")
        #expect(run.status == 0 && run.rawErr == "")
        #expect(run.out.contains("downhill \(words)"))
        #expect(run.out.split(separator: "\n").allSatisfy { $0.count <= 80 })
      }
    }
    #expect(verbs.allSatisfy { ((try? folder.program("--help").out) ?? "").contains("\n  \($0) ") })
    #expect(try folder.program("train --epochs nonsense --help").status == 0)
  }

  @Test func `the version, the manual and the completions`() throws {
    let version = try folder.program("--version")
    #expect(version.status == 0 && version.out == "downhill 0.1.0\n" && version.rawErr == "")
    for command in ["manual", "completions bash", "completions zsh", "completions fish"] {
      let run = try folder.program(command)
      #expect(run.status == 0 && run.out.count > 1000 && run.err == "")
    }
    #expect(try folder.names == [])
  }

  // MARK: 64, usage

  @Test(arguments: [
    "", "xyzzy", "--quiet train", "--version now", "train --epochs", "train --epochs 0", "train --epochs 1 --epochs 2",
    "train file", "train --json=yes", "train --hidden 0", "train --cost cross-entropy --output-activation tanh",
    "train --momentum 0.5", "train --decay 0.5 --schedule cosine", "train --warm-up 0.5", "train --weight-decay 0.1",
    "train --learning-rate nan", "train --learning-rate -1", "train --log a --save a",
    "train --hidden 65536,65536,65536",
    "evaluate", "evaluate a b", "evaluate a --split validation", "inspect", "inspect a --data mnist",
    "completions", "completions csh", "manual page",
  ])
  func `a command line that cannot be obeyed`(words: String) throws {
    let run = try folder.program(words)
    run.expectError(64)
    #expect(run.err.hasPrefix("error: "), "it is found before anything else is said")
    #expect(run.seconds < 60)
    try folder.program("\(words) --json").expectError(64)
    #expect(try folder.names == [])
  }

  // MARK: 65 and 66 beyond what the verbs' own tests have

  @Test func `training that diverges is named and saves nothing`() throws {
    try Bars().write(in: folder)
    let run = try folder.program(
      "train --data bars --classes 3 --activation relu --output-activation identity --learning-rate 1000 --batch-size 1"
    )
    run.expectError(65, "the learning rate is too large", "--learning-rate")
    #expect(try folder.names == ["bars"])
  }

  // MARK: 73, cannot create

  @Test(arguments: [
    ("--save nowhere/model", "nowhere/model cannot be written: there is no folder nowhere"),
    ("--save folder", "folder cannot be written: it is a folder"),
    ("--save file/model", "file/model cannot be written: "),
    ("--log nowhere/log", "nowhere/log cannot be written: there is no folder nowhere"),
    ("--log folder", "folder cannot be written: it is a folder"),
  ])
  func `a path that cannot be written to is found before any work`(option: String, sentence: String) throws {
    try folder.makeFolder("folder")
    try folder.write([], to: "file")
    for json in ["", " --json"] {
      let run = try folder.program("train --epochs 1000000 \(option)\(json)")
      run.expectError(73, sentence)
      #expect(run.err.hasPrefix("error: "), "it is found before anything else is said")
    }
    #expect(try folder.names == ["file", "folder"])
  }

  // MARK: 74, input and output

  #if os(Linux)
  @Test(arguments: [
    "--version", "--help", "train --help", "manual", "completions bash", "train --data bars --classes 3 --epochs 1",
    "evaluate model --data bars", "predict model test:0 --data bars --json", "inspect model",
  ])
  func `a full device is an error and no crash`(words: String) throws {
    try Bars().write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 --save model").status == 0)
    var program = folder.program
    program.output = .file("/dev/full")
    let full = try program(words)
    full.expectError(74, "error: standard output cannot be written: No space left on device")
    program.output = .closed
    let closed = try program(words)
    closed.expectError(74, "error: standard output cannot be written: ")
  }

  @Test func `a reader that has closed the pipe is no error`() throws {
    // `true` reads nothing; the shell tells the status of the first program of the pipe by a file.
    let command = "{ sleep 0.3; '\(Program.path)' manual; echo $? > status; } | true; sleep 0.6"
    let run = try folder.program.shell(command)
    #expect(try folder.text("status") == "74\n")
    #expect(run.err == "")
  }

  @Test func `a model that does not fit on the device`() throws {
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --epochs 1 --save /dev/full")
    run.expectError(74, "writing /dev/full failed: No space left on device")
  }
  #endif

  // MARK: Debug builds

  @Test func `a debug build says that it is slow, and a release build does not`() throws {
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --epochs 1 --quiet --json")
    let _: TrainResult = try run.json()
    #if DEBUG
    #expect(run.rawErr.hasPrefix("warning: this is a debug build, some 30 times slower than a release build\n"))
    #expect(run.rawErr.contains("swift run -c release downhill"))
    #else
    #expect(run.rawErr == "")
    #endif
    #expect(!run.rawErr.dropFirst(1).contains("warning: this is a debug build"), "once is enough")
  }
}
