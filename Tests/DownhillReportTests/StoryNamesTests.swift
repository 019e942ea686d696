import Testing

@testable import Downhill
@testable import DownhillReport

/// What stories call inputs, outputs and answers.
@Suite struct StoryNamesTests {
  @Test(
    arguments: [
      (.standardized, "39", 0.026, "age, 39, is 0.026 standard deviations above the mean"),
      (.standardized, "2", -2.51, "age, 2, is 2.5 standard deviations below the mean"),
      (.standardized, "29", 0, "age, 29, is the mean"),
      (.standardized, nil, 0, "age is missing: the mean stands for it"),
      (.robust, "39", 0.5, "age, 39, is 0.50 quartile distances above the median"),
      (.plain, "39", 39, "age is 39"),
      (.category, "F", 1, "age = F is on"),
      (.rare, "X", 1, "age = X is one of the rare ones, which share an input"),
      (.missing, nil, 1, "age is missing"),
      (.unknown, "X", 0, "age = X was in no training row"),
      (.unknown, nil, 0, "age is missing, as in no training row"),
    ] as [(ExampleColumn.Kind, String?, Double, String)])
  func `a column says its value`(kind: ExampleColumn.Kind, value: String?, input: Double, sentence: String) {
    #expect(ExampleColumn(name: "age", value: value, input: 0, kind: kind).sentence(input: input) == sentence)
  }

  @Test func `columns with large inputs come first`() {
    let columns = ["a", "b", "c"].enumerated().map {
      ExampleColumn(name: $1, value: "1", input: $0 == 2 ? nil : $0, kind: .standardized)
    }
    let ranked = columns.ranked([0.5, -2])
    #expect(ranked.map(\.label) == ["b", "a", "c"])
    #expect(ranked.map(\.input) == [-2, 0.5, 0])
  }

  @Test func `outputs have the names of what they answer`() {
    let classes = OutputNames.Classes(column: "species", names: ["Adelie", "Gentoo", "Chinstrap"], areNumbers: false)
    #expect(OutputNames.classes(classes).names == ["Adelie", "Gentoo", "Chinstrap"])
    // A single output stands for the second of two classes; a number does not say what it is of.
    let numbers = OutputNames.Classes(column: "survived", names: ["0", "1"], areNumbers: true)
    #expect(OutputNames.classes(numbers).names == ["survived = 1"])
    #expect(OutputNames.labels(["a", "b"]).names == ["a", "b"])
    #expect(OutputNames.numbers(first: 1).names == [])
    let names = NeuronNames(layerCount: 2, inputs: .columns(["age", "sex = F"]), outputs: .classes(classes))
    #expect(names.name(layer: 0, neuron: 1) == "input sex = F")
    #expect(names.name(layer: 1, neuron: 1) == "hidden neuron 1")
    #expect(names.name(layer: 2, neuron: 1) == "output Gentoo")
  }

  private func statement(_ names: OutputNames, _ outputs: [Double], label: Int = 0) -> String {
    names.statement(outputs, label: label, through: .elementwise(.sigmoid))
  }

  @Test func `answers are told by name, and quantities in their own unit`() {
    #expect(statement(.numbers(first: 0), [], label: 8) == "it is an 8")
    #expect(statement(.numbers(first: 1), [], label: 6) == "it is a 7 (output 6)")
    let classes = OutputNames.Classes(column: "species", names: ["Adelie", "Gentoo"], areNumbers: false)
    #expect(statement(.classes(classes), [], label: 1) == "species is Gentoo")
    let labels = OutputNames.labels(["toxic", "spam"])
    #expect(statement(labels, [0.6, 0.4]) == "yes to toxic only")
    #expect(statement(labels, [0.6, 0.7]) == "yes to all")
    #expect(statement(labels, [0.1, 0.5]) == "no to all")
    // 0.5 · 4,000 + 3,900 = 5,900 and 40 · 4,000 + 3,900 = 163,900.
    let price = OutputNames.quantities([.init(name: "price", mean: 3_900, scale: 4_000)])
    #expect(statement(price, [0.5]) == "price is 5900")
    #expect(statement(price, [40]) == "price is 163,900")
  }
}
