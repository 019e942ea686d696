import Foundation
import Testing

/// What `train` writes, and where to.
@Suite struct TrainOutputTests {
  @Test func `results go to standard output, the course of training to standard error`() throws {
    let folder = try Folder()
    let run = try folder.program("train --limit 2000 --epochs 2")
    #expect(run.status == 0)
    let out = run.out.split(separator: "\n")
    #expect(out.first?.hasPrefix("Test accuracy ") == true)
    #expect(out.contains("Saved model.safetensors (53 KB)."))
    #expect(out.contains { $0.contains("downhill evaluate model.safetensors") })
    let err = run.err.split(separator: "\n").map(String.init)
    #expect(err.count == 6)
    #expect(err[0] == "784-16-16-10, sigmoid, sigmoid outputs, quadratic cost: 13,002 parameters")
    #expect(err[1] == "MNIST: 2,000 pictures for training, 10,000 for the test, 28×28 pixels")
    #expect(err[2].hasPrefix("sgd, mini-batches of 10, learning rate 3 × 0.8 each epoch, seed 0; kernels "))
    #expect(err[3] == "  epoch     cost   training       test     time")
    #expect(err[4].hasPrefix("      1 ") && err[5].hasPrefix("      2 "))
    #expect(try folder.names == ["model.safetensors"])
  }

  @Test func `--json is one document with the keys of the contract, and its numbers round-trip`() throws {
    let folder = try Folder()
    let run = try folder.program("train --limit 2000 --epochs 2 --save m.safetensors --log log.jsonl --json")
    let result: TrainResult = try run.json()
    #expect(result.network.architecture == "784-16-16-10")
    #expect(result.network.sizes == [784, 16, 16, 10])
    #expect(result.network.activation == "sigmoid" && result.network.outputActivation == "sigmoid")
    #expect(result.network.cost == "quadratic")
    #expect(result.parameters == 13_002)
    #expect(result.epochs.map(\.epoch) == [1, 2])
    #expect(result.model == "m.safetensors")
    #expect(result.finished && result.warnings == [])
    // Each by a clock that only goes forwards; the epochs are within the training.
    #expect(result.loadingSeconds > 0 && result.seconds >= result.epochs.reduce(0) { $0 + $1.seconds } - 1e-9)
    #expect(result.epochs.last?.testAccuracy == result.test.accuracy)
    #expect(result.epochs[1].trainingCost < result.epochs[0].trainingCost)
    for number in result.epochs.flatMap({ [$0.trainingCost, $0.testAccuracy, $0.seconds] }) + [result.test.cost] {
      #expect(run.out.contains(":\(number)"), "\(number) is not the shortest text of what was meant")
    }
    // The accuracy is a share of 10,000 pictures.
    #expect((result.test.accuracy * 10_000).rounded() / 10_000 == result.test.accuracy)
    #expect(run.err.contains("13,002 parameters"), "progress stays on standard error")
    #expect(!run.out.contains("\u{1B}"))

    let log = try folder.text("log.jsonl").split(separator: "\n")
    let epochs = try log.map { try JSONDecoder().decode(TrainResult.Epoch.self, from: Data($0.utf8)) }
    #expect(epochs == result.epochs)
    for line in log { #expect(run.out.contains(line), "a line of the log is the same text as in --json") }
    #expect(try folder.text("log.jsonl").hasSuffix("}\n"))
  }

  @Test func `with --validation each epoch has its cost and accuracy`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --limit 100 --validation 20 --epochs 2 --json")
    let _: TrainResult = try run.json()
    #expect(run.out.contains("\"validationAccuracy\":") && run.out.contains("\"validationCost\":"))
    #expect(run.err.contains("bars: 80 pictures for training, 20 for validation, 30 for the test, 7×5 pixels"))
    #expect(run.err.contains("  epoch     cost   training validation       test     time"))
  }

