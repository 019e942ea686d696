import DownhillFormats
import Foundation
import Testing

/// Tables in, answers out, as a user runs it.
@Suite struct TableTests {
  /// Rows whose class is decided by age and town, with what spreadsheets do to a table: an id, quotes, empty cells, decimal
  /// commas and semicolons.
  static func write(_ name: String, rows: Range<Int>, in folder: Folder) throws {
    var text = "\u{FEFF}id; age ;town;\"income\";bought\r\n"
    for row in rows {
      let age = 20 + row * 7 % 50
      let town = ["Bonn", "Köln; Deutz", "Ulm"][row % 3]
      let income = row % 11 == 3 ? "" : "\(1_000 + row * 37 % 900),\(row % 10)"
      let bought = age > (row % 3 == 1 ? 30 : 45) ? "ja" : "nein"
      text += "K\(row);\(age);\"\(town)\";\(income);\(bought)\r\n"
    }
    try folder.write(Array(text.utf8), to: name)
  }

  private func folder() throws -> Folder {
    let folder = try Folder()
    try Self.write("train.csv", rows: 0..<300, in: folder)
    try Self.write("new.csv", rows: 300..<340, in: folder)
    return folder
  }

  @Test func `a spreadsheet goes through describe, train and predict`() throws {
    let folder = try folder()
    let program = folder.program
    let described = try program("describe train.csv")
    #expect(described.status == 0)
    #expect(described.out.hasPrefix("train.csv: 300 rows, 5 columns, semicolons between cells, decimal commas\n"))
    #expect(described.out.contains("\"id\" is different in every row"))

    let trained = try program("train --data train.csv --target bought --save m --epochs 60")
    #expect(trained.status == 0, "\(trained.err)")
    #expect(trained.err.contains("300 rows, of which 270 for training, 30 for validation"))
    #expect(trained.err.contains("\"bought\" is to be classified: ja, nein"))
    #expect(trained.err.contains("\"id\" is not read: every row has a text of its own"))
    #expect(trained.err.contains("-1, relu, sigmoid outputs, cross-entropy cost"))

    let answered = try program("predict m --data new.csv --output answers.csv --columns id,town")
    #expect(answered.status == 0 && answered.out.isEmpty)
    let lines = try folder.text("answers.csv").split(separator: "\n").map(String.init)
    #expect(lines[0] == "id,town,prediction,probability:ja,probability:nein")
    #expect(lines.count == 41)
    #expect(lines[1].hasPrefix("K300,Bonn,"))
    #expect(lines[2].hasPrefix("K301,Köln; Deutz,"))
    // What was learnt holds for rows that were not seen: the rule that made them.
    let right = (300..<340).count { row in
      let bought = 20 + row * 7 % 50 > (row % 3 == 1 ? 30 : 45) ? "ja" : "nein"
      return lines[row - 299].split(separator: ",")[2] == bought
    }
    #expect(right >= 36)
  }

