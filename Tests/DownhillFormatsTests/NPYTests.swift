import DownhillFormats
import Testing

@Suite("NumPy arrays")
struct NPYTests {
  /// The file of an array with this dictionary, and these elements.
  private func file(_ dictionary: String, _ elements: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
    var writer = ByteWriter()
    writer.append([0x93] + "NUMPY".bytes + [version, 0])
    if version == 1 {
      writer.uint16(UInt16(dictionary.utf8.count), .littleEndian)
    } else {
      writer.uint32(UInt32(dictionary.utf8.count), .littleEndian)
    }
    writer.append(dictionary.bytes + elements)
    return writer.bytes
  }

  private func sentence(_ bytes: [UInt8]) -> String {
    do throws(FormatError) {
      _ = try NPY.header(bytes, file: "f.npy")
      return ""
    } catch {
      return error.description
    }
  }

  /// A header of this type, shape and order.
  private func header(_ type: String, _ shape: String, isFortran: Bool = false) throws(FormatError) -> NPYHeader {
    try NPY.header(
      file("{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(shape), }"), file: "f")
  }

  @Test func `type, shape and order`() throws {
    let plain = try header(">f4", "(3, 4)")
    #expect(plain.shape == [3, 4] && !plain.isFortran && plain.element.name == "float32")
    #expect(plain.element.order == .bigEndian && plain.byteCount == plain.headerByteCount + 48)
    #expect(try header("|u1", "(5,)", isFortran: true).isFortran)
    #expect(try header("<i8", "()").byteCount == header("<i8", "()").headerByteCount + 8)
    #expect(try header("<i8", "(2L, 3L)").shape == [2, 3])
    #expect(try header("<f2", "(0, 7)").byteCount == header("<f2", "(0, 7)").headerByteCount)
    // As NumPy never writes it, but Python reads it.
    let other = "{ \"shape\" : ( 2 ,3 ), 'descr':'<u2','fortran_order' : False}\n"
    for version in [1, 2, 3] as [UInt8] {
      #expect(try NPY.header(file(other, version: version), file: "f").shape == [2, 3])
    }
  }

