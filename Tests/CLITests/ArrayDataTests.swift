import Foundation
import Testing

/// LIBSVM's text and NumPy's arrays, as a user gives them.
@Suite struct ArrayDataTests {
  /// Rows whose label says whether the first value is above the second; zeros are left out.
  private func libsvm(_ rows: Range<Int>) -> String {
    var text = ""
    for row in rows {
      let values = [row * 7 % 11, row * 5 % 13, row % 3 == 0 ? 1 : 0]
      text += values[0] > values[1] ? "+1" : "-1"
      for (index, value) in values.enumerated() where value != 0 { text += " \(index + 1):\(value)" }
      text += "\n"
    }
    return text
  }

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(Array(libsvm(0..<300).utf8), to: "train.svm")
    try folder.write(Array(libsvm(300..<340).utf8), to: "test.svm")
    return folder
  }

  /// A file of `Tests/Oracles/numpy`, copied into a folder.
  private func put(_ name: String, in folder: Folder) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    try folder.write([UInt8](Data(contentsOf: tests.appending(path: "Oracles/numpy/\(name)"))), to: name)
  }

  // MARK: LIBSVM

  @Test func `LIBSVM's text goes through describe, train, evaluate and predict`() throws {
    let folder = try folder()
    let program = folder.program
    let described = try program("describe train.svm")
    #expect(described.out.hasPrefix("train.svm: 300 rows, 4 columns, LIBSVM text\n"), "\(described.out)")
    #expect(described.out.hasSuffix("train --data train.svm\n"))
    let trained = try program("train --data train.svm --save m --epochs 60")
    #expect(trained.status == 0, "\(trained.err)")
    #expect(trained.err.contains("\"label\" is to be classified: -1, 1; --target names another column"))
    struct Metrics: Decodable { let accuracy: Double; let rows: Int }
    let metrics: Metrics = try program("evaluate m --data test.svm --json").json()
    #expect(metrics.rows == 40 && metrics.accuracy > 0.9)
    // A file that has no value of two of the columns, and some of others.
    try folder.write(Array("0 1:5\n0 1:5 77:3\n".utf8), to: "few.svm")
    try folder.write(Array("a,1,2,3\nx,5,0,0\nx,5,0,0\n".utf8), to: "few.csv")
    let answers = try program("predict m --data few.svm")
    let same = try program("predict m --data few.csv")
    #expect(answers.status == 0 && answers.out == same.out, "\(answers.err)")
    #expect(try program("train --data train.svm --target 3 --epochs 1 --quiet --save n").status == 0)
    #expect(try program("predict n --data few.svm --columns label,1,77").out.hasPrefix("label,1,77,prediction,"))
  }

  @Test func `standard input and gzip give the same model`() throws {
    let folder = try folder()
    let program = folder.program
    let options = "--epochs 3 --quiet"
    #expect(try program("train --data train.svm \(options) --save a").status == 0)
    #expect(
      try program.shell("gzip -k train.svm && \(Program.path) train --data train.svm.gz \(options) --save b").status
        == 0)
    #expect(try program.shell("\(Program.path) train --data - \(options) --save c < train.svm").status == 0)
    #expect(try folder.bytes("a") == folder.bytes("b"))
    #expect(try folder.bytes("a") == folder.bytes("c"))
  }

  @Test func `an option of CSV makes a text CSV`() throws {
    let folder = try Folder()
    try folder.write(Array("1 1:2\n0 1:3\n".utf8), to: "f")
    #expect(try folder.program("describe f").out.contains("LIBSVM text"))
    #expect(
      try folder.program("describe f --delimiter space --no-header").out.contains("blanks between cells, no header"))
  }

  @Test func `a wrong line is named`() throws {
    let folder = try Folder()
    try folder.write(Array("1 1:2\n0 1:x\n".utf8), to: "f.svm")
    try folder.program("train --data f.svm").expectError(65, "f.svm, line 2: \"x\" in column \"1\" is no number")
  }

  /// The rows that are there make 20 MB, the hole behind them a terabyte.
  @Test func `a CSV file that takes more memory than there is is refused before it is read`() throws {
    let folder = try Folder()
    try folder.write(Array(String(repeating: "1,22,333\n", count: 2_300_000).utf8), to: "long.csv")
    #expect(try folder.program.shell("truncate -s 1T long.csv").status == 0)
    let run = try folder.program("describe long.csv")
    #expect(run.status == 70)
    #expect(run.err.contains("long.csv: the rest of a table of some 122,"), "\(run.err)")
    #expect(run.err.contains("rows and 3 columns takes") && run.err.contains("give it fewer rows or columns"))
  }

  @Test func `columns that take more memory than there is are refused before they are made`() throws {
    let folder = try Folder()
    // A million rows of which each has a value in another column of a thousand: 4 GB.
    var text = ""
    for row in 0..<1_000_000 { text += "1 \(row % 1_000 + 1):1\n" }
    try folder.write(Array(text.utf8), to: "wide.svm")
    let run = try folder.program.shell("ulimit -v 1000000 && \(Program.path) describe wide.svm")
    #expect(run.status == 70)
    #expect(
      run.err.contains("wide.svm: a table of 1,000,000 rows and 1,001 columns takes 4"), "\(run.err)")
    #expect(run.err.contains("ulimit -v leaves") && run.err.contains("give it fewer rows or columns"))
  }

  @Test func `inputs that take more memory than there is are refused before they are made`() throws {
    let folder = try Folder()
    // A hundred thousand rows with an input for each of five thousand categories: 2 GB of a table of 2 MB.
    var text = "town,y\n"
    for row in 0..<100_000 { text += "t\(row % 5_000),\(row % 2)\n" }
    try folder.write(Array(text.utf8), to: "towns.csv")
    let run = try folder.program.shell(
      "ulimit -v 1000000 && \(Program.path) train --data towns.csv --target y --category-limit 5000 --validation 0")
    #expect(run.status == 70)
    #expect(run.err.contains("train with 5,000 inputs of 100,000 rows"), "\(run.err)")
    #expect(run.err.contains("give it fewer rows (--limit) or columns (--drop)"))
  }

  // MARK: NumPy

  @Test func `arrays go through describe, train, evaluate, predict and explain`() throws {
    let folder = try Folder()
    try put("table.npz", in: folder)
    let program = folder.program
    #expect(try program("describe table.npz").out.hasPrefix("table.npz: 40 rows, 4 columns, NumPy arrays\n"))
    let trained = try program("train --data table.npz --save m --epochs 60")
    #expect(trained.status == 0 && trained.err.contains("\"y\" is to be classified: 0, 1"), "\(trained.err)")
    struct Metrics: Decodable { let accuracy: Double }
    let metrics: Metrics = try program("evaluate m --data table.npz --json").json()
    #expect(metrics.accuracy > 0.9)
    #expect(try program("evaluate m --data table.npz").out.contains("row ") == (metrics.accuracy < 1))
    #expect(try program("predict m --data table.npz --columns y").out.split(separator: "\n").count == 41)
    #expect(try program("explain m --data table.npz --example 3").out.contains("Row 3 of table.npz"))
    #expect(
      try program.shell("\(Program.path) predict m --data - < table.npz").out
        == program("predict m --data table.npz").out)
    try program("train --data table.npz --save table.npz").expectError(64, "would replace the table that is read")
    try program("predict m --data table.npz --output table.npz").expectError(64, "would replace the table that is read")
  }

  @Test func `rows for the test are measured on`() throws {
    let folder = try Folder()
    try put("divided.npz", in: folder)
    let trained = try folder.program("train --data divided.npz --save m --epochs 60")
    #expect(trained.status == 0, "\(trained.err)")
    #expect(trained.err.contains("30 rows, of which 27 for training, 3 for validation, 10 for the test"))
    #expect(trained.out.hasPrefix("Test accuracy "))
    struct Metrics: Decodable { let rows: Int }
    let metrics: Metrics = try folder.program("evaluate m --data divided.npz --json").json()
    #expect(metrics.rows == 10)
  }

  @Test func `classes may be texts`() throws {
    let folder = try Folder()
    try put("animals.npz", in: folder)
    let trained = try folder.program("train --data animals.npz --save m --epochs 90")
    #expect(trained.status == 0 && trained.err.contains("\"y\" is to be classified: cat, dog"), "\(trained.err)")
    struct Metrics: Decodable { let accuracy: Double }
    let metrics: Metrics = try folder.program("evaluate m --data animals.npz --json").json()
    #expect(metrics.accuracy > 0.9)
    let answers = try folder.program("predict m --data animals.npz --columns y").out.split(separator: "\n")
    #expect(answers.first == "y,prediction,probability:cat,probability:dog" && answers.count == 61)
  }

  @Test func `pictures in an archive may be of one split`() throws {
    let folder = try Folder()
    try put("undivided.npz", in: folder)
    let train = "train --data undivided.npz --classes 3"
    let trained = try folder.program("\(train) --epochs 4 --save m")
    #expect(trained.status == 0, "\(trained.err)")
    #expect(trained.err.contains("undivided.npz: 16 pictures for training, 2 for validation, 3×5 pixels"))
    #expect(try folder.program("evaluate m --data undivided.npz").out.contains("undivided.npz: 18 pictures"))
    #expect(try folder.program("\(train) --epochs 2 --save n --quiet").status == 0)
    #expect(try folder.program("train --data undivided.npz --resume n --epochs 4 --quiet").status == 0)
    #expect(try folder.bytes("m") == folder.bytes("n"))
    try folder.program("evaluate m --data undivided.npz --split test").expectError(65, "it has no test pictures")
  }

  @Test func `pictures in an archive are trained on, measured, explained`() throws {
    let folder = try Folder()
    try put("pictures.npz", in: folder)
    let program = folder.program
    let trained = try program("train --data pictures.npz --classes 3 --epochs 3 --save m")
    #expect(trained.status == 0, "\(trained.err)")
    #expect(trained.err.contains("pictures.npz: 12 pictures for training, 6 for the test, 3×5 pixels"))
    #expect(try program("evaluate m --data pictures.npz").out.contains("accuracy"))
    #expect(try program("predict m --data pictures.npz test:0").status == 0)
    #expect(try program("explain m --data pictures.npz --example test:1").status == 0)
    try program("predict m --data pictures.npz test:6").expectError(64, "pictures.npz has 6 test examples")
    try program("train --data pictures.npz --target y").expectError(
      65, "pictures.npz: x_train, 12×3×5 of uint8, is pictures, not a table. Leave --target out")
  }

  @Test func `arrays that are no data are told`() throws {
    let folder = try Folder()
    for name in ["objects.npy", "stored.npz"] { try put(name, in: folder) }
    try folder.program("train --data objects.npy --target c1").expectError(65, "Nothing of a pickle is run")
    try folder.program("train --data stored.npz").expectError(65, "none of its arrays is called x or x_train")
    try folder.program("compare --data objects.npy").expectError(66, "objects.npy", "numpy.savez(\"data.npz\"")
    try folder.write(try folder.bytes("stored.npz").dropLast(30), to: "cut.npz")
    try folder.program("train --data cut.npz").expectError(65, "cut.npz: the zip archive has no directory at its end")
    #expect(
      try folder.program.shell("gzip -k objects.npy && \(Program.path) describe objects.npy.gz").err.contains(
        "gunzip -k"))
  }
}
