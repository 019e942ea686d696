import Downhill
import DownhillFormats
import DownhillTables
import Testing

@Suite("Preparation")
struct PreparationTests {
  private func learnt(
    _ text: String, _ targets: String..., rows: [Int]? = nil, change: (inout PreparationOptions) -> Void = { _ in },
    csv: CSVOptions = CSVOptions()
  ) throws -> Preparation {
    let table = try table(text, csv)
    var options = PreparationOptions()
    change(&options)
    return try Preparation(
      learntFrom: rows.map { TableRows(table, $0) } ?? TableRows(table), targets: targets, options: options)
  }

  private func inputs(_ preparation: Preparation, _ text: String) throws -> [[Float]] {
    let table = try table(text, preparation.options())
    let values = try preparation.inputs(of: TableRows(table)).values
    let width = preparation.inputCount
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  @Test("numbers are scaled by the mean and the deviation of the training rows, and only theirs")
  func standard() throws {
    // 1, 3 and 8: mean 4, deviation √((9 + 1 + 16) / 3) = √(26/3). The fourth row is not learnt from.
    let text = "x,y\n1,a\n3,b\n8,a\n1000,b\n"
    let preparation = try learnt(text, "y", rows: [0, 1, 2])
    let deviation = (26.0 / 3).squareRoot()
    let expected = [-3, -1, 4, 996].map { [Float($0 / deviation)] }
    #expect(try inputs(preparation, text) == expected)
    #expect(preparation.inputNames == ["x"])
  }

  @Test("robust scaling takes the median and the quartiles")
  func robust() throws {
    // 1, 2, 3, 4, 100: quartiles 2 and 4, median 3.
    let text = "x,y\n1,a\n2,b\n3,a\n4,b\n100,b\n"
    let preparation = try learnt(text, "y") { $0.scaling = .robust }
    #expect(try inputs(preparation, text) == [[-1], [-0.5], [0], [0.5], [48.5]])
    // Quartiles that are the same: half the distance between the extremes, here (8 − 0) / 2.
    let flat = "x,y\n5,a\n5,b\n5,a\n0,b\n8,b\n5,a\n5,a\n"
    #expect(try inputs(try learnt(flat, "y") { $0.scaling = .robust }, "x\n9\n") == [[1]])
  }

  @Test("none leaves numbers as they are")
  func unscaled() throws {
    let preparation = try learnt("x,y\n1,a\n3,b\n", "y") { $0.scaling = .none }
    #expect(try inputs(preparation, "x\n7\n") == [[7]])
  }

  @Test("numbers near the greatest do not overflow on the way")
  func large() throws {
    // Mean 0 and deviation 1e308, whose square is no number.
    let preparation = try learnt("x,y\n1e308,a\n-1e308,b\n", "y")
    #expect(try inputs(preparation, "x\n1e308\n0\n") == [[1], [0]])
  }

  @Test("a missing number is the mean, and an input says so where training rows lacked some")
  func missingNumbers() throws {
    let text = "x,y\n2,a\nNA,b\n4,a\n"
    let preparation = try learnt(text, "y")
    #expect(preparation.inputNames == ["x", "x is missing"])
    #expect(try inputs(preparation, text) == [[-1, 0], [0, 1], [1, 0]])
    let whole = try learnt("x,y\n2,a\n4,b\n", "y")
    #expect(whole.inputNames == ["x"])
    let found = try whole.inputs(of: TableRows(try table("x\n\"\"\n3\n")))
    #expect(found.values == [0, 0])
    #expect(found.surprises == [Preparation.Surprise(column: "x", category: nil, rows: 1)])
  }

  @Test("categories have an input each, in the order of their bytes; one that no training row had is told")
  func categories() throws {
    let preparation = try learnt("c,y\nb,0\na,1\nb,1\n", "y")
    #expect(preparation.inputNames == ["c = a", "c = b"])
    #expect(try inputs(preparation, "c\nb\na\nz\n") == [[0, 1], [1, 0], [0, 0]])
    let found = try preparation.inputs(of: TableRows(try table("c\nz\nw\nz\na\n\"\"\n", preparation.options())))
    #expect(
      found.surprises == [
        Preparation.Surprise(column: "c", category: "z", rows: 3),
        Preparation.Surprise(column: "c", category: nil, rows: 1),
      ])
  }

