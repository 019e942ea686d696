import DownhillFiles
import DownhillFormats
import Testing

#if os(Linux)
import Glibc
#endif

@Suite("Gzip")
struct GzipTests {
  private static let packings = ["stored", "fixed", "dynamic", "fields", "members", "gnu"]
  private let content: [UInt8]

  init() throws { content = try oracle("gzip/content") }

  /// What a file holds, or why it cannot be read. Anything but a `FormatError` is a failure of the test.
  private func inflated(_ bytes: [UInt8], _ count: Int) -> Result<[UInt8], FormatError> {
    Result { () throws(FormatError) in try Gzip.inflate(bytes, byteCount: count, file: "f.gz") }
  }

  private func sentence(_ bytes: [UInt8], _ count: Int) -> String {
    switch inflated(bytes, count) {
    case .success: "no error"
    case .failure(let error): error.description
    }
  }

  @Test("Every kind of block, header fields, several members", arguments: packings)
  func packing(name: String) throws {
    let bytes = try oracle("gzip/\(name).gz")
    #expect(Gzip.isGzip(bytes))
    #expect(inflated(bytes, content.count) == .success(content))
    #expect(try Gzip.prefix(bytes, count: 16, file: "f.gz") == Array(content[..<16]))
    #expect(try Gzip.prefix(bytes, count: 10_000, file: "f.gz") == content)
  }

  @Test("The fixtures hold the kinds of block that their names say")
  func kinds() throws {
    // After the header of ten bytes: the last-block bit, then two bits of the kind (RFC 1951).
    for (name, kind) in [("stored", 0), ("fixed", 1), ("dynamic", 2)] as [(String, UInt8)] {
      #expect(try oracle("gzip/\(name).gz")[10] >> 1 & 3 == kind)
    }
  }

