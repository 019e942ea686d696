import Downhill
import DownhillFormats
import DownhillTables
import Foundation
import Testing

@testable import DownhillFiles

/// NumPy's own files, and what is wrong with others.
@Suite("Files of arrays")
struct ArrayFileTests {
  private let folder: TemporaryFolder
  /// What NumPy read of its own files.
  private let arrays: [Oracle.Array]

  private struct Oracle: Decodable {
    struct Array: Decodable {
      let file, array, type: String
      let shape: [Int]
      let bits: [String]

      /// The elements in C's order.
      var values: [Double] { bits.map { Double(bitPattern: UInt64($0, radix: 16) ?? 0) } }
    }
    let arrays: [Array]
  }

  init() throws {
    folder = try TemporaryFolder()
    arrays = try JSONDecoder().decode(Oracle.self, from: Data(oracle("numpy.json"))).arrays
  }

  private func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Oracles/numpy/\(name)").path
  }

  private func isSame(_ one: Double, _ other: Double) -> Bool {
    one.isNaN ? other.isNaN : one.bitPattern == other.bitPattern
  }

  /// The columns of a table, row after row.
  private func values(_ table: Table, _ columns: Range<Int>) throws -> [Double] {
    let numbers = try columns.map { try table.numbers(table.columns[$0].name) }
    return (0..<table.rowCount).flatMap { row in numbers.map { $0[row] } }
  }

  private func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func `every type and order is read as NumPy reads it, stored or deflated`() throws {
    var found = 0
    for oracle in arrays where oracle.file.hasSuffix(".npz") {
      let file = try ArrayFile(path: path(oracle.file))
      let array = try file.array(#require(file.names.firstIndex(of: oracle.array)))
      #expect(array.header.shape == oracle.shape && array.header.element.name == oracle.type)
      if oracle.shape.count > 2 || oracle.file == "pictures.npz" { continue }
      let table = try array.withElements { elements in
        try Table([ArrayColumns(.inputs, array.header, elements: elements)], file: "f")
      }
      let values = try values(table, 0..<table.columns.count)
      #expect(
        values.count == oracle.values.count && zip(values, oracle.values).allSatisfy(isSame),
        "\(oracle.file), \(oracle.array)")
      found += 1
    }
    // Twelve types, three of one byte in two orders and the others in three, and a line, in two archives; and two small ones.
    #expect(found == 2 * (9 * 3 + 3 * 2 + 1) + 6)
  }

  @Test(arguments: ["version1.npy", "version2.npy", "version3.npy"])
  func `an array by itself is a table`(name: String) throws {
    let table = try TableFile.read(path(name))
    let oracle = try #require(arrays.first { $0.file == name })
    #expect(TableFile.recognizes(path(name)))
    #expect(table.columns.map(\.name) == ["c1", "c2"] && table.rowCount == 3 && table.usualTargets.isEmpty)
    #expect(zip(try values(table, 0..<2), oracle.values).allSatisfy(isSame))
    // Edges of the type: the last one is NaN, which is missing.
    #expect(table.columns[1].missingCount == 1)
    #expect(table.line(ofRow: 2) == nil)
  }

  @Test func `inputs and targets are columns of one table`() throws {
    for (name, inputs, targets) in [
      ("table.npz", ["c1", "c2", "c3"], ["y"]), ("zip64.npz", ["c1", "c2"], ["y1", "y2"]),
      ("stream.npz", ["c1", "c2"], ["y1", "y2"]),
    ] {
      let table = try TableFile.read(path(name))
      #expect(table.columns.map(\.name) == inputs + targets)
      #expect(table.format == .arrays(targets: targets) && table.usualTargets == targets)
      for (array, columns) in [("x", 0..<inputs.count), ("y", inputs.count..<inputs.count + targets.count)] {
        let oracle = try #require(arrays.first { $0.file == name && $0.array == array })
        #expect(zip(try values(table, columns), oracle.values).allSatisfy(isSame), "\(name), \(array)")
      }
    }
  }

  @Test func `rows of many columns, and columns of many rows`() throws {
    // 300 rows of 5,000 numbers are five pieces of each column; 40,000 of 3 are three.
    for (rows, columns) in [(300, 5_000), (40_000, 3)] {
      let numbers = (0..<rows * columns).map { UInt32($0) }
      let elements = numbers.withUnsafeBytes { Array($0) }
      for isFortran in [false, true] {
        let path = try folder.put(npy("<u4", "(\(rows), \(columns))", elements, isFortran: isFortran), "f")
        let table = try TableFile.read(path)
        for (column, name) in table.columns.map(\.name).enumerated() {
          let values = try table.numbers(name)
          #expect(
            (0..<rows).allSatisfy {
              values[$0] == Double(isFortran ? column * rows + $0 : $0 * columns + column)
            }, "column \(column)")
        }
      }
    }
  }

  @Test func `columns may have categories`() throws {
    var options = CSVOptions()
    options.textColumns = ["y"]
    let table = try TableFile.read(path("table.npz"), options)
    #expect(table["y"]?.kind == .categories && table["c1"]?.kind == .numbers)
  }

  @Test func `how large a table will be is known before it is made`() throws {
    struct TooLarge: Error {}
    var extents: [TableFile.Extent] = []
    for name in ["table.npz", "stream.npz"] {
      #expect(throws: TooLarge.self) {
        try TableFile.read(path(name)) {
          extents.append($0)
          throw TooLarge()
        }
      }
    }
    // Two deflated arrays of six doubles, each behind 128 bytes.
    #expect(
      extents == [
        .init(rows: 40, columns: 4, unpackedByteCount: 0), .init(rows: 3, columns: 4, unpackedByteCount: 2 * 176),
      ])
  }

  // MARK: Pictures

  @Test func `bytes with rows and columns and a class each are pictures`() throws {
    let source = try DataSource(path: path("pictures.npz"))
    #expect(!TableFile.recognizes(path("pictures.npz")))
    for (split, count, prefix) in [(DataSet.Split.train, 12, "train"), (.test, 6, "test")] {
      let set = try source.load(split, classCount: nil)
      let pixels = try #require(arrays.first { $0.file == "pictures.npz" && $0.array == "x_\(prefix)" })
      #expect(set.pictureShape == PictureShape(rows: 3, columns: 5) && set.examples.outputCount == 3)
      #expect((0..<count).map { set.examples.label($0) } == (0..<count).map { $0 % 3 })
      #expect((0..<count).flatMap { set.examples.inputs($0) } == pixels.values.map { Float($0) / 255 })
      let extent = try #require(source.extent(of: split))
      #expect(extent.examples == count && extent.rows == 3 && extent.columns == 5 && extent.isPacked)
    }
    let turned = try DataSource(path: path("pictures.npz"), transposed: true).load(.test, classCount: nil)
    #expect(turned.pictureShape == PictureShape(rows: 5, columns: 3))
    #expect(turned.examples.inputs(0)[1] == (try source.load(.test, classCount: nil)).examples.inputs(0)[5])
    // For the browser: as IDX.
    #expect(try source.packedFiles().map(\.name).first == "train-images-idx3-ubyte.gz")
  }

  @Test func `pictures in Fortran's order are the same pictures`() throws {
    let file = try folder.put(
      archive([
        ("x_train", npy("|u1", "(2, 2, 3)", [0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11], isFortran: true)),
        ("y_train", npy("<i4", "(2, 1)", [0, 0, 0, 0, 1, 0, 0, 0])),
      ]), "f.npz")
    let set = try DataSource(path: file).load(.train, classCount: nil)
    #expect(
      (0..<2).map { set.examples.inputs($0) }
        == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]].map { $0.map { Float($0) / 255 } })
    #expect((0..<2).map { set.examples.label($0) } == [0, 1])
  }

  /// `ant` and `bee` in UTF-32 and in bytes; in the order of their letters, of numbers in that of the numbers.
  @Test func `classes of pictures may be texts`() throws {
    func wide(_ texts: [String]) -> [UInt8] {
      var bytes: [UInt8] = []
      for text in texts {
        for scalar in text.unicodeScalars { bytes += [UInt8(scalar.value), 0, 0, 0] }
        bytes += [UInt8](repeating: 0, count: 4 * (4 - text.unicodeScalars.count))
      }
      return bytes
    }
    let pictures = npy("|u1", "(3, 2, 2)", [UInt8](0..<12))
    func put(_ train: [UInt8], _ test: [UInt8]) throws -> DataSource {
      let arrays = [("x_train", pictures), ("y_train", train), ("x_test", pictures), ("y_test", test)]
      return try DataSource(path: folder.put(archive(arrays), "f.npz"))
    }
    let source = try put(
      npy("<U4", "(3,)", wide(["bee", " ant", "bée"])), npy("|S4", "(3, 1)", Array("ant\0bee\0ant ".utf8)))
    #expect(source.hasNamedClasses && source.classCount(DataRequest()) == 3)
    let (train, test) = (try source.load(.train, classCount: nil), try source.load(.test, classCount: nil))
    #expect(train.classNames == .words(["ant", "bee", "bée"]) && test.classNames == train.classNames)
    #expect(
      (0..<3).map { train.examples.label($0) } == [1, 0, 2] && (0..<3).map { test.examples.label($0) } == [0, 1, 0])
    #expect(train.examples.inputs(1) == [4, 5, 6, 7].map { Float($0) / 255 })
    // As a model has them; and others than it has.
    let other = try source.load(.test, classCount: 2, names: ["bee", "ant"])
    #expect((0..<3).map { other.examples.label($0) } == [1, 0, 1])
    #expect(
      sentence { _ = try source.load(.train, classCount: 2, names: ["bee", "ant"]) }.contains("\"bée\" of y_train"))
    let numbers = try put(npy("<U4", "(3,)", wide(["10", "9", "11"])), npy("<U4", "(3,)", wide(["9", "9", "9"])))
    #expect(try numbers.load(.train, classCount: nil).classNames == .words(["9", "10", "11"]))
    let digits = try put(npy("<U4", "(3,)", wide(["1", "0", "2"])), npy("<U4", "(3,)", wide(["2", "2", "2"])))
    #expect(try digits.load(.test, classCount: nil).classNames == .numbers(first: 0, count: 3))
    for (texts, said) in [
      (npy("<U4", "(3,)", wide(["ant", " ", "bee"])), "element 1 of the classes, y_train, 3 of str128, is empty"),
      (npy("|S4", "(3,)", Array("ant\0bee\0".utf8) + [0xFF, 0, 0, 0]), "element 2 of the classes"),
      (npy("<U4", "(3,)", wide(["ant", "ant", "ant"])), "has pictures of one class only, ant"),
      (npy("<U4", "(3, 2)", wide(["a", "b", "a", "b", "a", "b"])), "are not one whole number, 0 or more, or one text"),
    ] {
      let source = try put(texts, texts)
      #expect(sentence { _ = try source.load(.train, classCount: nil) }.contains(said))
    }
  }

  // MARK: What is refused

  /// An array's file.
  private func npy(_ type: String, _ shape: String, _ elements: [UInt8], isFortran: Bool = false) -> [UInt8] {
    let order = isFortran ? "True" : "False"
    let header = Array("{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header + elements
  }

  /// A zip archive of stored arrays.
  private func archive(_ arrays: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var writer = ByteWriter()
    var directory = ByteWriter()
    for array in arrays {
      let name = Array("\(array.name).npy".utf8)
      var header = ByteWriter()
      header.append([20, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      header.uint32(array.bytes.withUnsafeBytes { Gzip.checksum(of: $0) }, .littleEndian)
      for _ in 0..<2 { header.uint32(UInt32(array.bytes.count), .littleEndian) }
      header.uint16(UInt16(name.count), .littleEndian)
      header.append([0, 0])
      directory.append([0x50, 0x4B, 1, 2, 20, 0] + header.bytes + [UInt8](repeating: 0, count: 10))
      directory.uint32(UInt32(writer.bytes.count), .littleEndian)
      directory.append(name)
      writer.append([0x50, 0x4B, 3, 4] + header.bytes + name + array.bytes)
    }
    let start = writer.bytes.count
    writer.append(directory.bytes + [0x50, 0x4B, 5, 6, 0, 0, 0, 0])
    for _ in 0..<2 { writer.uint16(UInt16(arrays.count), .littleEndian) }
    writer.uint32(UInt32(directory.bytes.count), .littleEndian)
    writer.uint32(UInt32(start), .littleEndian)
    writer.append([0, 0])
    return writer.bytes
  }

  @Test func `a checksum that does not match is noticed`() throws {
    for name in ["stored.npz", "deflated.npz", "table.npz"] {
      var bytes = try oracle("numpy/\(name)")
      // The first member's content: behind its local header.
      let start = 30 + Int(bytes[26]) + Int(bytes[28])
      let range = bytes.withUnsafeBytes { try? ZipArchive($0, file: "").members[0].range } ?? 0..<0
      #expect(range.lowerBound == start)
      bytes[range.upperBound - 1] ^= 1
      let file = try ArrayFile(.bytes(bytes), name: "f.npz")
      let said = sentence { try file.array(0).withElements { _ in } }
      let expected =
        name == "deflated.npz"
        ? ["the compressed data", "its checksum is wrong", "ends too early"] : ["its checksum is wrong"]
      #expect(said.hasPrefix("f.npz, \(name == "table.npz" ? "x" : file.names[0]).npy: "), "\(said)")
      #expect(expected.contains { said.contains($0) }, "\(said)")
    }
  }

  @Test func `texts are read as NumPy reads them, and then as CSV's cells`() throws {
    struct Texts: Decodable {
      struct Array: Decodable { let name, type: String; let rows: [[String]] }
      let arrays: [Array]
    }
    let file = try ArrayFile(path: path("texts.npz"))
    for oracle in try JSONDecoder().decode(Texts.self, from: Data(oracle("numpy-texts.json"))).arrays {
      let array = try file.array(#require(file.names.firstIndex(of: oracle.name)))
      #expect(array.header.element.name == oracle.type)
      let table = try array.withElements { elements in
        try Table([ArrayColumns(.inputs, array.header, elements: elements)], file: "f")
      }
      guard case .categories(let texts) = table[0].values else { throw TableError(file: "f", problem: .empty) }
      #expect(
        (0..<7).map { texts[$0] } == oracle.rows.map { $0[0].isEmpty ? nil : $0[0] == " blank " ? "blank" : $0[0] },
        "\(oracle.name)")
      #expect(table.rowCount == 7 && table[0].missingCount == 1)
      guard oracle.name != "column" else { continue }
      // The cells of the second column are numbers, empty, or a word for a missing value.
      let numbers = try table.numbers("c2")
      for (row, cells) in oracle.rows.enumerated() {
        #expect(Double(cells[1]).map { $0 == numbers[row] } ?? numbers[row].isNaN, "\(oracle.name)")
      }
    }
  }

  @Test func `arrays that are refused`() throws {
    let byte = npy("|u1", "(2, 3)", [1, 2, 3, 4, 5, 6])
    let cube = npy("|u1", "(1, 2, 3)", [1, 2, 3, 4, 5, 6])
    let floats = npy("<f4", "(1, 2, 1)", [UInt8](repeating: 0, count: 8))
    let cases: [(bytes: [UInt8], said: String)] = [
      (
        try oracle("numpy/objects.npy"),
        "f: the elements of the array are Python objects, at byte 10. Nothing of a pickle is run"
      ),
      (
        npy("<U1", "(2,)", [0x61, 0, 0, 0, 0, 0xD8, 0, 0]),
        "f, row 1: the text in column 1 is not UTF-8. Save the array as Unicode"
      ),
      (
        npy("|S2", "(2,)", [0x61, 0, 0xFF, 0x61]),
        "f, row 1: the text in column 1 is not UTF-8. Save the array as Unicode"
      ),
      (
        // Far behind the first block, and behind a text of two lines.
        npy("|S2", "(70000,)", [0x0A, 0x61] + [UInt8](repeating: 0x62, count: 2 * 69_998) + [0xFF, 0x61]),
        "f, row 69999: the text in column 1 is not UTF-8"
      ),
      (npy("<U1", "(2, 0)", []), "f: its arrays have no rows or no columns"),
      (npy("|S3", "(2,)", [0x61, 0, 0x61, 0x62, 0, 0]), "f, row 0: a byte of zero"),
      (try oracle("numpy/fields.npy"), "f: the elements of the array have several fields"),
      (npy("|u1", "(2, 3)", [1, 2, 3, 4, 5]), "f: the file ends too early: 6 bytes must follow, 5 do"),
      (npy("|u1", "(2, 3)", [1, 2, 3, 4, 5, 6, 7]), "f: 1 byte too many at the end of the file"),
      (npy("|u1", "()", [1]), "f: one number of uint8 has no rows"),
      (npy("|u1", "(0, 3)", []), "f: its arrays have no rows or no columns"),
      (npy("|u1", "(3, 0)", []), "f: its arrays have no rows or no columns"),
      (npy("<f8", "(1152921504606846, 4)", [1]), "f: the file ends too early"),
      (cube, "f: 1×2×3 of uint8, is pictures without classes. Save them in one file with their classes"),
      (
        floats,
        "f: 1×2×1 of float32, is neither a table, of two dimensions, nor pictures, bytes of three. For a table: x.reshape"
      ),
      (
        archive([("a", byte), ("b", cube)]),
        "f: none of its arrays is called x or x_train: it has a, 2×3 of uint8; b, 1×2×3 of uint8. Save inputs as x"
      ),
      (
        archive([("x", byte), ("y", npy("|u1", "(3,)", [1, 2, 3]))]),
        "f: the numbers of inputs and targets differ: x, 2×3 of uint8, and y, 3 of uint8"
      ),
      (
        archive([("x", byte), ("y", npy("|u1", "(2, 1, 1)", [1, 2]))]),
        "f: the targets y, 2×1×1 of uint8, have more than two dimensions. "
      ),
      (
        archive([("x", cube), ("y", npy("|u1", "(1,)", [1]))]), "f: x, 1×2×3 of uint8, is pictures, not a table. Leave"
      ),
      (archive([]), "f: expected a table"),
      (archive([("x", Array("abc".utf8))]), "f, x.npy: it is no NumPy array"),
    ]
    for (bytes, said) in cases {
      let path = try folder.put(bytes, "f")
      let found = sentence { _ = try TableFile.read(path) }.replacing(folder.path + "/", with: "")
      #expect(found.hasPrefix(said), "\(found)")
    }
  }

  @Test func `pictures that are refused`() throws {
    let pictures = npy("|u1", "(2, 1, 2)", [1, 2, 3, 4])
    func said(_ arrays: [(String, [UInt8])], _ split: DataSet.Split = .train) throws -> String {
      let path = try folder.put(archive(arrays), "f")
      return sentence { _ = try DataSource(path: path).load(split, classCount: nil) }
        .replacing(folder.path + "/", with: "")
    }
    let labels = npy("|u1", "(2,)", [0, 1])
    #expect(
      try said([("x", pictures), ("y", labels)], .test).hasPrefix(
        "f: it has no test pictures. Save pictures and classes as x_train, y_train, x_test and y_test"))
    #expect(
      try said([("x", pictures), ("y", npy("<f4", "(2,)", [0, 0, 0, 0x3F, 0, 0, 0, 0]))]).hasPrefix(
        "f: the classes of the pictures, y, 2 of float32, are not one whole number, 0 or more, or one text for each."))
    #expect(try said([("x", pictures), ("y", npy("|i1", "(2,)", [0, 0xFF]))]).hasPrefix("f: the classes of the"))
    #expect(
      try said([("x", pictures), ("y", npy("<i2", "(2,)", [0, 0, 0, 2]))]).hasPrefix(
        "f, y.npy: example 1 has the label 512, but there are 513 classes"))
    #expect(
      try said(
        [("x_train", pictures), ("y_train", labels), ("x_test", npy("<f4", "(2,)", [UInt8](repeating: 0, count: 8)))],
        .test
      )
      .hasPrefix("f: x_test, 2 of float32, is neither"))
  }

  @Test func `a bomb is refused before it is unpacked`() throws {
    let file = try ArrayFile(.bytes(bomb(count: 1 << 27)), name: "f")
    let said = sentence { try file.array(0).withElements { _ in } }
    #expect(said.hasPrefix("f, x.npy: its ") && said.contains("save it without compression: numpy.savez"), "\(said)")
  }

  /// An archive whose member is `count` zeros behind their header, deflated.
  private func bomb(count: Int) throws -> [UInt8] {
    let content = npy("|u1", "(\(count),)", []) + [UInt8](repeating: 0, count: count)
    // The deflated part of a gzip file: without its header of ten bytes, and without checksum and length.
    let packed = Array(Gzip.deflate(content).dropFirst(10).dropLast(8))
    var bytes = archive([("x", packed)])
    let entry = bytes.count - 22 - 46 - 5
    for start in [4, entry + 6] { bytes.replaceSubrange(start + 4..<start + 6, with: [8, 0]) }
    var size = ByteWriter()
    size.uint32(UInt32(content.count), .littleEndian)
    bytes.replaceSubrange(22..<26, with: size.bytes)
    bytes.replaceSubrange(entry + 24..<entry + 28, with: size.bytes)
    return bytes
  }
}
