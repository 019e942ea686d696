import Testing

@testable import Downhill

@Suite("DataSet")
struct DataSetTests {
  static let labelled = try! Examples(bytes: [1, 2, 3, 4, 5, 6], inputCount: 2, labels: [0, 2, 1], classCount: 3)
  static let question = try! Examples(bytes: [1, 2], inputCount: 1, labels: [0, 1], classCount: 1)
  static let numbers = try! Examples(
    inputs: [1, 2, 3], inputCount: 1, targets: [1, 10, 2, 20, 4, 40], outputCount: 2, task: .regression)

  @Test func `a picture's shape and class names describe examples`() throws {
    let shape = PictureShape(rows: 1, columns: 2)
    let set = try DataSet(
      Self.labelled, inputs: .picture(shape), targets: .classes(.numbers(first: 5, count: 3)))
    #expect(set.count == 3 && set.pictureShape == shape && set.firstLabel == 5)
    #expect((0..<3).map { set.classNames?[$0] } == ["5", "6", "7"])
    let part = set[1..<3]
    #expect(part.count == 2 && part.examples.label(0) == 2 && part.pictureShape == shape && part.targets == set.targets)
  }

  @Test func `named columns and quantities describe examples`() throws {
    let quantities = [DataSet.Quantity(name: "mass", unit: "g"), DataSet.Quantity(name: "length")]
    let set = try DataSet(Self.numbers, inputs: .columns(["age"]), targets: .quantities(quantities))
    #expect(set.pictureShape == nil && set.classNames == nil && set.firstLabel == 0)
    #expect(set.targets.task == .regression && set.inputs.count == 1)
  }

  @Test func `one output is a question with two answers`() throws {
    let set = try DataSet(Self.question, inputs: .columns(["x"]), targets: .classes(.words(["no", "yes"])))
    #expect(set.classNames?[1] == "yes")
  }

  @Test(arguments: [
    (labelled, DataSet.Inputs.columns(["a"]), DataSet.Targets.classes(.numbers(first: 0, count: 3))),
    (labelled, .picture(PictureShape(rows: .max, columns: 2)), .classes(.numbers(first: 0, count: 3))),
    (labelled, .columns(["a", "b"]), .classes(.words(["x", "y"]))),
    (labelled, .columns(["a", "b"]), .labels(["x", "y", "z"])),
    (question, .columns(["a"]), .classes(.words(["x"]))),
    (numbers, .columns(["a"]), .quantities([.init(name: "mass")])),
    (numbers, .columns(["a"]), .classes(.words(["x", "y"]))),
  ])
  func `descriptions of other numbers are refused`(
    _ examples: Examples, _ inputs: DataSet.Inputs, _ targets: DataSet.Targets
  ) {
    #expect(throws: EngineError.self) { try DataSet(examples, inputs: inputs, targets: targets) }
  }
}