  @Test(
    arguments: [
      ("", "the header of the array does not tell type, order and shape, at byte 10. The file is damaged"),
      ("{}", "the header of the array does not tell"), ("{'descr': '<f4'}", "the header of the array does not tell"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)", "the header of the array does not tell"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'a': 1}", "the header of the array does not tell"),
      ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "the header of the array does not"),
      ("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}", "the header of the array does not tell"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}", "the header of the array does not tell"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': 3}", "the header of the array does not tell"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}", "the header of the array does not tell"),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x", "the header of the array does not tell"),
      (
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976, 16)}",
        "the sizes in the header are impossibly large, at byte 10."
      ),
      (
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "the sizes in the header are impossibly large"
      ),
      (
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846975,)}",
        "the sizes in the header are impossibly large"
      ),
      (
        "{'descr': '|O', 'fortran_order': False, 'shape': (3,)}",
        "the elements of the array are Python objects, at byte 10. Nothing of a pickle is run: save numbers"
      ),
      (
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
        "the elements of the array have several fields, at byte 10. Save the fields side by side"
      ),
      (
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (3,)}",
        "the elements of the array are of type \"<M8[ns]\", at byte 10. Bool, int8 to int64"
      ),
      ("{'descr': '<U0', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type \"<U0\""),
      ("{'descr': '|U3', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type \"|U3\""),
      ("{'descr': '<U9999999', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type"),
      ("{'descr': '|S', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type"),
      ("{'descr': '<c8', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type \"<c8\""),
      ("{'descr': '<f16', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type \"<f16\""),
      ("{'descr': '<f1', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type"),
      ("{'descr': '<i3', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type"),
      ("{'descr': '|i2', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type"),
      ("{'descr': '=i2', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type"),
      ("{'descr': '', 'fortran_order': False, 'shape': (3,)}", "the elements of the array are of type \"\""),
    ])
  func `headers that are refused`(dictionary: String, expected: String) {
    let found = sentence(file(dictionary))
    #expect(found.hasPrefix("f.npy: \(expected)"), "\(found)")
  }

  @Test func `a frame that is no array's`() {
    #expect(sentence([]).hasPrefix("f.npy: it is no NumPy array, at byte 0. "))
    #expect(sentence([0x93] + "NUMPX".bytes).hasPrefix("f.npy: it is no NumPy array"))
    #expect(sentence([0x93] + "NUMPY".bytes).hasPrefix("f.npy: the file ends too early"))
    #expect(
      sentence(file("{}", version: 4)).hasPrefix("f.npy: version 4.0 of NumPy's array format is unknown, at byte 6"))
    #expect(
      sentence([0x93] + "NUMPY".bytes + [1, 0, 200, 0, 0x7B]).hasPrefix("f.npy: the file ends too early: 200 bytes"))
    #expect(
      sentence([0x93] + "NUMPY".bytes + [2, 0, 255, 255, 255, 255]).hasPrefix(
        "f.npy: the header of the array claims 4294967295 bytes; at most 65524 are read, at byte 8."))
  }

  /// The elements of these bytes, from `first` on, at distances of `stride`.
  private func read(
    _ element: String, _ bytes: [UInt8], first: Int = 0, stride: Int = 1, count: Int
  ) throws(FormatError) -> [Double] {
    let element = try header(element, "(1,)").element
    return bytes.withUnsafeBytes { bytes in
      [Double](unsafeUninitializedCapacity: count) { places, made in
        places.initialize(repeating: -9)
        element.read(bytes, first: first, stride: stride, to: places)
        made = count
      }
    }
  }

  @Test func `elements by hand`() throws {
    #expect(try read("|b1", [0, 1, 7], count: 3) == [0, 1, 1])
    #expect(try read("|i1", [0x80, 0x7F, 0xFF], count: 3) == [-128, 127, -1])
    #expect(try read("<i2", [1, 2, 0, 0x80], count: 2) == [513, -32_768])
    #expect(try read(">i2", [1, 2, 0x80, 0], count: 2) == [258, -32_768])
    #expect(try read(">u4", [0xFF, 0xFF, 0xFF, 0xFE], count: 1) == [4_294_967_294])
    #expect(try read("<u8", [UInt8](repeating: 0xFF, count: 8), count: 1) == [0x1p64])
    #expect(try read("<f4", [0, 0, 0xC0, 0xBF], count: 1) == [-1.5])
    #expect(try read(">f8", [0xC0, 4, 0, 0, 0, 0, 0, 0], count: 1) == [-2.5])
    #expect(try read("|u1", [0, 1, 2, 3, 4, 5, 6], first: 1, stride: 3, count: 2) == [1, 4])
  }

  @Test func `texts by hand`() throws {
    func text(_ type: String, _ bytes: [UInt8], _ index: Int = 0) throws -> [UInt8]? {
      let element = try header(type, "(1,)").element
      var text: [UInt8] = [9]
      return bytes.withUnsafeBytes { element.read($0, index, into: &text) } ? text : nil
    }
    let (zero, a): ([UInt8], [UInt8]) = ([0, 0, 0, 0], [0x61, 0, 0, 0])
    #expect(try text("<U2", a + zero) == [0x61])
    #expect(try text("<U2", zero + zero) == [])
    #expect(try text("<U2", zero + a) == [0, 0x61])
    #expect(try text("<U1", a + [0xE9, 0, 0, 0], 1) == [0xC3, 0xA9])
    #expect(try text("<U1", [0xAC, 0x20, 0, 0]) == Array("€".utf8))
    #expect(try text(">U1", [0, 1, 0xF4, 0x27]) == [0xF0, 0x9F, 0x90, 0xA7])
    // A surrogate, and what is beyond Unicode.
    #expect(try text("<U1", [0, 0xD8, 0, 0]) == nil && text("<U1", [0, 0, 0x11, 0]) == nil)
    #expect(try text("|S3", [0x61, 0, 0x62, 0x63, 0, 0]) == [0x61, 0, 0x62])
    #expect(try text("|S3", [0x61, 0, 0x62, 0x63, 0, 0], 1) == [0x63])
  }

  @Test func `halves are those of IEEE 754`() throws {
    // One, -2, the largest, the smallest normal and subnormal number, and zeros (IEEE 754-2019, table 3.5).
    let bits: [UInt16] = [0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x8001, 0x0000, 0x8000, 0x7C00, 0xFC00, 0x3555]
    let values = try read("<f2", bits.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, count: bits.count)
    let meant: [Double] = [1, -2, 65_504, 0x1p-14, 0x1p-24, -0x1p-24, 0, 0, .infinity, -.infinity, 0x1.554p-2]
    #expect(values == meant)
    #expect(values[7].sign == .minus)
    #expect(try read("<f2", [0x01, 0x7C], count: 1)[0].isNaN)
  }
}
