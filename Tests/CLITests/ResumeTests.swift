import Testing

/// Training resumed from a saved model ends with the same bytes as uninterrupted training.
@Suite struct ResumeTests {
  private static let train = "train --data bars --classes 3 --quiet"

  @Test(arguments: [
    "", "--optimizer momentum", "--optimizer nesterov --momentum 0.5", "--optimizer adam --batch-size 7",
    "--optimizer adamw --weight-decay 0.05", "--schedule step --step-epochs 2 --decay 0.5",
    "--batch-size all --l2 0.001 --validation 11",
    "--hidden none --output-activation softmax --cost cross-entropy --seed 18446744073709551615",
    "--hidden 9,8,7 --activation relu,tanh,sigmoid",
  ])
  func `three epochs and two more are five`(options: String) throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let program = folder.program
    #expect(try program("\(Self.train) \(options) --epochs 5 --save whole --log whole.jsonl").status == 0)
    #expect(try program("\(Self.train) \(options) --epochs 3 --save part --log part.jsonl").status == 0)
    #expect(try folder.bytes("part") != folder.bytes("whole"))
    let resumed: TrainResult = try program(
      "train --resume part --data bars --epochs 5 --log part.jsonl --quiet --json --threads 2"
    ).json()
    #expect(resumed.epochs.map(\.epoch) == [4, 5], "--json tells what this run did")
    #expect(resumed.model == "part", "the model of --resume is where it is saved")
    #expect(try folder.bytes("part") == folder.bytes("whole"))
    #expect(try withoutSeconds(folder.text("part.jsonl")) == withoutSeconds(folder.text("whole.jsonl")))
    #expect(try folder.names == ["bars", "part", "part.jsonl", "whole", "whole.jsonl"])
  }

  @Test func `--save leaves the model of --resume alone`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --epochs 1 --save first").status == 0)
    let before = try folder.bytes("first")
    #expect(try folder.program("train --resume first --data bars --epochs 2 --save second").status == 0)
    #expect(try folder.bytes("first") == before)
    #expect(try folder.bytes("second") != before)
  }

  @Test func `a model that has all its epochs stays as it is`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --epochs 2").status == 0)
    let before = try folder.bytes("model.safetensors")
    let run = try folder.program("train --resume model.safetensors --data bars")
    #expect(run.status == 0)
    #expect(run.err.contains("model.safetensors is trained for 2 epochs already: ask for more with --epochs"))
    #expect(try folder.bytes("model.safetensors") == before)
  }

  @Test func `options that say the same are welcome`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let options =
      "--hidden 4,3 --activation tanh --optimizer momentum --momentum .5 --learning-rate 1e-1 "
      + "--bias-deviation .5"
    #expect(try folder.program("\(Self.train) \(options) --epochs 1").status == 0)
    let same =
      "--hidden 4,3 --activation tanh --optimizer momentum --momentum 0.50 --learning-rate 0.10 --seed 00 "
      + "--bias-deviation 0.50"
    let run = try folder.program(
      "\(Self.train) \(same) --resume model.safetensors --epochs 2 --limit 120 --validation 0 --l2 0")
    #expect(run.status == 0, "\(run.err)")
  }

  // MARK: Refusals

  /// An option, and what the model says instead.
  static let disagreements = [
    ("--hidden 5", "16,16"), ("--hidden none", "16,16"), ("--activation tanh", "sigmoid"),
    ("--output-activation identity", "sigmoid"), ("--cost cross-entropy", "quadratic"),
    ("--initializer gaussian", "lecun"), ("--optimizer sgd", "momentum"), ("--momentum 0.8", "0.9"),
    ("--learning-rate 2", "0.3"), ("--schedule cosine", "step"), ("--decay 0.7", "0.5"), ("--step-epochs 3", "2"),
    ("--batch-size 9", "10"), ("--batch-size all", "10"), ("--shards 2", "1"), ("--l2 0.5", "0.25"), ("--seed 1", "0"),
    ("--classes 4", "3"), ("--limit 119", "120"), ("--validation 3", "2"), ("--kernels reference", "baseline"),
    ("--keep last", "best"), ("--bias-deviation 0.5", "0.0"),
  ]

  /// Options that the model was trained without.
  static let withoutIt = ["--weight-decay 0.1", "--warm-up 0.1", "--patience 3", "--huber-delta 2", "--quantile 0.9"]

  @Test func `an option that disagrees with the model is named beside what the model says`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let options =
      "--optimizer momentum --learning-rate 0.3 --schedule step --decay 0.5 --step-epochs 2 --l2 0.25 --validation 2"
    #expect(try folder.program("\(Self.train) \(options) --kernels baseline --epochs 1").status == 0)
    let before = try folder.bytes("model.safetensors")
    for (option, recorded) in Self.disagreements {
      let run = try folder.program("train --data bars --resume model.safetensors --epochs 2 \(option)")
      run.expectError(
        64, "error: \(option) does not agree with model.safetensors, which was trained with \(recorded)\n")
    }
    for option in Self.withoutIt {
      try folder.program("train --data bars --resume model.safetensors --epochs 2 \(option)")
        .expectError(64, "error: \(option) does not agree with model.safetensors, which was trained without it\n")
    }
    try folder.program("train --data bars --resume model.safetensors --preset accurate")
      .expectError(64, "--resume and --preset exclude each other")
    #expect(try folder.bytes("model.safetensors") == before)
  }

  @Test func `fewer epochs than there have been are refused`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --epochs 3").status == 0)
    try folder.program("train --data bars --resume model.safetensors --epochs 2")
      .expectError(64, "--epochs 2 is less than the 3 that model.safetensors has been trained for")
  }

  @Test func `other data is refused`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    try Bars(rows: 6).write(to: "smaller", in: folder)
    try Bars(training: 90).write(to: "fewer", in: folder)
    // One pixel of one picture differs.
    try Bars().write(to: "changed", in: folder)
    var images = try folder.bytes("changed/train-images-idx3-ubyte")
    images[images.count - 1] ^= 1
    try folder.write(images, to: "changed/train-images-idx3-ubyte")
    #expect(try folder.program("\(Self.train) --epochs 1").status == 0)
    for data in ["smaller", "fewer", "changed"] {
      try folder.program("train --resume model.safetensors --epochs 2 --data \(data)")
        .expectError(65, "model.safetensors was trained on other examples than those of \(data)", "--data")
    }
  }

  @Test func `a model that does not say how it was trained cannot go on`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --epochs 1").status == 0)
    let model = try ModelSurgery(folder.bytes("model.safetensors"))
    let kept: Set = [
      "format-version", "architecture", "activation", "output-activation", "cost", "picture", "format",
    ]
    try folder.write(model.bytes(keeping: kept), to: "made-elsewhere")
    #expect(try folder.program("evaluate made-elsewhere --data bars").status == 0)
    try folder.program("train --data bars --resume made-elsewhere --epochs 2")
      .expectError(65, "made-elsewhere: the file does not say how it was trained")
  }

  @Test func `there must be a model to go on with`() throws {
    let folder = try Folder()
    try folder.program("train --resume nowhere").expectError(66, "there is no file nowhere")
  }

  private func withoutSeconds(_ log: String) -> [Substring] {
    log.split(separator: "\n").map { $0.split(separator: ",\"seconds\"")[0] }
  }
}
