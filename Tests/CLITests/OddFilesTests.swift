import Foundation
import Testing

/// Odd files as people have them, and what each verb does with them or says about them.
@Suite struct OddFilesTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    _ = try folder.program("train --data bars --classes 3 --hidden 4 --epochs 1 --quiet --kernels reference")
  }

  // MARK: Instead of a model

  private static let lfs = Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n".utf8)

  /// A file that is no model, what it is called, and what to do.
  private static let noModels: [(bytes: [UInt8], name: String, way: String)] = [
    (lfs, "m: expected a Downhill model, found a Git LFS pointer", "git lfs pull"),
    ([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10], "found an HDF5 file", "downhill train has saved"),
    ([0x80, 2, 0x8A], "found a Python pickle", "downhill train has saved"),
    (Array("a,b\n1,2\n".utf8), "found a table in text (CSV)", "downhill train has saved"),
    (Array("<!doctype html>".utf8), "found a web page", "download the file again"),
    ([0x1F, 0x8B, 8, 0], "found a file compressed by gzip", "gunzip -k m"),
    (Array("hello".utf8), "found a text", "downhill train has saved"),
    ([0xFF, 0xD8, 0xFF, 0xE0], "found a JPEG picture", "Give a model"),
    ([], "found an empty file", "Copy or download the file again"),
    (Bars.header(0x803, 1, 1, 1) + [0], "found a file of a data set", "--data"),
  ]

  @Test(arguments: [
    "predict m test:0", "evaluate m", "inspect m", "explain m", "average m", "sensitivity m", "gradient m", "report m",
    "collapse m", "train --resume m", "serve m --port 0",
  ])
  func `what is given as a model`(command: String) throws {
    for file in Self.noModels {
      try folder.write(file.bytes, to: "m")
      try folder.program(command).expectError(65, file.name, file.way)
    }
    try FileManager.default.removeItem(atPath: "\(folder.path)/m")
    try folder.makeFolder("m")
    try folder.program(command).expectError(66, "m cannot be read: it is a folder", "give the model file in it")
  }

  // MARK: Models with tensors of another program

  @Test func `a counter and an infinite best loss beside the model's tensors are passed over`() throws {
    let bytes = try folder.bytes("model.safetensors")
    let surgery = try ModelSurgery(bytes)
    try folder.write(
      surgery.bytes(adding: [
        ("num_batches_tracked", "I64", [], [169, 3, 0, 0, 0, 0, 0, 0]), ("best_loss", "F32", [1], [0, 0, 0x80, 0x7F]),
        ("mean", "BF16", [2], [1, 2, 3, 4]),
      ]), to: "more.safetensors")
    for command in ["predict MODEL test:0 --json --data bars", "evaluate MODEL --data bars --json"] {
      let plain = try folder.program(command.replacing("MODEL", with: "model.safetensors"))
      let more = try folder.program(command.replacing("MODEL", with: "more.safetensors"))
      #expect(more.status == 0 && more.out == plain.out && more.err == "")
    }
    let text = try folder.program("inspect more.safetensors").out
    #expect(text.contains("other tensors, which are ignored\n  ") && text.contains("num_batches_tracked"))
    #expect(try folder.program("inspect more.safetensors --json").out.contains("\"otherTensors\":["))
    #expect(try !folder.program("inspect model.safetensors").out.contains("other tensors"))
    let run = try folder.program("train --resume more.safetensors --data bars --epochs 2 --save again -q")
    #expect(run.status == 0, "\(run.err)")
  }

  @Test func `a model of another program is named with its tensors`() throws {
    let data = [UInt8](repeating: 0, count: 8)
    let header = #"{"fc1.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#
    try folder.write([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + header.utf8 + data, to: "torch.safetensors")
    try folder.program("inspect torch.safetensors").expectError(
      65, "torch.safetensors: safetensors of another program, with the tensors \"fc1.weight\"", "layers.0.weight",
      "downhill train has saved")
  }

  // MARK: Instead of a picture

  @Test func `what is given as a picture`() throws {
    let files: [(bytes: [UInt8], name: String, way: String)] = [
      (Self.lfs, "found a Git LFS pointer", "git lfs pull"),
      ([0x1F, 0x8B, 8, 0], "found a file compressed by gzip", "gunzip -k p"),
      (Array("GIF89a".utf8), "found a GIF picture", "magick p -auto-orient picture.png"),
      (Array("hello".utf8), "found a text", "PNG"), ([], "found an empty file", "again"),
      (Bars.header(0x803, 1, 1, 1) + [0], "found a file of a data set", "test:17"),
      (try folder.bytes("model.safetensors"), "found a safetensors file", "PNG"),
    ]
    for file in files {
      try folder.write(file.bytes, to: "p")
      try folder.program("predict model.safetensors p").expectError(65, file.name, file.way)
      try folder.program("explain model.safetensors --image p").expectError(65, file.name, file.way)
    }
  }

  // MARK: Instead of a data set

  @Test(arguments: [
    "train --classes 3", "evaluate model.safetensors", "average model.safetensors", "collapse --classes 3",
  ])
  func `what is given as pictures and labels`(command: String) throws {
    let files: [(bytes: [UInt8], name: String, way: String)] = [
      (Self.lfs, "found a Git LFS pointer", "git lfs pull"),
      (Array("a,b\n1,2\n".utf8), "found a table in text", "as IDX"),
      (Array("<html>".utf8), "found a web page", "download the file again"), ([], "an empty file", "again"),
      ([0x50, 0x4B, 3, 4], "found a zip archive", "Unpack it"),
    ]
    for name in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
      for file in files {
        try Bars().write(in: folder)
        for split in ["train", "t10k"] { try folder.write(file.bytes, to: "bars/\(split)-\(name)") }
        try folder.program("\(command) --data bars").expectError(65, name, file.name, file.way)
      }
    }
  }

  /// What is given as the folder, or lies in it alone, what it is called, and the way on.
  private static let noFolders: [(name: String, bytes: [UInt8], said: String, way: String)] = [
    ("train.csv", Array("label,1x1\n5,0\n".utf8), "a table in text (CSV): write it as IDX", "0 0 8 3"),
    (
      "archive.zip", [0x50, 0x4B, 3, 4], "a zip archive",
      "unzip archive.zip -d archive-unpacked, then give --data archive-unpacked"
    ),
    (
      "data.tar", [UInt8](repeating: 1, count: 257) + "ustar".utf8 + [UInt8](repeating: 1, count: 300), "a tar archive",
      "tar -xf data.tar -C data-unpacked"
    ),
    ("data.tar.xz", [0xFD] + "7zXZ".utf8 + [0], "a tar archive compressed by xz", "tar -xf data.tar.xz"),
    ("a.rar", Array("Rar!".utf8), "a RAR archive", "unpack it into a folder"),
    ("digit.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "a picture", "predict"),
    ("table.parquet", Array("PAR1".utf8), "a Parquet table", "duckdb -csv"),
  ]

  @Test func `what is given as a folder, or lies in one without IDX files`() throws {
    for file in Self.noFolders {
      try folder.write(file.bytes, to: file.name)
      // A table is something to train on.
      let isTable = file.name == "train.csv"
      for command in isTable ? ["export-site s"] : ["train", "evaluate model.safetensors", "export-site s"] {
        try folder.program("\(command) --data \(file.name)").expectError(
          66, "\(file.name) cannot be read: it is not a folder, but \(file.said)", file.way)
      }
      let folderName = "in-\(file.name)"
      try folder.makeFolder(folderName)
      try folder.write(file.bytes, to: "\(folderName)/\(file.name)")
      try folder.program("train --data \(folderName)").expectError(
        66,
        "\(file.name) is there, but data sets are read from IDX files or from pictures in a folder for each class. "
          + "It is \(file.said)")
    }
    try folder.program("train --data train.csv").expectError(64, "train.csv is a table: name the column to learn")
    try folder.program("evaluate model.safetensors --data train.csv").expectError(
      64, "train.csv is a table, and model.safetensors is a model of pictures")
    // What is packed tells what it holds.
    try folder.write(Self.noFolders[2].bytes, to: "data.tar")
    for (file, packed, said) in [
      (
        "data.tar", "data.tgz",
        "a tar archive, compressed by gzip: mkdir data-unpacked && tar -xf data.tgz -C data-unpacked"
      ),
      ("bars/train-images-idx3-ubyte", "train-images.gz", "a file of a data set, compressed by gzip: give the folder"),
    ] {
      _ = try folder.program.shell("gzip -c \(file) > \(packed)")
      try folder.program("train --data \(packed)").expectError(
        66, "\(packed) cannot be read: it is not a folder, but \(said)")
    }
    _ = try folder.program.shell("gzip -c train.csv > train.csv.gz")
    try folder.program("train --data train.csv.gz").expectError(64, "train.csv.gz is a table")
    try folder.program("train --data bars/train-labels-idx1-ubyte").expectError(
      66, "a file of a data set: give the folder")
    try folder.program("train --data model.safetensors").expectError(66, "but a model: give it before the options")
  }

  @Test func `what macOS keeps beside each file is no data set`() throws {
    try folder.makeFolder("set/raw")
    for file in Bars().files {
      try folder.write(file.bytes, to: "set/raw/\(file.name)")
      try folder.write([0, 5, 0x16, 7, 0, 2, 0, 0], to: "set/raw/._\(file.name)")
    }
    let run = try folder.program("train --data set --classes 3 --epochs 1 -q --save s")
    #expect(run.status == 0, "\(run.err)")
    try folder.program("train --data set/raw/._train-images-idx3-ubyte").expectError(66, "without ._ before its name")
  }

  // MARK: Labels that count otherwise

  /// Bars of three classes, whose labels count from these numbers.
  private func writeLabels(from first: UInt8, test: UInt8, to name: String) throws {
    try Bars(rows: 28, columns: 28).write(to: name, in: folder)
    for (split, start) in [("train", first), ("t10k", test)] {
      let path = "\(name)/\(split)-labels-idx1-ubyte"
      let bytes = try folder.bytes(path)
      try folder.write(bytes[..<8] + bytes[8...].map { $0 + start }, to: path)
    }
  }

  @Test func `labels to learn from and to be judged on that count from other numbers are told`() throws {
    for (first, test) in [(0, 1), (1, 0)] as [(UInt8, UInt8)] {
      try writeLabels(from: first, test: test, to: "odd")
      let sentence = "warning: the training labels count from \(first), the test labels from \(test), "
      let run = try folder.program("train --data odd --classes 3 --hidden 4 --epochs 1 --save odd.model")
      #expect(run.status == 0 && run.err.contains(sentence) && run.out.contains(sentence), "\(run.err)")
    }
    for first in [0, 1] as [UInt8] {
      try writeLabels(from: first, test: first, to: "even")
      let run = try folder.program("train --data even --classes 3 --hidden 4 --epochs 1 --save even.model")
      #expect(run.status == 0 && !run.err.contains("labels count from"), "\(run.err)")
    }
  }

  @Test func `a model that counts from 0 is told of data that count from 1`() throws {
    try writeLabels(from: 0, test: 0, to: "zero")
    try writeLabels(from: 1, test: 1, to: "one")
    for name in ["zero", "one"] {
      #expect(
        try folder.program("train --data \(name) --classes 3 --hidden 4 --epochs 1 -q --save \(name).model").status == 0
      )
    }
    let sentence =
      "warning: zero.model was trained on labels that count from 0, those of one count from 1: its label 1 is taken for "
      + "the model's 0\n"
    for verb in ["evaluate zero.model", "predict zero.model test:1", "average zero.model --examples 0-4"] {
      let run = try folder.program("\(verb) --data one")
      #expect(run.status == 0 && run.err.contains(sentence), "\(verb): \(run.err)")
      #expect(try !folder.program("\(verb) --data zero").err.contains("count from"))
    }
    #expect(try !folder.program("evaluate one.model --data one").err.contains("warning"))
    // The other way round there is a label without an answer.
    try folder.program("evaluate one.model --data zero").expectError(65, "1 to 3", "name their data with --data")
  }

  // MARK: EMNIST

  /// Bars as EMNIST's letters would have them: transposed, called so, and labelled from 1.
  private func writeLetters() throws {
    try folder.makeFolder("emnist")
    for file in Bars(rows: 5, columns: 7).files {
      var bytes = file.bytes
      if file.name.contains("labels") { for index in 8..<bytes.count { bytes[index] += 1 } }
      let name = file.name.replacing("t10k", with: "test")
      try folder.write(bytes, to: "emnist/emnist-letters-\(name)")
    }
  }

  private static let note =
    "note: emnist: its pictures are turned upright (--transposed no leaves them as they lie); "
    + "its labels 1 to 3 are the classes 0 to 2\n"

  @Test func `letters keep their labels, and are turned upright`() throws {
    try writeLetters()
    let settings = "--hidden 16,16 --learning-rate 3 --schedule constant --epochs 60"
    let trained = try folder.program("train --data emnist --classes 3 \(settings) --save letters")
    #expect(trained.status == 0 && trained.err.contains(Self.note), "\(trained.err)")
    #expect(trained.out.contains("by class   1:") && trained.out.contains(" 3:") && !trained.out.contains(" 0:"))
    #expect(try folder.text("letters").contains(#""first-label":"1""#))

    let evaluated = try folder.program("evaluate letters --data emnist")
    #expect(evaluated.err == Self.note && evaluated.out.contains("label   1  2  3"), "\(evaluated.out)")
    let json = try folder.program("evaluate letters --data emnist --json").out
    #expect(json.contains("\"firstLabel\":1"))
    let predicted = try folder.program("predict letters --data emnist test:0 --no-preview")
    // Test example 0 is the eighth picture, of class 1, which the files call 2.
    #expect(predicted.out.hasPrefix("test:0: a 2, which is correct\n1  "), "\(predicted.out)")
    let document = try folder.program("predict letters --data emnist test:0 --json").out
    #expect(document.contains("\"label\":1,\"labelName\":2,\"prediction\":1,\"predictionName\":2"))
    let story = try folder.program("explain letters --data emnist --example test:0 --screen 1").out
    #expect(story.contains("The network says it is a 2 (output 1), and is"), "\(story)")
    #expect(try folder.program("report letters --data emnist").status == 0)
    #expect(try folder.text("report.html").contains("as 3"))
    let average = try folder.program("average letters --data emnist --json").out
    #expect(average.contains("\"labelName\":1") && average.contains("\"firstLabel\":1"))
    let resumed = try folder.program("train --resume letters --data emnist --epochs 61")
    #expect(resumed.status == 0 && resumed.err.contains(Self.note))
  }

  @Test func `the pictures may be left as they lie`() throws {
    try writeLetters()
    let lying = try folder.program("train --data emnist --transposed no --classes 3 --hidden 4 --epochs 1 --json -q")
    let result: TrainResult = try lying.json()
    #expect(result.network.sizes == [35, 4, 3] && !lying.err.contains("upright"))
    #expect(try folder.text("model.safetensors").contains(#""picture":"5x7""#))
    #expect(try folder.program("train --data emnist --classes 3 --hidden 4 --epochs 1 -q").status == 0)
    #expect(try folder.text("model.safetensors").contains(#""picture":"7x5""#))
    try folder.program("train --data emnist --transposed maybe").expectError(64, "--transposed", "yes", "no")
  }

  @Test func `too few classes: the sentence says how many there are`() throws {
    try writeLetters()
    try folder.program("train --data emnist --classes 2")
      .expectError(65, "has the label 2, but there are 2 classes", "the labels are 1 to 3", "--classes 3")
    try folder.program("train --data bars --classes 2").expectError(65, "the labels are 0 to 2", "--classes 3")
  }

  @Test func `labels of other data are no reason for more classes`() throws {
    try writeLetters()
    #expect(try folder.program("train --data emnist --classes 3 --epochs 1 -q --save letters").status == 0)
    for verb in ["evaluate letters", "predict letters test:0", "report letters", "average letters"] {
      try folder.program("\(verb) --data bars")
        .expectError(65, "has the label 0", "name their data with --data")
    }
  }

  @Test func `of several sets in a folder one must be named`() throws {
    try writeLetters()
    for file in Bars().files { try folder.write(file.bytes, to: "emnist/emnist-digits-\(file.name)") }
    try folder.program("train --data emnist --classes 3")
      .expectError(66, "it holds 2 data sets; name one of them: emnist/emnist-digits, emnist/emnist-letters")
    let run = try folder.program("train --data emnist/emnist-letters --classes 3 --hidden 4 --epochs 1")
    #expect(run.status == 0 && run.err.contains("labels 1 to 3"), "\(run.err)")
  }
}