  @Test func `standard input, gzip and the file give the same model`() throws {
    let folder = try folder()
    let program = folder.program
    let options = "--target bought --epochs 3 --quiet"
    #expect(try program("train --data train.csv \(options) --save a").status == 0)
    #expect(
      try program.shell("gzip -k train.csv && \(Program.path) train --data train.csv.gz \(options) --save b").status
        == 0)
    #expect(try program.shell("\(Program.path) train --data - \(options) --save c < train.csv").status == 0)
    #expect(try program.shell("\(Program.path) train --data - \(options) --save d < train.csv.gz").status == 0)
    #expect(try folder.bytes("a") == folder.bytes("b"))
    #expect(try folder.bytes("a") == folder.bytes("c"))
    #expect(try folder.bytes("a") == folder.bytes("d"))
  }

  @Test(arguments: [
    "", "--validation 0", "--validation 0.3 --patience 2", "--validation-split last", "--keep last", "--seed 5",
  ])
  func `three epochs and the rest are all`(options: String) throws {
    let folder = try folder()
    let train = "train --data train.csv --target bought --quiet \(options)"
    #expect(try folder.program("\(train) --epochs 12 --save whole").status == 0)
    #expect(try folder.program("\(train) --epochs 3 --save part").status == 0)
    let resumed = try folder.program("train --resume part --data train.csv --epochs 12 --quiet --threads 2")
    #expect(resumed.status == 0, "\(resumed.err)")
    #expect(try folder.bytes("part") == folder.bytes("whole"))
  }

  @Test func `a validation file and a test file are measured on`() throws {
    let folder = try folder()
    let run = try folder.program(
      "train --data train.csv --target bought --validation new.csv --test new.csv --epochs 2")
    #expect(run.status == 0)
    #expect(run.err.contains("300 rows, of which 300 for training, 40 for validation, 40 for the test"))
    #expect(run.out.hasPrefix("Test accuracy "))
  }

  @Test func `a column tells which rows are held out`() throws {
    let folder = try folder()
    var lines = try folder.text("train.csv").split(separator: "\r\n").map(String.init)
    let names = ["val", "train", "train", "test", "train"]
    lines = [lines[0] + ";part"] + lines.dropFirst().enumerated().map { "\($1);\(names[$0 % 5])" }
    try folder.write(Array(lines.joined(separator: "\n").utf8), to: "parts.csv")
    let train = "train --data parts.csv --target bought --validation-split part"
    let run = try folder.program("\(train) --epochs 4 --save whole")
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.contains("300 rows, of which 180 for training, 60 for validation, 60 for the test"))
    #expect(run.out.hasPrefix("Test accuracy "))
    // The column is no input, and a row to answer need not have it.
    #expect(try folder.program("predict whole --data new.csv").status == 0)
    // The rows are the same when training goes on, whatever the seed was.
    #expect(try folder.program("\(train) --epochs 2 --quiet --save part").status == 0)
    let resumed = try folder.program("train --resume part --data parts.csv --epochs 4 --quiet")
    #expect(resumed.status == 0, "\(resumed.err)")
    #expect(try folder.bytes("part") == folder.bytes("whole"))
    for (options, status, sentence) in [
      ("--validation-split part --validation 9", 64, "--validation"),
      ("--validation-split part --test new.csv", 64, "column \"part\" names 60 test rows, and others are given"),
      ("--validation-split column:age", 65, "parts.csv, line 2: \""),
      ("--validation-split random --resume whole", 64, "column:part"),
      ("--validation-split bought", 64, "cannot be --target and --validation-split"),
      ("--validation-split prt", 65, "there is no column \"prt\"; the nearest is \"part\""),
    ] {
      let target = options.contains("resume") ? "" : "--target bought"
      let refused = try folder.program("train --data parts.csv \(target) --epochs 4 \(options)")
      #expect(refused.status == Int32(status) && refused.err.contains(sentence), "\(options): \(refused.err)")
    }
    let pictures = try folder.program("train --validation-split part --validation 9 --epochs 1")
    #expect(pictures.status == 64)
    #expect(pictures.err.contains("--validation-split part: pictures have no columns; give random or last"))
  }

  @Test func `no file that is read is replaced`() throws {
    let folder = try folder()
    let program = folder.program
    let train = "train --data train.csv --target bought --epochs 1"
    #expect(try program("\(train) --save m --quiet").status == 0)
    let (table, model) = (try folder.bytes("new.csv"), try folder.bytes("m"))
    for command in [
      "predict m --data new.csv --output m", "predict m --data new.csv --output ./m",
      "predict m --data new.csv --output new.csv", "\(train) --test new.csv --save new.csv",
      "\(train) --validation new.csv --save new.csv", "\(train) --validation new.csv --log ./new.csv",
      "\(train) --test new.csv --log new.csv", "calibrate m --data new.csv --save new.csv",
      "report m --data new.csv --html m",
    ] {
      try program(command).expectError(64, "would replace")
      #expect(try folder.bytes("new.csv") == table && folder.bytes("m") == model, "\(command)")
    }
    #expect(try program("predict m --data new.csv --output -").out == program("predict m --data new.csv").out)
  }

  @Test func `what disagrees with the model's columns is refused when training goes on`() throws {
    let folder = try folder()
    let train = "train --data train.csv --target bought --drop id --class-weight ja=2 --epochs"
    #expect(try folder.program("\(train) 1 --save m --quiet").status == 0)
    let model = try folder.bytes("m")
    for option in [
      "--target town", "--target bought,town", "--task multi-label", "--drop town", "--category age",
      "--category-limit 2",
      "--scale robust", "--weight income", "--class-weight ja=3", "--class-weight balanced", "--missing x",
    ] {
      try folder.program("train --data train.csv --resume m --epochs 2 \(option)").expectError(
        64, "\(option) does not agree with m, which was trained with")
      #expect(try folder.bytes("m") == model)
    }
    let same = "\(train) 2 --scale standard --category town --category-limit 7 --task classify --resume m --quiet"
    #expect(try folder.program(same).status == 0)
  }

  @Test func `weights count wherever examples are averaged`() throws {
    let folder = try Folder()
    var text = "x,n,y\n"
    for row in 0..<120 { text += "\(row * 7 % 31),\(row % 5),\(row * 7 % 31 > 14 + row % 3 ? "b" : "a")\n" }
    try folder.write(Array(text.utf8), to: "w.csv")
    let program = folder.program
    #expect(try program("train --data w.csv --target y --weight n --epochs 3 --quiet --save m").status == 0)
    struct Average: Decodable {
      struct All: Decodable { let cost: Double }
      struct Engine: Decodable { let withinBounds: Bool }
      let all: All, engine: Engine
    }
    struct Metrics: Decodable { let logLoss: Double }
    struct Calibration: Decodable {
      let before, after: Metrics
    }
    let average: Average = try program("average m --data w.csv --json").json()
    let metrics: Metrics = try program("evaluate m --data w.csv --json").json()
    #expect(average.engine.withinBounds)
    // The cost is in 64 bits of a network in 32, whose logarithms are off by a few roundings of 6e-8.
    #expect(abs(average.all.cost - metrics.logLoss) < 1e-5 * metrics.logLoss)
    let calibration: Calibration = try program("calibrate m --data w.csv --save c --json").json()
    let after: Metrics = try program("evaluate c --data w.csv --json").json()
    #expect(abs(calibration.before.logLoss - metrics.logLoss) < 1e-5 * metrics.logLoss)
    #expect(abs(calibration.after.logLoss - after.logLoss) < 1e-5 * after.logLoss && after.logLoss < metrics.logLoss)
    // A row that counts for nothing is explained like any other.
    #expect(try program("explain m --data w.csv --example 0").status == 0)
    try folder.write(Array("x,n,y\n1,0,a\n2,0,b\n".utf8), to: "z.csv")
    for verb in ["evaluate", "importance", "calibrate", "average", "report"] {
      try program("\(verb) m --data z.csv").expectError(65, "z.csv: all weights in column \"n\" are 0")
    }
    // Of the lower quantile a share of the weight is below.
    #expect(
      try program("train --data w.csv --target x --weight n --cost quantile --quantile 0.3 --epochs 9 --quiet --save q")
        .status == 0)
    struct Quantiles: Decodable {
      struct Quantile: Decodable { let below: Double }
      let quantiles: [Quantile]
    }
    let quantiles: Quantiles = try program("evaluate q --data w.csv --json").json()
    let answers = try program("predict q --data w.csv --columns x,n").out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map { Double($0) ?? .nan }
    }
    let below = answers.reduce(0) { $0 + ($1[2] > $1[0] ? $1[1] : 0) } / answers.reduce(0) { $0 + $1[1] }
    #expect(abs(quantiles.quantiles[0].below - below) < 1e-12)
  }

  @Test func `numbers that are no part of the rows, and counts below 0, are refused`() throws {
    let folder = try folder()
    for text in ["1.0", "-1", "50%", "nan", "inf", "1e9"] {
      try folder.program("train --data train.csv --target bought --validation=\(text)").expectError(
        64, "--validation takes a share such as 0.1, a number of examples, or a file, not \"\(text)\"")
    }
    let few = try folder.program("train --data train.csv --target bought --validation 0.001 --epochs 1")
    #expect(few.err.contains("299 for training, 1 for validation"))
    try folder.write(Array("x,y\n1,3\n2,-3\n3,1\n4,2\n".utf8), to: "counts.csv")
    try folder.program("train --data counts.csv --target y --task regress --cost poisson").expectError(
      65, "counts.csv, line 3: \"-3\" in column \"y\" is below 0")
    for option in ["--classes 5", "--picture-size 3x3", "--transposed yes"] {
      try folder.program("train --data train.csv --target bought \(option)").expectError(64, "is for pictures")
    }
  }

  @Test func `numbers with signs, dates and points among commas are noticed`() throws {
    let folder = try Folder()
    var text = "sep=;\nday;price;share;size;weight;address;sign;y\n"
    for row in 0..<40 {
      text += "2026-11-\(row % 28 + 1);€\(row),\(100 + row).50;\(row)%;\(row).001;1,5;192.168.\(row).1;"
      text += "\(row % 2 == 0 ? "+" : "-");\(row % 2)\n"
    }
    try folder.write(Array(text.utf8), to: "t.csv")
    for command in ["describe t.csv", "train --data t.csv --target y --epochs 1 --save m"] {
      let run = try folder.program(command)
      #expect(run.status == 0)
      let said = (run.out + run.err).split(separator: "\n").filter { !$0.contains("not read") }.joined(separator: "\n")
      #expect(said.contains("\"day\" seems to have dates"), "\(said)")
      for name in ["price", "share"] { #expect(said.contains("\"\(name)\" seems to have numbers, but"), "\(said)") }
      #expect(said.contains("\"size\" has decimal points, and other columns have commas"), "\(said)")
      for name in ["weight", "address", "sign", "y"] { #expect(!said.contains("\"\(name)\" seems"), "\(said)") }
    }
  }

  /// Years as names: `2019,2020,2021` is a row like the others unless something is said.
  @Test func `a header of numbers is one if so said, or if the model's columns are called so`() throws {
    let folder = try Folder()
    var text = "2019,2020,2021\n"
    for row in 0..<60 { text += "\(row % 7),\(row % 5),\(2 * (row % 7) - row % 5)\n" }
    try folder.write(Array(text.utf8), to: "years.csv")
    let program = folder.program
    #expect(
      try program("describe years.csv").out.hasPrefix(
        "years.csv: 61 rows, 3 columns, commas between cells, no header\n"))
    #expect(
      try program("describe years.csv --header").out.hasPrefix("years.csv: 60 rows, 3 columns, commas between cells\n"))
    // A target that is called so says it, too.
    #expect(try program("train --data years.csv --no-header --target 2021 --quiet").status == 65)
    #expect(try program("train --data years.csv --header --target 2021 --epochs 20 --quiet --save m").status == 0)
    #expect(try program("train --data years.csv --target 2021 --epochs 20 --quiet --save other").status == 0)
    #expect(try folder.bytes("m") == folder.bytes("other"))
    // The model tells what its columns are called: in another order, too.
    try folder.write(Array("2020,2019\n4,6\n1,2\n".utf8), to: "new.csv")
    let answers = try program("predict m --data new.csv").out
    #expect(answers.split(separator: "\n").count == 3, "\(answers)")
    #expect(try program("predict m --data new.csv --header").out == answers)
    #expect(try program("predict m --data new.csv --no-header").status == 65)
    #expect(try program("train --data years.csv --header --resume m --epochs 22 --quiet").status == 0)
    try program("describe years.csv --header --no-header").expectError(
      64, "--header and --no-header exclude each other")
  }

  @Test func `a category that is a whole number may be written with a fraction of 0`() throws {
    let folder = try Folder()
    let rows = "1,a\n2,b\n03,a\n1,a\n2,b\n03,a\n"
    try folder.write(Array("code,y\n\(rows)".utf8), to: "t.csv")
    try folder.write(Array("code\n1.0\n2.0\n03\n1\n".utf8), to: "floats.csv")
    try folder.write(Array("code\n1\n2\n03\n1\n".utf8), to: "whole.csv")
    let train = "train --data t.csv --target y --category code --validation 0 --epochs 2 --quiet --save m"
    #expect(try folder.program(train).status == 0)
    let floats = try folder.program("predict m --data floats.csv")
    #expect(
      try floats.status == 0 && floats.err.isEmpty && floats.out == folder.program("predict m --data whole.csv").out)
    // And the other way round: a program that knows only floating-point numbers wrote what was learnt from.
    try folder.write(Array("code,y\n1.0,a\n2.0,b\nx,a\n1.0,a\n2.0,b\nx,a\n".utf8), to: "f.csv")
    #expect(try folder.program(train.replacing("t.csv", with: "f.csv").replacing(" m", with: " f")).status == 0)
    try folder.write(Array("code\n1.0\n2.0\nx\n".utf8), to: "floats.csv")
    try folder.write(Array("code\n1\n2\nx\n".utf8), to: "whole.csv")
    let wholes = try folder.program("predict f --data whole.csv")
    #expect(
      try wholes.status == 0 && wholes.err.isEmpty && wholes.out == folder.program("predict f --data floats.csv").out)
    // A code of other digits is another code.
    try folder.write(Array("code\n3\n".utf8), to: "other.csv")
    #expect(try folder.program("predict m --data other.csv").err.contains("that no training row had, such as \"3\""))
  }

  /// Metrics by their definitions, from the answers that are written and the rule that made the rows.
  @Test func `what evaluate says follows from what predict writes`() throws {
    let folder = try folder()
    let program = folder.program
    #expect(try program("train --data train.csv --target bought --epochs 5 --quiet --save m").status == 0)
    let rows = try program("predict m --data new.csv").out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
    let classes = (300..<340).map { 20 + $0 * 7 % 50 > ($0 % 3 == 1 ? 30 : 45) ? 0 : 1 }
    let probabilities = try zip(rows, classes).map { try #require(Double($0[1 + $1])) }
    let right = zip(rows, classes).count { ["ja", "nein"][$1] == $0[0] }
    let loss = -probabilities.reduce(0) { $0 + log($1) } / 40
    struct Metrics: Decodable { let accuracy, logLoss: Double; let rows: Int }
    let metrics: Metrics = try program("evaluate m --data new.csv --json").json()
    #expect(metrics.rows == 40 && metrics.accuracy == Double(right) / 40)
    // Forty logarithms and their sum.
    #expect(abs(metrics.logLoss - loss) <= 1e-14 * 40)
    #expect(
      try program("evaluate m --data new.csv --json --threshold 1").out.contains(
        "\"accuracy\":\(Double(classes.count { $0 == 0 }) / 40)"))
  }

  /// A tenth of the rows was held out; others are other rows, wherever they stand.
  @Test func `rows that were learnt from are no test`() throws {
    let folder = try folder()
    let program = folder.program
    for split in ["random", "last"] {
      let options = "--target bought --epochs 2 --quiet --save m --validation-split \(split)"
      #expect(try program("train --data train.csv \(options)").status == 0)
      for verb in ["evaluate", "report", "importance", "calibrate"] {
        let own = try program("\(verb) m --data train.csv --json\(verb == "calibrate" ? " --save c" : "")")
        #expect(own.err.contains("note: m was trained on 270 of these rows: what is"), "\(own.err)")
        #expect(own.out.contains(#""dataMatches":true"#))
        let new = try program("\(verb) m --data new.csv --json\(verb == "calibrate" ? " --save c" : "")")
        #expect(!new.err.contains("was trained on") && new.out.contains(#""dataMatches":false"#), "\(new.err)")
      }
      let last = try program("evaluate m --data train.csv --examples 270-299").err
      #expect(last.contains("was trained on") == (split == "random"))
      for verb in ["average", "gradient"] {
        #expect(try program("\(verb) m --data train.csv --json").out.contains(#""dataMatches":true"#))
      }
      // A table that goes on behind the rows that were learnt from, and one in which a row has changed.
      #expect(try program.shell("tail -n +2 new.csv | cat train.csv - > longer.csv").status == 0)
      #expect(try program("train --data train.csv \(options) --limit 300").status == 0)
      #expect(try program("evaluate m --data longer.csv").err.contains("trained on 270 of these rows"))
      #expect(
        try program.shell("sed 's/^K7; [0-9]*;/K7; 99;/;s/^K7;[0-9]*;/K7;99;/' train.csv > other.csv").status == 0)
      #expect(try !program("evaluate m --data other.csv").err.contains("was trained on"))
    }
  }

  @Test func `quantiles and counts have answers of their kind`() throws {
    let folder = try folder()
    let program = folder.program
    let train = "train --data train.csv --target income --drop id --epochs 30 --quiet --save"
    #expect(try program("\(train) q --cost quantile --quantile 0.1,0.9").status == 0)
    let answers = try program("predict q --data new.csv").out.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(answers[0] == ["prediction:0.1", "prediction:0.9"] && answers.count == 41)
    #expect(answers.dropFirst().allSatisfy { (Double($0[0]) ?? .nan) < (Double($0[1]) ?? .nan) })
    #expect(try program("evaluate q --data new.csv").out.contains("pinball loss"))
    let both = train.replacing("income", with: "income,age")
    #expect(try program("\(both) two --cost quantile --quantile 0.1,0.9").status == 0)
    let text = try program("evaluate two --data new.csv --json").out
    let document = try JSONValue.parse(Array(text.utf8), file: "evaluate")
    for quantile in try #require(document["quantiles"]?.arrayValue) {
      let targets = try #require(quantile["targets"]?.arrayValue)
      #expect(targets.map { $0["name"] } == [.string("income"), .string("age")])
      for key in ["pinballLoss", "below"] {
        let each = targets.compactMap { $0[key]?.numberValue }
        #expect(try abs(#require(quantile[key]?.numberValue) - (each[0] + each[1]) / 2) < 1e-12)
      }
    }
    #expect(try program("\(train) p --cost poisson").status == 0)
    #expect(
      try program("predict p --data new.csv").out.split(separator: "\n").dropFirst().allSatisfy {
        (Double($0) ?? 0) > 0
      })
  }

  @Test func `a calibrated model answers the same, and training goes on from the weights as they were`() throws {
    let folder = try folder()
    let program = folder.program
    let train = "--data train.csv --quiet"
    #expect(try program("train \(train) --target bought --drop town --epochs 5 --keep last --save m").status == 0)
    let run = try program("calibrate m --data new.csv --save c")
    #expect(
      run.status == 0 && run.out.contains("Saved c, with the last layer divided by the temperature."), "\(run.err)")
    func answers(_ model: String) throws -> [[String]] {
      try program("predict \(model) --data new.csv").out.split(separator: "\n").map {
        $0.split(separator: ",").map(String.init)
      }
    }
    let (before, after) = (try answers("m"), try answers("c"))
    #expect(before.map { $0[0] } == after.map { $0[0] } && before != after)
    #expect(try program("train --resume m \(train) --epochs 9").status == 0)
    #expect(try program("train --resume c \(train) --epochs 9").status == 0)
    #expect(try folder.bytes("m") == folder.bytes("c"))
  }

  @Test func `the columns that decide are the important ones`() throws {
    let folder = try folder()
    #expect(try folder.program("train --data train.csv --target bought --quiet --save m").status == 0)
    struct Importance: Decodable {
      struct Column: Decodable { let name: String; let importance: Double }
      let columns: [Column]
    }
    let result: Importance = try folder.program("importance m --data train.csv --json").json()
    #expect(result.columns.map(\.name) == ["age", "town", "income"])
    #expect(result.columns[0].importance > 0.1)
  }

  @Test func `weights of rows and classes change what is learnt`() throws {
    let folder = try folder()
    var text = "n,x,y\n"
    // Of the two classes with the same x the heavier one is answered.
    for row in 0..<200 { text += "\(row % 2 == 0 ? 1 : 9),\(row / 2 % 7),\(row % 2 == 0 ? "light" : "heavy")\n" }
    try folder.write(Array(text.utf8), to: "w.csv")
    let train = "train --data w.csv --target y --epochs 20 --quiet --save m"
    for (options, answer) in [
      ("--weight n", "heavy"), ("--drop n --class-weight light=5", "light"),
      ("--weight n --class-weight light=99", "light"),
    ] {
      #expect(try folder.program("\(train) \(options)").status == 0)
      let answers = try folder.program("predict m --data w.csv").out.split(separator: "\n").dropFirst()
      #expect(answers.count == 200 && answers.allSatisfy { $0.hasPrefix("\(answer),") }, "\(options)")
    }
    #expect(try folder.program("\(train) --weight n --class-weight balanced").status == 0)
    let balanced = try folder.program("predict m --data w.csv").out.split(separator: "\n").dropFirst()
      .compactMap { Double($0.split(separator: ",")[1]) }
    #expect(balanced.allSatisfy { abs($0 - 0.5) < 0.2 })
  }

  @Test func `a regression is told and answered in the target's unit`() throws {
    let folder = try folder()
    let run = try folder.program("train --data train.csv --target income --drop id --save m --epochs 2")
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.contains("a regression of \"income\""))
    #expect(run.err.contains("27 rows without a value of the target are left out"))
    #expect(run.out.hasPrefix("Validation R² "))
    let answers = try folder.program("predict m --data new.csv")
    let values = answers.out.split(separator: "\n").dropFirst().compactMap { Double($0) }
    #expect(values.count == 40 && values.allSatisfy { (500...2_500).contains($0) })
  }

  @Test(arguments: [
    (
      "train --data train.csv", 64,
      "train.csv is a table: name the column to learn with --target. Its columns are id, age"
    ),
    ("train --data train.csv --target borught", 65, "there is no column \"borught\"; the nearest is \"bought\""),
    ("train --data train.csv --target bought --class-weight ja", 64, "--class-weight takes balanced"),
    ("train --data train.csv --target bought --class-weight nie=2", 65, "there is no class \"nie\""),
    ("train --data train.csv --target income --class-weight balanced", 65, "the target has no classes"),
    ("train --data train.csv --target bought --weight town", 65, "\"Bonn\" in column \"town\" is no number"),
    ("importance model", 64, "is a model of a table: name a table with --data"),
    ("calibrate model", 64, "is a model of a table: name a table with --data"),
    ("train --data missing.csv --target y", 66, "missing.csv"),
    ("train --data train.csv --target bought --validation 300", 64, "none would be left to train on"),
    ("train --data train.csv --target bought --validation 0 --patience 3", 64, "--patience"),
    ("train --data train.csv --target bought --drop nothing", 65, "there is no column \"nothing\""),
    ("train --data mnist --validation new.csv", 64, "only a table, or a folder of pictures by class, can have another"),
    ("describe m.safetensors", 66, "m.safetensors"),
    ("predict model", 64, "is a model of a table: name a table with --data"),
    ("predict model test:3 --data new.csv", 64, "answers about all rows of --data"),
    ("predict model --data new.csv --output new.csv", 64, "would replace the table that is read"),
    ("predict model --data new.csv --columns nothing", 65, "there is no column \"nothing\""),
    ("evaluate model", 64, "is a model of a table: name a table with --data"),
    ("explain model", 64, "table"), ("report model", 64, "table"), ("average model", 64, "table"),
    ("sensitivity model", 64, "table"), ("gradient model", 64, "table"), ("collapse model", 64, "table"),
    ("explain model --data new.csv --example 40", 64, "new.csv has 40 rows, counted from 0 behind the header"),
    ("explain model --data new.csv --example test:3", 64, "has only a number, counted from 0 behind the header"),
    ("explain model --data new.csv --image new.csv", 64, "--image is for models of pictures"),
    ("explain model --data new.csv --html new.csv", 64, "would replace the table that is read"),
    ("average model --data new.csv --split test", 64, "--split is for models of pictures"),
    ("gradient model --data new.csv --out new.csv", 64, "would replace the table that is read"),
    ("sensitivity model --data new.csv --examples 0-40", 64, "they are 0-39"),
    ("sensitivity model --data new.csv --parameter 1:0:900", 64, "--parameter"),
    ("report model --data new.csv --split train", 64, "--split is for models of pictures"),
    ("report model --data new.csv --html new.csv", 64, "would replace the table that is read"),
    ("serve model", 64, "table"), ("export-site site model", 64, "table"),
    ("train --resume model", 64, "is a model of a table: name the table with --data"),
    ("train --resume model --data new.csv", 65, "was trained on other rows"),
  ])
  func `what cannot be done is refused with a sentence`(words: String, status: Int32, part: String) throws {
    let folder = try folder()
    if words.contains("model") {
      #expect(try folder.program("train --data train.csv --target bought --epochs 1 --quiet --save model").status == 0)
    }
    let run = try folder.program(words)
    #expect(run.status == status, "\(run.err)")
    #expect(run.err.contains(part), "\(run.err)")
    #expect(!run.err.contains("Fatal"))
  }
}
