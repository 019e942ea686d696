import CProcessor
import CZLib
import DownhillFormats

#if Libdeflate
import CLibdeflate
#endif

/// Decompression by zlib, or by libdeflate where the package's trait says so, never into more memory than the compressed
/// bytes can fill.
public enum Gzip {
  /// The most that deflate can expand a byte to (zlib's technical notes: 1032 to 1).
  static let largestRatio = 1_032

  /// Whether these bytes begin like a gzip file.
  public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes(isGzip) }

  static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The first `count` bytes that a gzip file holds; fewer if it holds fewer.
  package static func prefix(
    _ bytes: UnsafeRawBufferPointer, count: Int, file: String
  ) throws(FormatError) -> [UInt8] {
    var stream = try ZStream(bytes, file: file)
    defer { stream.end() }
    return try stream.inflate(upTo: count)
  }

  /// The content of a gzip file in pieces, however long it is.
  static func forEachPiece(
    of bytes: UnsafeRawBufferPointer, pieceSize: Int, file: String, _ take: ([UInt8]) throws -> Void
  ) throws {
    var stream = try ZStream(bytes, file: file)
    defer { stream.end() }
    while true {
      let piece = try stream.inflate(upTo: pieceSize)
      if piece.isEmpty { return }
      try take(piece)
    }
  }

  /// The whole content of a gzip file, which must be exactly `byteCount` bytes.
  package static func inflate(
    _ bytes: UnsafeRawBufferPointer, byteCount: Int, file: String
  ) throws(FormatError) -> [UInt8] {
    #if Libdeflate
    // Anything unexpected is left to zlib, which can say what is wrong.
    if let content = inflateAtOnce(bytes, byteCount: byteCount) { return content }
    #endif
    return try inflateExactly(bytes, byteCount: byteCount, file: file)
  }

  /// The first `count` bytes that a stream of deflate alone holds, as zip archives have them; fewer if it holds fewer.
  static func prefixOfDeflated(
    _ bytes: UnsafeRawBufferPointer, count: Int, file: String
  ) throws(FormatError) -> [UInt8] {
    var stream = try ZStream(bytes, file: file, isBare: true)
    defer { stream.end() }
    return try stream.inflate(upTo: count)
  }

  /// The whole content of a stream of deflate alone, which must be exactly `byteCount` bytes.
  static func inflateDeflated(
    _ bytes: UnsafeRawBufferPointer, byteCount: Int, file: String
  ) throws(FormatError) -> [UInt8] {
    try inflateExactly(bytes, byteCount: byteCount, file: file, isBare: true)
  }

  /// The cyclic redundancy check of gzip, zip and PNG.
  static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }

  /// The first `byteCount` bytes of a zlib stream's content, which must be there, in pieces, for the PNG reader. What
  /// follows them in the stream or after it is ignored, as libpng does: some writers leave a byte or a row too many.
  public static func inflateZlib(
    _ bytes: [UInt8], _ byteCount: Int, _ file: String,
    _ take: (UnsafeBufferPointer<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    try bytes.withUnsafeBufferPointer { bytes throws(FormatError) in
      let bytes = UnsafeRawBufferPointer(bytes)
      try checkRatio(bytes, byteCount: byteCount, file: file)
      var stream = try ZStream(bytes, file: file)
      defer { stream.end() }
      var rest = byteCount
      while rest > 0 {
        let piece = try stream.inflate(upTo: min(rest, 1 << 16))
        guard !piece.isEmpty else {
          throw FormatError(
            file: file, problem: .inflate(.tooShort(expected: byteCount, actual: byteCount - rest)))
        }
        rest -= piece.count
        try piece.withUnsafeBufferPointer { piece throws(FormatError) in try take(piece) }
      }
      // Reading on makes zlib check the checksum where the content ends here.
      _ = try stream.inflate(upTo: 1)
    }
  }

  #if Libdeflate
  /// The content of a gzip file of one member, if it is whole, undamaged and exactly `byteCount` bytes.
  private static func inflateAtOnce(_ bytes: UnsafeRawBufferPointer, byteCount: Int) -> [UInt8]? {
    guard byteCount > 0, byteCount / largestRatio <= bytes.count, let decompressor = libdeflate_alloc_decompressor()
    else { return nil }
    defer { libdeflate_free_decompressor(decompressor) }
    var isWhole = false
    let content = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      processor_advise_large_pages(buffer.baseAddress!, byteCount)
      var read = 0
      // Without a pointer for the size written, libdeflate requires exactly as much as there is room for.
      let result = libdeflate_gzip_decompress_ex(
        decompressor, bytes.baseAddress, bytes.count, buffer.baseAddress, byteCount, &read, nil)
      isWhole = result == LIBDEFLATE_SUCCESS && read == bytes.count
      count = isWhole ? byteCount : 0
    }
    return isWhole ? content : nil
  }
  #endif

  private static func inflateExactly(
    _ bytes: UnsafeRawBufferPointer, byteCount: Int, file: String, isBare: Bool = false
  ) throws(FormatError) -> [UInt8] {
    try checkRatio(bytes, byteCount: byteCount, file: file)
    var stream = try ZStream(bytes, file: file, isBare: isBare)
    defer { stream.end() }
    let content = try stream.inflate(upTo: byteCount)
    guard content.count == byteCount else {
      throw FormatError(file: file, problem: .inflate(.tooShort(expected: byteCount, actual: content.count)))
    }
    // Nothing may follow; reading further also makes zlib check the checksum.
    guard try stream.inflate(upTo: 1).isEmpty else {
      throw FormatError(file: file, problem: .inflate(.tooLong(expected: byteCount)))
    }
    return content
  }

  /// Throws if the compressed bytes are too few for the content.
  private static func checkRatio(
    _ bytes: UnsafeRawBufferPointer, byteCount: Int, file: String
  ) throws(FormatError) {
    let most = bytes.count.multipliedReportingOverflow(by: largestRatio)
    guard byteCount >= 0, most.overflow || byteCount <= most.partialValue else {
      throw FormatError(file: file, problem: .inflate(.impossible(expected: byteCount, most: most.partialValue)))
    }
  }
}