  @Test func `--quiet says nothing on standard error`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    for flag in ["--quiet", "-q"] {
      let run = try folder.program("train --data bars --classes 3 --epochs 2 \(flag)")
      #expect(run.status == 0)
      #expect(run.err == "")
      #expect(run.out.contains("Test accuracy"))
    }
  }

  @Test func `--quiet --json leaves the document alone`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --epochs 2 --quiet --json")
    let result: TrainResult = try run.json()
    #expect(result.network.sizes == [35, 16, 16, 3])
    #expect(run.err == "")
  }

  @Test func `a network that learns nothing is named with the likely cause`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --epochs 1 --learning-rate 0.000001")
    #expect(run.status == 0)
    #expect(run.out.contains("warning: the network answers no better than by always naming one class"))
    #expect(run.out.contains("so the learning rate 1e-06 is probably far too small"))
  }

  // MARK: Terminals

  @Test func `there are no escape characters where nothing is drawn`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let train = try folder.program("train --data bars --classes 3 --epochs 3")
    let evaluate = try folder.program("evaluate model.safetensors --data bars")
    let predict = try folder.program("predict model.safetensors --data bars test:0")
    for run in [train, evaluate, predict] {
      #expect(run.status == 0)
      #expect(!(run.out + run.err).contains { $0 == "\u{1B}" || $0 == "\r" || $0 == "\r\n" })
    }
  }

  @Test func `on a terminal a bar shows how far training is`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    var program = folder.program
    program.output = .terminal
    let run = try program("train --data bars --classes 3 --epochs 3")
    #expect(run.status == 0)
    let drawn = run.out.components(separatedBy: "\r\u{1B}[K")
    #expect(drawn.count > 4, "each epoch's line and the end replace the bar")
    let bar = try #require(drawn.first { $0.contains("epoch 1/3") })
    #expect(bar.contains("cost ") && bar.contains("accuracy ") && bar.contains(" left"))
    #expect(bar.count < 80, "a line that wraps cannot be drawn over")
    #expect(drawn.last?.contains("Test accuracy") == true, "the bar is gone when the result comes")
    let show = try program("predict model.safetensors --data bars test:0")
    #expect(show.out.contains("\u{1B}[38;5;"))
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
  func `no bar and no colour where they are not wanted`(environment: [String: String]) throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    var program = folder.program
    program.output = .terminal
    program.environment = environment
    let train = try program("train --data bars --classes 3 --epochs 3")
    let show = try program("predict model.safetensors --data bars test:0")
    #expect(train.status == 0 && show.status == 0)
    #expect(train.out.contains("Test accuracy"))
    #expect(show.out.contains("test:0: a "))
    #expect(!(train.out + show.out).contains("\u{1B}"))
  }

  @Test func `an empty NO_COLOR is none`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    var program = folder.program
    program.output = .terminal
    program.environment = ["NO_COLOR": ""]
    #expect(try program("train --data bars --classes 3 --epochs 3").out.contains("\u{1B}[K"))
  }

  @Test func `--quiet draws no bar either`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    var program = folder.program
    program.output = .terminal
    #expect(!(try program("train --data bars --classes 3 --epochs 3 -q").out.contains("\u{1B}")))
  }

  // MARK: What stood there before

  @Test func `saving over a file says what it replaced`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let train = "train --data bars --classes 3 --quiet --epochs"
    #expect(!(try folder.program("\(train) 2").out.contains("replaced")))
    let again = try folder.program("\(train) 1")
    #expect(again.out.contains(", which replaced a network 35-16-16-3 after 2 epochs ("))
    let third = try folder.program("\(train) 1")
    #expect(third.out.contains(", which replaced a network 35-16-16-3 after 1 epoch ("))
    try folder.write(Array("a letter to my aunt".utf8), to: "model.safetensors")
    let letter = try folder.program("\(train) 1")
    #expect(letter.out.contains(", which replaced a file that was no model (19 bytes)."))
    #expect(try folder.names == ["bars", "model.safetensors"])
  }

  @Test func `a path that a shell would take apart is quoted in the commands to go on with`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let run = try folder.program.run(
      ["train", "--data", "bars", "--classes", "3", "--epochs", "1", "-q", "--save", "it's mine.safetensors"])
    #expect(run.status == 0)
    #expect(run.out.contains("downhill evaluate 'it'\\''s mine.safetensors' "))
    #expect(run.out.contains("Saved it's mine.safetensors ("))
    #expect(try folder.names == ["bars", "it's mine.safetensors"])
  }

  @Test func `the commands it names to go on with do work on other data too`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --epochs 1 -q")
    let next = run.out.split(separator: "\n").filter { $0.hasPrefix("  downhill ") }
    #expect(next.count == 3)
    for line in next {
      let command = line.dropFirst("  downhill ".count).components(separatedBy: "   ")[0]
      let again = try folder.program(command)
      #expect(again.status == 0, "\(command): \(again.err)")
    }
  }

  @Test func `in a checkout the commands to go on with are those of swift run`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    try folder.write([], to: "Package.swift")
    let run = try folder.program("train --data bars --classes 3 --epochs 1 -q")
    let isBuildFolder = Program.path.contains("/.build/")
    #expect(run.out.contains("  swift run -c release downhill evaluate model.safetensors ") == isBuildFolder)
  }
}
