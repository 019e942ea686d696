import DownhillFormats
import Testing

/// A file of this header, padded, and these bytes of data.
private func file(_ header: String, data: Int = 8) -> [UInt8] {
  var writer = ByteWriter()
  let padded = header.bytes + [UInt8](repeating: 0x20, count: (8 - header.utf8.count % 8) % 8)
  writer.uint64(UInt64(padded.count), .littleEndian)
  writer.append(padded)
  writer.append([UInt8](repeating: 0, count: data))
  return writer.bytes
}

private func tensor(_ shape: String, _ offsets: String, type: String = "F32") -> String {
  #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

@Suite("SafeTensors")
struct SafeTensorsTests {
  private let content = TensorFile(
    metadata: [.init(key: "format", value: "downhill"), .init(key: "seed", value: "1")],
    tensors: [
      Tensor(name: "layers.0.weight", shape: [2, 3], values: [1, -2, 3.5, 0, .leastNonzeroMagnitude, 3.4e38]),
      Tensor(name: "layers.0.bias", shape: [2], values: [-0.0, 0.1]),
      Tensor(name: "empty", shape: [0, 4], values: []),
      Tensor(name: "scalar", shape: [], values: [7]),
    ])

  @Test("What is written is read back")
  func roundTrip() throws {
    #expect(try SafeTensors.decode(SafeTensors.encode(content), file: "m") == content)
    let nothing = TensorFile(tensors: [])
    #expect(try SafeTensors.decode(SafeTensors.encode(nothing), file: "m") == nothing)
  }

  @Test("The bytes of a small file")
  func bytes() throws {
    let encoded = try SafeTensors.encode(TensorFile(tensors: [Tensor(name: "a", shape: [1], values: [1])]))
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  "#
    #expect(encoded == [56, 0, 0, 0, 0, 0, 0, 0] + header.bytes + [0, 0, 0x80, 0x3F])
  }

  @Test("Data begins at a multiple of eight bytes", arguments: 1...9)
  func alignment(nameLength: Int) throws {
    let name = String(repeating: "n", count: nameLength)
    let encoded = try SafeTensors.encode(TensorFile(tensors: [Tensor(name: name, shape: [1], values: [1])]))
    #expect((encoded.count - 4) % 8 == 0)
  }

  @Test("A file by the reference implementation is read, and written again byte for byte")
  func reference() throws {
    let bytes = try oracle("reference.safetensors")
    let content = try SafeTensors.decode(bytes, file: "reference")
    #expect(content.metadata("format") == "downhill")
    #expect(content.metadata("note") == "tab\t, quote \", ä, 数字, 😀")
    #expect(content.tensor("layers.0.weight")?.shape == [2, 3])
    #expect(content.tensor("layers.0.weight")?.values == [-0.25, -0.125, 0, 0.125, 0.25, 0.375])
    #expect(content.tensor("layers.0.bias")?.values == [.leastNonzeroMagnitude, -.greatestFiniteMagnitude])
    #expect(content.tensor("empty") == Tensor(name: "empty", shape: [0, 4], values: []))
    #expect(content.tensor("scalar") == Tensor(name: "scalar", shape: [], values: [0.1]))
    #expect(content.tensors.count == 4)
    #expect(try SafeTensors.encode(content) == bytes)
  }

  @Test("Tensors may stand in the header in another order than in the data")
  func order() throws {
    let content = try SafeTensors.decode(
      file(#"{"b":\#(tensor("[1]", "[4,8]")),"a":\#(tensor("[1]", "[0,4]"))}"#), file: "m")
    #expect(content.tensors.map(\.name) == ["b", "a"])
  }

  @Test(
    "Bad files",
    arguments: [
      ([], "expected a safetensors file, found an empty file"),
      ([1, 2, 3], "ends too early: 8 bytes must follow, 3 do, at byte 0"),
      ([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0], "found a zip archive, at byte 0. PyTorch's own .pt files"),
      ([9, 0, 0, 0, 0, 0, 0, 0] + "{}".bytes, "header claims 9 bytes, the file has only 2 more, at byte 0"),
      ([0, 0, 0, 0, 0, 0, 0, 0x80] + "{}".bytes, "claims 9223372036854775808 bytes, more than the format's limit"),
      ([UInt8](repeating: 0xFF, count: 20), "claims 18446744073709551615 bytes"),
      ([0, 0, 0, 0, 0, 0, 0, 0], "the safetensors header does not begin with \"{\", at byte 8"),
      (file("[]", data: 0), "does not begin with \"{\", at byte 8"),
      (file("{]", data: 0), "not JSON: \"]\" is not allowed here, at byte 9"),
      (file(#"{"a":\#(tensor("[2]", "[0,8]")),"a":\#(tensor("[2]", "[0,8]"))}"#), "the key \"a\" occurs twice"),
      (file(#"{"__metadata__":3}"#, data: 0), "__metadata__ is no object of strings"),
      (file(#"{"__metadata__":{"epochs":3}}"#, data: 0), "the metadata \"epochs\" is no string"),
      (file(#"{"a":3}"#), "tensor \"a\": \"dtype\" is missing or malformed"),
      (file(#"{"a":\#(tensor("[2]", "[0,8]", type: "BF16"))}"#), "tensor \"a\": it holds numbers of type \"BF16\""),
      (file(#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#), "\"shape\" is missing or malformed"),
      (file(#"{"a":\#(tensor("[2.0]", "[0,8]"))}"#), "the shape is no list of sizes"),
      (file(#"{"a":\#(tensor("[-2]", "[0,8]"))}"#), "the shape is no list of sizes"),
      (file(#"{"a":\#(tensor("[4294967296,4294967296]", "[0,8]"))}"#), "the shape is no list of sizes"),
      (file(#"{"a":\#(tensor("[4611686018427387904]", "[0,8]"))}"#), "the shape is no list of sizes"),
      (file(#"{"a":\#(tensor("[2]", "[0]"))}"#), "\"data_offsets\" is missing or malformed"),
      (file(#"{"a":\#(tensor("[2]", "[0,\"8\"]"))}"#), "\"data_offsets\" is missing or malformed"),
      (file(#"{"a":\#(tensor("[2]", "[0,12]"))}"#), "data_offsets 0..<12 do not fit in 8 bytes of data"),
      (file(#"{"a":\#(tensor("[2]", "[8,0]"))}"#), "data_offsets 8..<0 do not fit"),
      (file(#"{"a":\#(tensor("[2]", "[-8,0]"))}"#), "data_offsets -8..<0 do not fit"),
      (file(#"{"a":\#(tensor("[3]", "[0,8]"))}"#), "data_offsets span 8 bytes, the shape asks for 12"),
      (
        file(#"{"a":\#(tensor("[2]", "[0,8]")),"b":\#(tensor("[1]", "[4,8]"))}"#),
        "tensor \"b\": its bytes overlap those of \"a\""
      ),
      (file(#"{"b":\#(tensor("[1]", "[4,8]"))}"#), "no tensor describes 4 bytes of the data, at byte 64"),
      (file(#"{"a":\#(tensor("[1]", "[0,4]"))}"#), "4 bytes too many at the end of the file"),
      (file("{}", data: 1), "1 byte too many at the end of the file, at byte 16"),
    ] as [([UInt8], String)])
  func bad(bytes: [UInt8], sentence: String) throws {
    let error = try #require(formatError { () throws(FormatError) in _ = try SafeTensors.decode(bytes, file: "m") })
    #expect(error.description.contains(sentence), "\(error)")
  }

  @Test("Other numbers are passed over where the caller says so, and named where it does not")
  func passingOver() throws {
    let others = ["I64", "F16", "BF16", "F64", "BOOL", "U8", "I8", "F8_E4M3", "C64", "of tomorrow"]
    for type in others {
      let bytes = file(#"{"n":\#(tensor("[]", "[0,8]", type: type)),"a":\#(tensor("[1]", "[8,12]"))}"#, data: 12)
      let content = try SafeTensors.decode(bytes, file: "m", passingOver: true)
      #expect(content.tensors.map(\.name) == ["a"] && content.unread.map(\.name) == ["n"])
      let error = formatError { () throws(FormatError) in _ = try SafeTensors.decode(bytes, file: "m") }
      #expect(error?.description.contains("tensor \"n\": it holds numbers of type \"\(type)\"") == true)
    }
    let infinite = try encodedAsItIs(
      TensorFile(tensors: [
        Tensor(name: "best_loss", shape: [1], values: [.infinity]), Tensor(name: "a", shape: [], values: [1]),
      ]))
    #expect(try SafeTensors.decode(infinite, file: "m", passingOver: true).unread.map(\.name) == ["best_loss"])
  }

  @Test("Values that are not finite", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) throws {
    let content = TensorFile(tensors: [Tensor(name: "w", shape: [3], values: [0, 1, value])])
    let refused = formatError { () throws(FormatError) in _ = try SafeTensors.encode(content, file: "m") }
    #expect(refused?.problem == .tensor(name: "w", .notFinite(index: 2)))
    let bytes = try encodedAsItIs(content)
    let error = try #require(formatError { () throws(FormatError) in _ = try SafeTensors.decode(bytes, file: "m") })
    #expect(error.offset == bytes.count - 4)
    #expect(error.description.contains("tensor \"w\": the value at index 2 is NaN or infinite"))
  }
}