/// A zlib inflater over bytes in memory, for gzip files (of one member or several) and zlib streams.
private struct ZStream {
  private let bytes: UnsafeRawBufferPointer
  private let file: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let isGzip: Bool
  private var consumed = 0
  private var isAtEnd = false

  /// `isBare` says that the bytes are deflate alone, without a header.
  init(_ bytes: UnsafeRawBufferPointer, file: String, isBare: Bool = false) throws(FormatError) {
    self.bytes = bytes
    self.file = file
    isGzip = !isBare && Gzip.isGzip(bytes)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 + 32: the largest window, gzip or zlib as the header says; -15: without a header.
    guard inflateInit2_(stream, isBare ? -15 : 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw FormatError(file: file, problem: .inflate(.corrupt(reason: "zlib could not start")))
    }
  }

  mutating func end() {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The next bytes, `limit` of them unless the content ends before.
  mutating func inflate(upTo limit: Int) throws(FormatError) -> [UInt8] {
    // Empty arrays share one storage, which initializing one in place would write to.
    guard limit > 0 else { return [] }
    var problem: FormatError?
    let content = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      processor_advise_large_pages(buffer.baseAddress!, limit)
      while count < limit, !isAtEnd, problem == nil {
        do throws(FormatError) {
          count += try inflate(into: buffer.baseAddress! + count, room: limit - count)
        } catch {
          problem = error
        }
      }
    }
    if let problem { throw problem }
    return content
  }

  /// One call of zlib, with as much input and room as its counters can take.
  private mutating func inflate(into target: UnsafeMutablePointer<UInt8>, room: Int) throws(FormatError) -> Int {
    let available = min(bytes.count - consumed, 1 << 30)
    let space = min(room, 1 << 30)
    let source = bytes.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.next_in = source.map { UnsafeMutablePointer(mutating: $0 + consumed) }
    stream.pointee.avail_in = UInt32(available)
    stream.pointee.next_out = target
    stream.pointee.avail_out = UInt32(space)
    let status = CZLib.inflate(stream, Z_NO_FLUSH)
    consumed += available - Int(stream.pointee.avail_in)
    let produced = space - Int(stream.pointee.avail_out)
    switch status {
    case Z_STREAM_END: try endMember()
    case Z_OK: break
    case Z_BUF_ERROR: throw FormatError(file: file, offset: bytes.count, problem: .cut(needed: 1, available: 0))
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
      throw FormatError(file: file, offset: consumed, problem: .inflate(.corrupt(reason: reason)))
    }
    return produced
  }

  /// A gzip file may continue with another member (RFC 1952). Zeros after one are padding, as tapes and block devices
  /// leave it: gzip and Python ignore them. Anything else after the end of a gzip file is refused, as Python does;
  /// after a zlib stream it is ignored.
  private mutating func endMember() throws(FormatError) {
    guard isGzip else {
      isAtEnd = true
      return
    }
    var next = consumed
    while next < bytes.count, bytes[next] == 0 { next += 1 }
    if next == bytes.count {
      isAtEnd = true
    } else if next + 1 < bytes.count, bytes[next] == 0x1F, bytes[next + 1] == 0x8B {
      consumed = next
      inflateReset(stream)
    } else {
      throw FormatError(file: file, offset: next, problem: .inflate(.foreignTail(bytes.count - next)))
    }
  }
}
