import Downhill
import DownhillFormats
import DownhillTables
import Testing

@Suite("Models of tables")
struct TableModelTests {
  /// A table with numbers, categories and missing values of both.
  private static let text =
    "age,job,income,sex,y\n39,clerk,2.5,m,no\n50,NA,7.25,f,yes\n38,cook,NA,m,no\n53,cook,1,f,no\n28,clerk,4,f,yes\n"

  private func model(_ targets: [String] = ["y"], _ task: LearningTask? = nil) throws -> (TableModel, Model, Table) {
    let table = try table(Self.text)
    var options = PreparationOptions()
    options.task = task
    let preparation = try Preparation(learntFrom: TableRows(table), targets: targets, options: options)
    let output: OutputActivation =
      preparation.target.task == .regression ? .elementwise(.identity) : .elementwise(.sigmoid)
    let architecture = try Architecture(
      sizes: [preparation.inputCount, 5, preparation.target.outputCount], hiddenActivation: .tanh,
      outputActivation: output)
    var random = RandomSource(seed: 7)
    let network = Network(architecture, initializer: .xavier, random: &random)
    let model = TableModel(network: network, preparation: preparation, cost: .quadratic)
    return (model, model.model, table)
  }

  @Test("a file gives back the preparation, to the last bit", arguments: [["y"], ["income"], ["age", "income"]])
  func roundTrip(_ targets: [String]) throws {
    let (made, model, _) = try model(targets, targets == ["y"] ? nil : .regression)
    let read = try ModelFile.decode(try ModelFile.encode(model), file: "f")
    #expect(read == model)
    let again = try TableModel(read, file: "f").preparation
    #expect(again.columns == made.preparation.columns)
    #expect(again.target == made.preparation.target)
    #expect(again.missingWords == made.preparation.missingWords)
  }

  @Test("a file says that earlier programs cannot read it")
  func version() throws {
    let (_, model, _) = try model()
    let content = try SafeTensors.decode(try ModelFile.encode(model), file: "f", passingOver: true)
    #expect(content.metadata("format-version") == "2")
    var plain = model
    plain.table = nil
    let old = try SafeTensors.decode(try ModelFile.encode(plain), file: "f")
    #expect(old.metadata("format-version") == "1")
  }

  @Test("a network with other outputs than its table has answers is refused")
  func otherOutputs() throws {
    for (targets, outputs) in [(["y"], 3), (["income"], 2), (["age", "income"], 3)] {
      var (_, model, _) = try model(targets, targets == ["y"] ? nil : .regression)
      let sizes = model.network.architecture.sizes.dropLast() + [outputs]
      var random = RandomSource(seed: 7)
      model.network = Network(
        try Architecture(sizes: Array(sizes), outputActivation: .elementwise(.sigmoid)), initializer: .xavier,
        random: &random)
      #expect(throws: TableError(file: "f", problem: .badRecord)) { try TableModel(model, file: "f") }
    }
  }

  @Test("a column is dealt out to other rows, and the others stay")
  func permuting() throws {
    let (model, _, table) = try model()
    let preparation = model.preparation
    let inputs = try preparation.inputs(of: TableRows(table)).values
    let rows: [Int32] = [3, 0, 1, 4, 2]
    var first = 0
    for (number, column) in preparation.columns.enumerated() {
      let mixed = preparation.permuting(inputs, column: number, from: rows)
      for row in 0..<5 {
        for input in 0..<preparation.inputCount {
          let isMoved = (first..<first + column.inputCount).contains(input)
          let from = isMoved ? Int(rows[row]) : row
          #expect(mixed[row * preparation.inputCount + input] == inputs[from * preparation.inputCount + input])
        }
      }
      first += column.inputCount
    }
    #expect(first == preparation.inputCount)
  }

  @Test("a row by names has the answer that it has in a table, and its bits")
  func byNames() throws {
    let (model, _, table) = try model()
    let answers = try model.answers(TableRows(table)).answers
    #expect(try model.predict(["age": 39, "job": "clerk", "income": 2.5, "sex": "m"]) == answers[0])
    #expect(try model.predict(["age": 50, "income": 7.25, "sex": "f", "job": nil]) == answers[1])
    #expect(try model.predict(["age": 38, "job": "cook", "sex": "m", "other": 3]) == answers[2])
    #expect(throws: TableError.self) { try model.predict(["age": "old"]) }
  }

  @Test("probabilities of two classes add up, and the second is answered above the threshold")
  func threshold() throws {
    let (model, _, table) = try model()
    var answers = try model.answers(TableRows(table)).answers
    for row in 0..<answers.count {
      let probabilities = answers.probabilities(row: row)
      #expect(probabilities[0] + probabilities[1] == 1)
      answers.threshold = probabilities[1].nextDown
      #expect(answers.label(row: row) == 1)
      answers.threshold = probabilities[1]
      #expect(answers.label(row: row) == 0)
    }
  }

  @Test("values of a regression are in the target's own unit")
  func units() throws {
    let (model, file, table) = try model(["income"], .regression)
    let known = try table.rows(TableRows(table), withValuesOf: ["income"]).known
    let answers = try model.answers(known).answers
    let (set, _) = try model.preparation.dataSet(of: known)
    // 2.5, 7.25, 1 and 4.
    let mean = 3.6875
    let squares = [2.5, 7.25, 1, 4].map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    for row in 0..<known.count {
      let output = try Double(file.network(set.examples.inputs(row))[0])
      let expected = output * (squares / 4).squareRoot() + mean
      // Rounded to a float, and network and textbook in single precision.
      #expect(abs(answers.values(row: row)[0] - expected) < 1e-5 * 8)
    }
  }

  @Test("what a file says of its columns is read or refused, whatever it says")
  func damagedRecords() throws {
    let (_, model, _) = try model()
    let record = try #require(model.table)
    let text = record.description.text()
    for (old, new) in [
      ("\"number\"", "\"numbers\""), ("\"indicator\":false", "\"indicator\":0"), ("\"columns\":[", "\"columns\":[3,"),
      ("\"classes\":[\"no\",\"yes\"]", "\"classes\":[\"no\"]"), ("\"kind\":\"category\",", ""),
      ("\"categories\":[", "\"categories\":[\"more\","), ("\"fill\":", "\"fill\":1e999,\"x\":"),
      ("\"task\":\"classification\"", "\"task\":\"regression\""), ("\"target\":", "\"goal\":"),
    ] {
      let changed = text.replacingFirst(old, with: new)
      try #require(changed != text, "\(old) is not there")
      guard let description = try? JSONValue.parse(Array(changed.utf8), file: "f") else { continue }
      var damaged = model
      damaged.table?.description = description
      #expect(throws: TableError(file: "f", problem: .badRecord), "\(new)") { try TableModel(damaged, file: "f") }
    }
    for change in [
      { (record: inout TableRecord) in record.inputMean.removeLast() }, { $0.inputScale[0] = 0 },
      { $0.inputScale[0] = -1 }, { $0.inputMean[0] = .nan },
    ] as [(inout TableRecord) -> Void] {
      var damaged = model
      if damaged.table != nil { change(&damaged.table!) }
      #expect(throws: FormatError.self) { try ModelFile.encode(damaged) }
    }
    #expect(throws: TableError(file: "f", problem: .noTableModel)) {
      try TableModel(Model(network: model.network, cost: .quadratic), file: "f")
    }
  }
}

extension String {
  fileprivate func replacingFirst(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
