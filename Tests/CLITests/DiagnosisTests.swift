import Foundation
import Testing

/// Each cause for which a network learns nothing, provoked, and what `train` says of it.
@Suite struct DiagnosisTests {
  /// Trains on the folder `bars` and returns the warnings, of which the text and the document must have the same.
  private static func warnings(_ options: String, in folder: Folder) throws -> [String] {
    let classes = options.contains("--classes") ? "" : "--classes 3"
    let arguments = "train --data bars \(classes) --quiet \(options)"
    let text = try folder.program(arguments)
    #expect(text.status == 0, "\(text.err)")
    let document: TrainResult = try folder.program("\(arguments) --json").json()
    let warnings = text.out.split(separator: "\n").filter { $0.hasPrefix("warning: ") }.map { String($0.dropFirst(9)) }
    #expect(warnings == document.warnings)
    // Three lines of a terminal.
    for warning in warnings { #expect(warning.count + 9 <= 3 * 100, "\(warning)") }
    return warnings
  }

  /// A part of the sentence for each cause. Where a test expects more of the sentence, that holds the part.
  static let causes = [
    "vanishes on the way back", "are saturated, so that they hardly learn", "the cost rose from",
    "is above that of a constant answer",
    "moved the weights by only", "may be too few", "does not hold for the test pictures",
    "its cost is that of a constant answer", "let no gradient through", "dead in hidden layer",
    "of class", "classes cannot be distinguished", "and the others cannot be learned", "nearly black", "have shrunk to",
    "has only",
    "are probably too few",
  ]

  private static func expect(
    _ cause: String, _ options: String, in given: Folder? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try given ?? Folder()
    if given == nil { try Bars().write(in: folder) }
    let warnings = try Self.warnings(options, in: folder)
    #expect(warnings.contains { $0.contains(cause) }, "\(warnings)", sourceLocation: sourceLocation)
    for other in causes where !cause.contains(other) {
      #expect(!warnings.contains { $0.contains(other) }, "\(warnings)", sourceLocation: sourceLocation)
    }
  }

  @Test func `what learns has no warning`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try Self.warnings("--epochs 20", in: folder) == [])
  }

  @Test func `a gradient that vanishes in deep sigmoids`() throws {
    try Self.expect(
      "vanishes on the way back", "--hidden 16,16,16,16,16,16 --initializer lecun --epochs 20")
    // Other layers beside them do not keep it from vanishing, and are named.
    try Self.expect(
      "vanishes on the way back: of 6 hidden layers of relu,sigmoid,sigmoid,sigmoid,sigmoid,sigmoid the first gets",
      "--hidden 16,16,16,16,16,16 --activation relu,sigmoid,sigmoid,sigmoid,sigmoid,sigmoid --initializer lecun --epochs 20"
    )
  }

  @Test func `activations that are flat, by a step too large or by weights too large`() throws {
    try Self.expect(
      "of the activations of the outputs are saturated, so that they hardly learn; the learning rate 300 is probably too "
        + "large", "--hidden 256 --learning-rate 300 --epochs 5")
    try Self.expect(
      "of the activations of hidden layer 2 are saturated, so that they hardly learn; the initial weights are too large, "
        + "try another --initializer",
      "--hidden 2048,2048 --initializer gaussian --activation tanh --learning-rate 0.00001 --epochs 2")
    // Of two activations the second is the flat one.
    try Self.expect(
      "of the activations of hidden layer 2 are saturated, so that they hardly learn",
      "--hidden 2048,2048 --initializer gaussian --activation identity,tanh --learning-rate 0.00001 --epochs 2")
  }

  @Test func `a cost that rises`() throws {
    try Self.expect(
      "the cost rose from",
      "--activation leaky-relu --output-activation softmax --cost cross-entropy --learning-rate 1 --epochs 6")
    // Within its only epoch, so that only the first weights had a lower cost.
    try Self.expect(
      "the cost rose from",
      "--activation gelu --output-activation softmax --cost cross-entropy --learning-rate 3 --epochs 1")
  }

  /// From the lowest mean of an epoch, not from that of the first one.
  @Test func `the lowest cost is where it rose from`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let run: TrainResult = try folder.program(
      "train --data bars --classes 3 --quiet --activation leaky-relu --output-activation softmax --cost cross-entropy "
        + "--learning-rate 1 --epochs 6 --json"
    ).json()
    let lowest = try #require(run.epochs.map(\.trainingCost).min())
    #expect(
      run.warnings.contains { $0.contains("the cost rose from \(String(format: "%.4f", lowest)) to ") },
      "\(run.warnings)")
  }

  @Test(arguments: ["", "--hidden 1"]) func `a rate far too small`(hidden: String) throws {
    try Self.expect("moved the weights by only", "--learning-rate 0.000001 --epochs 30 \(hidden)")
    // Initial biases are drawn between the layers' weights: other ones would be as far away as the weights are long.
    try Self.expect(
      "moved the weights by only", "--learning-rate 0.000001 --epochs 30 --bias-deviation 0.01 \(hidden)")
  }

  @Test(arguments: ["", "--hidden 1"]) func `steps too few`(hidden: String) throws {
    try Self.expect("may be too few", "--batch-size all --epochs 2 --learning-rate 1 \(hidden)")
  }

  @Test func `ReLUs that are dead`() throws {
    try Self.expect(
      "dead in hidden layer",
      "--activation relu --hidden 8,8 --output-activation softmax --cost cross-entropy --learning-rate 5 --epochs 3")
  }

  @Test func `outputs that are dead`() throws {
    try Self.expect(
      "let no gradient through", "--activation tanh --output-activation relu --learning-rate 30 --epochs 3")
  }

  @Test(arguments: ["64,1,64", "1", "1,1", "16,1,16 --initializer lecun", "4"])
  func `a layer through which hardly anything passes`(hidden: String) throws {
    // Six classes through one number.
    let folder = try Self.folder(
      pixel: { ($0 / 35 * 7 + $0 % 35) * ($0 / 35 % 6 + 1) % 5 == 0 ? 200 : UInt8($0 % 35) },
      trainingLabel: { UInt8($0 * $0 % 7 % 6) }, testLabel: { UInt8($0 % 6) })
    try Self.expect("has only", "--classes 6 --hidden \(hidden) --epochs 30", in: folder)
  }

  @Test func `weights that a penalty has made small`() throws {
    try Self.expect("have shrunk to", "--l2 0.3 --learning-rate 0.5 --schedule constant --epochs 30")
  }

  // MARK: Pictures

  @Test(arguments: ["", "--activation relu", "--hidden 1"])
  func `pictures that are all alike`(options: String) throws {
    let alike = try Self.folder(
      pixel: { UInt8($0 % 35) }, trainingLabel: { UInt8($0 % 3) }, testLabel: { UInt8($0 % 3) })
    try Self.expect("classes cannot be distinguished", "--epochs 3 \(options)", in: alike)
    #expect(
      try Self.warnings("--epochs 1 \(options)", in: alike)[0].hasPrefix("all 120 training pictures are alike: "))
    let black = try Self.folder(pixel: { _ in 0 }, trainingLabel: { UInt8($0 % 3) }, testLabel: { UInt8($0 % 3) })
    #expect(
      try Self.warnings("--epochs 1 \(options)", in: black)[0].hasPrefix("all 120 training pictures are black: "))
  }

  @Test func `pictures whose pixels go from 0 to 1 instead of 255`() throws {
    let faint = try Self.folder(
      pixel: { $0 / 35 % 3 == $0 % 5 ? 1 : 0 }, trainingLabel: { UInt8($0 % 3) }, testLabel: { UInt8($0 % 3) })
    try Self.expect("nearly black", "--epochs 3", in: faint)
    #expect(try Self.warnings("--epochs 3", in: faint)[0].contains("their brightest pixel 1 of 255; scale"))
  }

  @Test func `fewer pictures than classes, and classes without pictures`() throws {
    let few = try Folder().program("train --limit 5 --activation relu --optimizer adam --quiet")
    #expect(few.out.contains("the 5 training pictures show only 5 of the 10 classes"), "\(few.out)")
    let unseen = try Self.folder(
      pixel: { $0 / 35 % 3 == $0 % 5 ? 255 : 0 }, trainingLabel: { UInt8($0 % 2) }, testLabel: { _ in 2 })
    let warnings = try Self.warnings("--epochs 20", in: unseen)
    #expect(warnings.allSatisfy { $0.contains("of class 2") }, "\(warnings)")
    let half = try Self.folder(
      pixel: { $0 / 35 % 3 == $0 % 5 ? 255 : 0 }, trainingLabel: { UInt8($0 % 2) }, testLabel: { $0 % 8 == 0 ? 0 : 2 })
    try Self.expect("and the others cannot be learned", "--epochs 20", in: half)
  }

  // MARK: Labels

  /// 120 training pictures that are all alike, or that tell their class.
  private static func folder(
    pixel: (Int) -> UInt8, trainingLabel: @escaping (Int) -> UInt8, testLabel: @escaping (Int) -> UInt8
  ) throws -> Folder {
    let folder = try Folder()
    try folder.makeFolder("bars")
    for (name, count, label) in [("train", 120, trainingLabel), ("t10k", 30, testLabel)] {
      let pictures = (0..<count).flatMap { picture in (0..<35).map { pixel(picture * 35 + $0) } }
      try folder.write(Bars.header(0x803, count, 7, 5) + pictures, to: "bars/\(name)-images-idx3-ubyte")
      try folder.write(Bars.header(0x801, count) + (0..<count).map(label), to: "bars/\(name)-labels-idx1-ubyte")
    }
    return folder
  }

  @Test func `pictures that do not tell the labels`() throws {
    // Two pictures, each with every label.
    let alike = try Self.folder(
      pixel: { UInt8($0 / 35 / 3 % 2 * 9 + $0 % 35) }, trainingLabel: { UInt8($0 % 3) }, testLabel: { UInt8($0 % 3) })
    try Self.expect("its cost is that of a constant answer", "--epochs 40", in: alike)
  }

  @Test func `labels of other pictures`() throws {
    let shifted = try Self.folder(
      pixel: { $0 / 35 % 3 == $0 % 5 ? 255 : 0 }, trainingLabel: { UInt8($0 % 3) }, testLabel: { UInt8(($0 + 1) % 3) })
    try Self.expect("does not hold for the test pictures", "--epochs 40", in: shifted)
  }

  @Test func `labels of one class only`() throws {
    let one = try Self.folder(pixel: { UInt8($0 % 251) }, trainingLabel: { _ in 1 }, testLabel: { _ in 1 })
    let warnings = try Self.warnings("--epochs 20", in: one)
    #expect(warnings.count == 1 && warnings[0].hasPrefix("all 120 training pictures are of class 1: "), "\(warnings)")
    let test = try Self.folder(pixel: { UInt8($0 % 251) }, trainingLabel: { UInt8($0 % 3) }, testLabel: { _ in 2 })
    let others = try Self.warnings("--epochs 20", in: test)
    #expect(others.count == 1 && others[0].hasPrefix("all 30 test pictures are of class 2: "), "\(others)")
  }

  @Test func `one of anything is told as one`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let picture = try Self.warnings("--limit 1 --epochs 2", in: folder)
    #expect(picture.count == 1 && picture[0].hasPrefix("the only training picture is of class 0: "), "\(picture)")
    let neuron = try Self.warnings(
      "--activation relu --hidden 1 --output-activation softmax --cost cross-entropy --learning-rate 5 --epochs 9 --seed 4",
      in: folder)
    #expect(
      neuron.contains { $0.hasPrefix("the only ReLU is dead in hidden layer 1, which answers nothing") }, "\(neuron)")
  }
}