  @Test("missing categories have an input where training rows lacked some")
  func missingCategories() throws {
    let preparation = try learnt("c,y\nb,0\n,1\nb,1\na,0\n", "y")
    #expect(preparation.inputNames == ["c = a", "c = b", "c is missing"])
    #expect(try inputs(preparation, "c,d\nb,1\n,1\n") == [[0, 1, 0], [0, 0, 1]])
  }

  @Test("beyond the limit the less frequent categories share an input, and unknown ones have it too")
  func categoryLimit() throws {
    let preparation = try learnt("c,y\na,0\nb,1\nb,0\nc,1\nc,0\nd,1\n", "y") { $0.categoryLimit = 2 }
    #expect(preparation.inputNames == ["c = b", "c = c", "c is another"])
    #expect(preparation.notes == [.manyCategories(column: "c", count: 4, limit: 2)])
    let found = try preparation.inputs(of: TableRows(try table("c\na\nc\nz\n", preparation.options())))
    #expect(found.values == [0, 0, 1, 0, 1, 0, 0, 0, 1])
    #expect(found.surprises.isEmpty)
  }

  @Test("numbers that are codes are categories where that is asked for, with their own texts")
  func codes() throws {
    var csv = CSVOptions()
    csv.textColumns = ["zip"]
    let preparation = try learnt("zip,y\n01,0\n1,1\n01,1\n1,0\n", "y", change: { $0.categories = ["zip"] }, csv: csv)
    #expect(preparation.inputNames == ["zip = 01", "zip = 1"])
    #expect(try inputs(preparation, "zip\n1\n01\n") == [[0, 1], [1, 0]])
  }

