import CZLib
import DownhillFormats

/// A file that was seen to take much to read, or might: what memory and work are counted for.
struct AdversarialFile: Sendable, CustomStringConvertible {
  let name: String
  /// How many times its length a file may take in memory; other numbers than 8 are exceptions, and have a reason.
  var factor = 8
  /// The samples of a picture whose bytes hold several, for a file of about `byteCount` bytes.
  var samples: (@Sendable (_ byteCount: Int) -> Int)?
  let read: @Sendable (_ bytes: [UInt8]) throws -> Void
  /// Makes a file of about `byteCount` bytes.
  let make: @Sendable (_ byteCount: Int) -> [UInt8]

  var description: String { name }

  static var all: [AdversarialFile] { headers + pictures + data }

  // MARK: Headers

  private static var headers: [AdversarialFile] {
    var cases = [
      header("subnormal numbers", of: "1e-320"),
      header("long numbers", of: "0.\(String(repeating: "12345", count: 80))"),
      header("deep lists", of: "[0]"), header("deeper lists", of: "[[[{\"a\":[0]}]]]"),
      header("short texts", of: "\"\""),
      header("objects", of: #"{"a":0,"b":1}"#),
    ]
    cases.append(
      AdversarialFile(name: "header: one long text", read: model) { size in
        file(#"{"a":"\#(String(repeating: "x", count: size))"}"#)
      })
    cases.append(
      AdversarialFile(name: "header: an architecture of very many layers", read: model) { size in
        let functions = #""activation":"sigmoid","output-activation":"sigmoid","cost":"quadratic""#
        let layers = String(repeating: "1-", count: size / 2)
        return file(#"{"__metadata__":{\#(functions),"architecture":"\#(layers)1"}}"#)
      })
    cases.append(
      AdversarialFile(name: "header: a shape of very many sizes", read: model) { size in
        file(#"{"a":{"dtype":"F32","shape":[\#(list("1", size / 2))],"data_offsets":[0,0]}}"#)
      })
    cases.append(
      AdversarialFile(name: "header: lists in a shape", read: model) { size in
        file(#"{"a":{"dtype":"F32","shape":[\#(list("[0]", size / 4))],"data_offsets":[0,0]}}"#)
      })
    cases.append(
      AdversarialFile(name: "header: very many tensors", read: model) { size in
        let tensors = (0..<size / 60).map { #""t\#($0)":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"# }
        return file("{\(tensors.joined(separator: ","))}")
      })
    cases.append(
      AdversarialFile(name: "header: very many fields of one tensor", read: model) { size in
        let fields = (0..<size / 10).map { #""\#($0)":0"# }
        return file(#"{"a":{\#(fields.joined(separator: ","))}}"#)
      })
    // Each entry is two texts, which are kept and compared.
    cases.append(
      AdversarialFile(name: "header: very many metadata", factor: 24, read: model) { size in
        let entries = (0..<size / 12).map { #""\#($0)":"""# }
        return file(#"{"__metadata__":{\#(entries.joined(separator: ","))}}"#)
      })
    return cases
  }

  /// A header with a list of these instead of a tensor's description.
  private static func header(_ name: String, of element: String) -> AdversarialFile {
    AdversarialFile(name: "header: \(name)", read: model) { size in
      file(#"{"a":[\#(list(element, size / (element.utf8.count + 1)))]}"#)
    }
  }

  private static func list(_ element: String, _ count: Int) -> String {
    element + String(repeating: ",\(element)", count: max(count - 1, 0))
  }

  private static func file(_ header: String) -> [UInt8] {
    var writer = ByteWriter()
    writer.uint64(UInt64(header.utf8.count), .littleEndian)
    writer.append(header.utf8)
    return writer.bytes
  }

  /// Headers are refused: only what that takes counts.
  @Sendable private static func model(_ bytes: [UInt8]) {
    _ = try? ModelFile.decode(bytes, file: "m")
  }

  // MARK: Pictures

  private static var pictures: [AdversarialFile] {
    [
      picture("one grey", depth: 8, colour: 0) { (8_000, $0 / 1_500) },
      picture("one colour with transparency, interlaced", depth: 16, colour: 6, interlaced: true) {
        (1_000, $0 / 1_500)
      },
      picture("bits", depth: 1, colour: 0) { (8_000, $0 / 800) },
      picture("1×N", depth: 8, colour: 0) { (min(2_000_000, $0), 1) },
      picture("N×1", depth: 8, colour: 0) { (1, $0 * 3) },
      netpbm("P5 1×N") { ("P5 \($0) 1 255\n", $0) },
      netpbm("P5 N×1") { ("P5 1 \($0) 255\n", $0) },
      netpbm("P4 1×N", bits: true) { ("P4 \(8 * $0) 1\n", $0) },
      netpbm("P4 N×1", bits: true) { ("P4 1 \($0)\n", $0) },
      netpbm("P4", bits: true) { ("P4 8000 \($0 / 1_000)\n", $0 / 1_000 * 1_000) },
      netpbm("P6") { ("P6 3000 \($0 / 9_000) 255\n", $0 / 9_000 * 9_000) },
    ]
  }

  /// A PNG picture of zeros; `sides` says how wide and high it is, as far as pictures may go.
  private static func picture(
    _ name: String, depth: UInt8, colour: UInt8, interlaced: Bool = false,
    sides: @escaping @Sendable (_ size: Int) -> (width: Int, height: Int)
  ) -> AdversarialFile {
    let channels = colour == 6 ? 4 : 1
    let samples = { @Sendable (size: Int) in sides(size).width * sides(size).height * channels }
    return AdversarialFile(name: "PNG: \(name)", samples: samples, read: image) { size in
      let (width, height) = sides(size)
      let bits = channels * Int(depth)
      // Each pass of an interlaced picture has filter bytes of its own.
      let unpacked = interlaced ? passBytes(width, height, bits / 8) : height * (1 + (width * bits + 7) / 8)
      return png(width, height, depth: depth, colour: colour, interlaced: interlaced, unpacked: unpacked)
    }
  }

  private static func passBytes(_ width: Int, _ height: Int, _ pixel: Int) -> Int {
    var count = 0
    for (x, y, dx, dy) in [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ] {
      let (rows, columns) = ((height - y + dy - 1) / dy, (width - x + dx - 1) / dx)
      count += rows * (1 + columns * pixel)
    }
    return count
  }

  private static func png(
    _ width: Int, _ height: Int, depth: UInt8, colour: UInt8, interlaced: Bool, unpacked: Int
  ) -> [UInt8] {
    var header = ByteWriter()
    header.uint32(UInt32(width), .bigEndian)
    header.uint32(UInt32(height), .bigEndian)
    header.append([depth, colour, 0, 0, interlaced ? 1 : 0])
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header.bytes)
      + chunk("IDAT", zeros(unpacked)) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    var writer = ByteWriter()
    writer.uint32(UInt32(content.count), .bigEndian)
    writer.append(body)
    writer.uint32(UInt32(crc32(0, body, UInt32(body.count))), .bigEndian)
    return writer.bytes
  }

  /// A zlib stream of that many zeros.
  private static func zeros(_ count: Int) -> [UInt8] {
    let zeros = [UInt8](repeating: 0, count: count)
    var length = compressBound(uLong(count))
    var result = [UInt8](repeating: 0, count: Int(length))
    compress2(&result, &length, zeros, uLong(count), 1)
    return Array(result[..<Int(length)])
  }

  private static func netpbm(
    _ name: String, bits: Bool = false, _ make: @escaping @Sendable (_ size: Int) -> (header: String, bytes: Int)
  ) -> AdversarialFile {
    let samples: (@Sendable (Int) -> Int)? = bits ? { @Sendable size in 8 * size } : nil
    return AdversarialFile(name: name, samples: samples, read: image) { size in
      let (header, bytes) = make(size)
      return Array(header.utf8) + [UInt8](repeating: 0x55, count: bytes)
    }
  }

  /// As the program reads them.
  @Sendable private static func image(_ bytes: [UInt8]) throws(FormatError) {
    let image = try GreyImage.decode(bytes, file: "p", reducedTo: DigitNormalization.sideLimit, inflate: inflatePieces)
    precondition(max(image.width, image.height) <= DigitNormalization.sideLimit)
  }

  /// zlib in pieces of 64 KB, as the program has it: the helper of the other tests unpacks everything at once.
  private static func inflatePieces(
    _ stream: [UInt8], _ byteCount: Int, _ file: String,
    _ take: (UnsafeBufferPointer<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    var state = z_stream()
    inflateInit_(&state, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { inflateEnd(&state) }
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    defer { room.deallocate() }
    var rest = byteCount
    try stream.withUnsafeBufferPointer { stream throws(FormatError) in
      state.next_in = UnsafeMutablePointer(mutating: stream.baseAddress)
      state.avail_in = UInt32(stream.count)
      while rest > 0 {
        state.next_out = room.baseAddress
        state.avail_out = UInt32(room.count)
        CZLib.inflate(&state, Z_NO_FLUSH)
        let count = room.count - Int(state.avail_out)
        guard count > 0 else {
          throw FormatError(file: file, problem: .inflate(.tooShort(expected: byteCount, actual: byteCount - rest)))
        }
        rest -= count
        try take(UnsafeBufferPointer(rebasing: room[..<count]))
      }
    }
  }

  // MARK: Data

  private static var data: [AdversarialFile] {
    [
      AdversarialFile(name: "IDX images 1×1×N", read: { _ = try? IDX.images($0, file: "i") }) {
        idx(0x803, [$0, 1, 1], $0)
      },
      AdversarialFile(name: "IDX labels", read: { _ = try? IDX.labels($0, file: "l") }) { idx(0x801, [$0], $0) },
    ]
  }

  private static func idx(_ magic: UInt32, _ sizes: [Int], _ count: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.uint32(magic, .bigEndian)
    for size in sizes { writer.uint32(UInt32(size), .bigEndian) }
    writer.append([UInt8](repeating: 1, count: count))
    return writer.bytes
  }
}