  @Test("A file that holds nothing")
  func empty() throws {
    let bytes = try oracle("gzip/empty.gz")
    #expect(inflated(bytes, 0) == .success([]))
    #expect(try Gzip.prefix(bytes, count: 16, file: "f.gz").isEmpty)
    #expect(
      sentence(bytes, 1)
        == "f.gz: the compressed data holds only 0 of 1 byte. The file is damaged: copy or download it again.")
  }

  @Test("What is no gzip file")
  func others() {
    #expect(!Gzip.isGzip([]) && !Gzip.isGzip([0x1F]) && !Gzip.isGzip([0x78, 0x9C]))
    #expect(inflated([], 0).isFormatError && inflated([0x1F, 0x8B], 0).isFormatError)
    #expect(inflated([0x1F, 0x8B, 7, 0], 1).isFormatError)
    #expect(inflated(Array("hello, world".utf8), 1).isFormatError)
  }

  @Test("A zlib stream, as PNG has it")
  func zlibStream() throws {
    // zlib.compress(b"downhill") of Python.
    let stream: [UInt8] = [
      0x78, 0x9C, 0x4B, 0xC9, 0x2F, 0xCF, 0xCB, 0xC8, 0xCC, 0xC9, 0x01, 0x00, 0x0F, 0x40, 0x03, 0x62,
    ]
    func unpacked(_ stream: [UInt8], _ count: Int) throws(FormatError) -> [UInt8] {
      var content: [UInt8] = []
      try Gzip.inflateZlib(stream, count, "p.png") { content += $0 }
      return content
    }
    #expect(try unpacked(stream, 8) == Array("downhill".utf8))
    // A byte after the stream, and content beyond the announced length.
    #expect(try unpacked(stream + [0], 8) == Array("downhill".utf8))
    #expect(try unpacked(stream, 4) == Array("down".utf8))
    for damaged in [stream.dropLast() + [0x63], stream.dropLast(), stream.dropLast(4)] as [[UInt8]] {
      #expect(throws: FormatError.self) { try unpacked(damaged, 8) }
    }
  }

  @Test("Another length than promised")
  func lengths() throws {
    let bytes = try oracle("gzip/dynamic.gz")
    let advice = "The file is damaged: copy or download it again."
    #expect(sentence(bytes, 437) == "f.gz: the compressed data holds only 436 of 437 bytes. \(advice)")
    #expect(sentence(bytes, 435) == "f.gz: the compressed data holds more than the 435 bytes promised. \(advice)")
    #expect(sentence(bytes, 0) == "f.gz: the compressed data holds more than the 0 bytes promised. \(advice)")
    // 179 bytes cannot become more than 1032 times as many.
    #expect(
      sentence(bytes, 184_729)
        == "f.gz: the compressed data can hold at most 184728 of the 184729 bytes promised. \(advice)")
    #expect(sentence(bytes, .max).contains("can hold at most 184728 of the 9223372036854775807 bytes promised"))
  }

  @Test("Bytes after the end", arguments: packings)
  func trailing(name: String) throws {
    let bytes = try oracle("gzip/\(name).gz")
    let advice = "Unpack it with gunzip, which leaves them out and says so, or download it again."
    #expect(
      sentence(bytes + [0, 7], content.count)
        == "f.gz: 1 byte of something else after the compressed data, at byte \(bytes.count + 1). \(advice)")
    #expect(sentence(bytes + "tail".utf8, content.count).contains("4 bytes of something else"))
    for garbage in [[0x1F], [0x1F, 0x8C], [0x1F, 0x8B], [0x1F, 0x8B, 8]] as [[UInt8]] {
      #expect(inflated(bytes + garbage, content.count).isFormatError)
    }
  }

  @Test("Zeros after the end and between members are padding, as gzip and Python take them", arguments: packings)
  func padding(name: String) throws {
    let bytes = try oracle("gzip/\(name).gz")
    for count in [1, 2, 511, 4_096] {
      let zeros = [UInt8](repeating: 0, count: count)
      #expect(inflated(bytes + zeros, content.count) == .success(content))
      #expect(inflated(bytes + zeros + bytes + zeros, 2 * content.count) == .success(content + content))
    }
    #expect(inflated(bytes + [0], content.count + 1).isFormatError, "a zero is no content")
  }

  @Test("Cut at every byte", arguments: packings)
  func cut(name: String) throws {
    let bytes = try oracle("gzip/\(name).gz")
    for length in 0..<bytes.count {
      let result = inflated(Array(bytes[..<length]), content.count)
      #expect(result.isFormatError, "cut at \(length)")
    }
    #expect(
      sentence(Array(bytes.dropLast()), content.count)
        == "f.gz: the file ends too early: 1 byte must follow, 0 do, at byte \(bytes.count - 1). "
        + "The file is damaged: copy or download it again.")
  }

  @Test("Every bit flipped, alone: the checksum lets no changed content through", arguments: packings)
  func flipped(name: String) throws {
    let bytes = try oracle("gzip/\(name).gz")
    var unharmed = 0
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        let result = inflated(damaged, content.count)
        #expect(result.isFormatError || result == .success(content), "byte \(index), bit \(bit)")
        if !result.isFormatError { unharmed += 1 }
      }
    }
    // Only names, times and the like may change: most of the file must not.
    #expect(unharmed < bytes.count * 8 / 2)
  }

  @Test("The sentence about content that its checksum does not match")
  func checksum() throws {
    var bytes = try oracle("gzip/stored.gz")
    bytes[100] ^= 1
    #expect(
      sentence(bytes, content.count) == "f.gz: the compressed data is damaged (incorrect data check), "
        + "at byte 455. The file is damaged: copy or download it again.")
  }

  #if os(Linux)
  @Test("Bombs take no more memory than their promise or their size allows", arguments: ["bomb", "promise"])
  func bombs(name: String) async throws {
    let bytes = try oracle("gzip/\(name).gz")
    await #expect(processExitsWith: .success) { [name = name as String, bytes = bytes as [UInt8]] in
      let source = DataSource(
        name: "bomb", files: [("train-images-idx3-ubyte", bytes)] + [("train-labels-idx1-ubyte", labels([1]))])
      // Ten megabytes of zeros do not fit, four gigabytes still less.
      limitMemory(megabytes: 4)
      let error = #expect(throws: FormatError.self) { try source.load(.train) }
      let fact =
        name == "bomb"
        ? "holds more than the 800 bytes promised" : "can hold at most 10064064 of the 4294967616 bytes promised"
      #expect(error?.description.contains(fact) == true, "\(String(describing: error))")
    }
  }
  #endif
}

extension Result where Failure == FormatError {
  /// Whether it failed.
  fileprivate var isFormatError: Bool {
    if case .failure = self { true } else { false }
  }
}