  @Test("columns that cannot help are left out, and said")
  func dropped() throws {
    let text = "row,id,same,empty,x,y\n" + (1...10).map { "\($0),u\($0),7,,\($0 * $0 % 7),\($0 % 2)\n" }.joined()
    let preparation = try learnt(text, "y")
    #expect(preparation.inputNames == ["x"])
    #expect(
      preparation.notes == [
        .dropped(column: "row", .rowNumber), .dropped(column: "id", .identifier), .dropped(column: "same", .constant),
        .dropped(column: "empty", .constant),
      ])
    #expect(
      try learnt(text, "y") {
        $0.dropped = ["x"]
        $0.categories = ["id"]
      }.inputNames.count == 10)
    #expect(throws: TableError(file: "f.csv", problem: .noInputs)) {
      try learnt(text, "y") { $0.dropped = ["x"] }
    }
  }

  @Test("a column that gives the target away is told")
  func givesAway() throws {
    let preparation = try learnt("c,n,x,y\np,1,4,a\nq,2,4,b\np,1,5,a\n", "y")
    #expect(preparation.notes == [.givesAway(column: "c", target: "y")])
    let regression = try learnt("a,b,y\n1,2,1.5\n2,1,2.5\n", "y") { $0.task = .regression }
    #expect(regression.notes.isEmpty)
    #expect(try learnt("a,y\n1.5,1.5\n2.5,2.5\n", "y").notes == [.givesAway(column: "a", target: "y")])
  }

  @Test("one wrong cell among numbers is named by line and content, unless the column is to have categories")
  func wrongCell() throws {
    let text = "x,y\n" + (0..<20).map { "\($0 % 5),\($0 % 2)\n" }.joined() + "oops,1\n"
    let error = #expect(throws: TableError.self) { try learnt(text, "y") }
    #expect(error?.line == 22)
    #expect(error?.description.contains("\"oops\" in column \"x\" is no number") == true)
    #expect(try learnt(text, "y") { $0.categories = ["x"] }.inputCount == 6)
  }

  @Test("rows without a target are left out of what is learnt, and counted")
  func withoutTarget() throws {
    let preparation = try learnt("x,y\n1,a\n100,\n3,b\n", "y")
    #expect(preparation.notes == [.withoutTarget(rows: 1)])
    #expect(try inputs(preparation, "x\n2\n") == [[0]])
  }

  @Test(
    "the task follows from the target",
    arguments: [
      ("a b a", LearningTask.classification), ("0 1 0 1", .classification), ("1 2 3", .regression),
      ("1.5 2 1.5 2", .regression), ("3 3 5 5 9 9", .classification),
    ])
  func tasks(_ values: String, _ task: LearningTask) throws {
    let text = "x,y\n" + values.split(separator: " ").enumerated().map { "\($0 * $0),\($1)\n" }.joined()
    #expect(try learnt(text, "y").target.task == task)
  }

  @Test("twenty different whole numbers are classes, twenty-one are not")
  func classLimit() throws {
    for (count, task) in [(20, LearningTask.classification), (21, .regression)] {
      let text = "x,y\n" + (0..<3 * count).map { "\($0 * $0),\($0 % count)\n" }.joined()
      #expect(try learnt(text, "y").target.task == task)
    }
  }

  @Test("classes are in order: numbers by size, texts by their bytes; of two there is one output")
  func classes() throws {
    let numbers = try learnt("x,y\n5,10\n6,9\n9,10\n5,9\n5,2\n7,2\n", "y").target
    #expect(numbers == .classes(TargetColumns.Classes(name: "y", classes: ["2", "9", "10"], areNumbers: true)))
    #expect(numbers.outputCount == 3)
    let texts = try learnt("x,y\n5,yes\n6,no\n", "y").target
    #expect(texts == .classes(TargetColumns.Classes(name: "y", classes: ["no", "yes"], areNumbers: false)))
    #expect(texts.outputCount == 1)
  }

  @Test("targets of a regression are in units of their deviation")
  func quantities() throws {
    let text = "x,y,z\n5,1.5,10\n6,2.5,30\n"
    let preparation = try learnt(text, "y", "z")
    let (set, _) = try preparation.dataSet(of: TableRows(try table(text)))
    #expect(set.examples.task == .regression)
    #expect(set.examples.target(0) == [-1, -1])
    #expect(set.examples.target(1) == [1, 1])
    #expect(
      preparation.target
        == .quantities([
          TargetColumns.Quantity(name: "y", mean: 2, scale: 0.5),
          TargetColumns.Quantity(name: "z", mean: 20, scale: 10),
        ]))
  }

  @Test("columns of 0 and 1 are labels; another number is named with its line")
  func labels() throws {
    let text = "x,p,q\n5,0,1\n6,1,1\n7,0,0\n"
    #expect(try learnt(text, "p", "q").target == .labels(["p", "q"]))
    let error = #expect(throws: TableError.self) {
      try learnt("x,p,q\n5,0,1\n6,2,1\n", "p", "q") { $0.task = .multiLabel }
    }
    #expect(error == TableError(file: "f.csv", line: 3, problem: .notLabel(column: "p", "2")))
  }

  @Test("columns are found by name, in any order and among others")
  func order() throws {
    let preparation = try learnt("a,b,y\n1,u,0\n3,v,1\n1,u,1\n", "y")
    let one = try inputs(preparation, "a,b\n1,v\n")
    #expect(try inputs(preparation, "other,b,a\n9,v,1\n") == one)
    #expect(throws: TableError(file: "f.csv", problem: .noColumn("b", nearest: "a"))) {
      try inputs(preparation, "a\n1\n")
    }
  }

  @Test(
    "cells that cannot be used are named by line and column",
    arguments: [
      ("a,b\n1,u\nx,u\n", "f.csv, line 3: \"x\" in column \"a\" is no number"),
      ("a,b\n1,u\n2,u\n-inf,v\n", "f.csv, line 4: the number in column \"a\" is -inf or below -1.8e308"),
      ("a,b\n1e300,u\n", "f.csv, line 2: \"1e+300\" in column \"a\" is too far"),
    ])
  func badCells(_ text: String, _ sentence: String) throws {
    let preparation = try learnt("a,b,y\n1,u,0\n3,v,1\n1,u,1\n", "y")
    let error = #expect(throws: TableError.self) { try inputs(preparation, text) }
    #expect(error?.description.hasPrefix(sentence) == true, "\(error?.description ?? "")")
  }

  @Test("a class that no training row had is named with its line")
  func unknownClass() throws {
    let preparation = try learnt("x,y\n5,a\n6,b\n", "y")
    #expect(throws: TableError(file: "f.csv", line: 3, problem: .unknownClass(column: "y", "c"))) {
      try preparation.dataSet(of: TableRows(try table("x,y\n1,a\n2,c\n", preparation.options())))
    }
  }

  @Test("rows count as their weights say, and classes as is asked, in training only")
  func weights() throws {
    let text = "x,n,y\n5,2,a\n6,0,b\n7,3,a\n9,1,b\n"
    let table = try table(text)
    let own = try learnt(text, "y") { $0.weight = "n" }
    #expect(own.inputNames == ["x"])
    func weights(_ preparation: Preparation, isTraining: Bool) throws -> [Float] {
      let set = try preparation.dataSet(of: TableRows(table), isTraining: isTraining).set
      return (0..<4).map { set.examples.weight($0) }
    }
    #expect(try weights(own, isTraining: false) == [2, 0, 3, 1])
    // Of 6 in all, a has 5 and b has 1: 6 / (2·5) and 6 / (2·1).
    let balanced = try learnt(text, "y") {
      $0.weight = "n"
      $0.classWeights = .balanced
    }
    #expect(try weights(balanced, isTraining: true) == [1.2, 0, 1.8, 3])
    #expect(try weights(balanced, isTraining: false) == [2, 0, 3, 1])
    let named = try learnt(text, "y") { $0.classWeights = .named([("b", 2.5)]) }
    #expect(named.inputNames == ["x", "n"])
    #expect(try weights(named, isTraining: true) == [1, 2.5, 1, 2.5])
    #expect(try !named.dataSet(of: TableRows(table)).set.examples.hasWeights)
    for preparation in [own, balanced, named] {
      #expect(Preparation(preparation.record, outputs: 1) == preparation)
    }
    #expect(throws: TableError(file: "f.csv", problem: .classWeights(unknown: "c"))) {
      try learnt(text, "y") { $0.classWeights = .named([("c", 1)]) }
    }
    #expect(throws: TableError(file: "f.csv", line: 3, problem: .badWeight(column: "n", "-1"))) {
      try learnt("x,n,y\n5,2,a\n6,-1,b\n7,3,a\n", "y") {
        $0.weight = "n"
        $0.classWeights = .balanced
      }
    }
  }

  @Test("a target that cannot be learnt is refused with a sentence")
  func badTargets() throws {
    #expect(throws: TableError(file: "f.csv", problem: .singleClass(column: "y", "a"))) {
      try learnt("x,y\n1,a\n", "y")
    }
    #expect(throws: TableError(file: "f.csv", problem: .noRows(targets: ["y"]))) { try learnt("x,y\n1,\n2,NA\n", "y") }
    #expect(throws: TableError(file: "f.csv", problem: .noColumn("z", nearest: "x"))) { try learnt("x,y\n1,a\n", "z") }
    let many = "x,y\n" + (0..<2_000).map { "\($0 % 7),v\($0)\n" }.joined()
    #expect(throws: TableError(file: "f.csv", problem: .manyClasses(column: "y", count: 2_000))) {
      try learnt(many, "y")
    }
  }
}
