// Zip archives (PKWARE's APPNOTE.TXT 6.3): members one behind the other, each behind a local header, then the directory,
// which names them all, and a record at the end that tells where the directory is. Zip64 has wider fields, in extra records.

/// The directory of a zip archive: which members it has and where their bytes are. Nothing is unpacked here.
///
/// Sizes and checksums are those of the directory, which are also known of members that were written as a stream, with their
/// sizes behind them. What is not consistent is refused: members outside the file, over one another, or twice.
public struct ZipArchive: Sendable {
  /// A member.
  public struct Member: Equatable, Sendable {
    /// Its path in the archive.
    public let name: String
    /// How it is compressed.
    public let method: Method
    /// The cyclic redundancy check of its content, the one that PNG has.
    public let checksum: UInt32
    /// Where its bytes are in the file.
    public let range: Range<Int>
    /// The length of its content, unpacked.
    public let byteCount: Int

    package init(name: String, method: Method, checksum: UInt32, range: Range<Int>, byteCount: Int) {
      self.name = name
      self.method = method
      self.checksum = checksum
      self.range = range
      self.byteCount = byteCount
    }
  }

  /// How members are compressed.
  public enum Method: Equatable, Sendable {
    /// They are not.
    case stored
    /// RFC 1951.
    case deflated
  }

  /// The members, in the directory's order.
  public let members: [Member]

  /// The directory of an archive.
  ///
  /// Throws `.zip`, `.cut` or `.sizeOverflow`.
  public init(_ bytes: UnsafeRawBufferPointer, file: String) throws(FormatError) {
    let fields = ZipFields(bytes: bytes, file: file)
    let directory = try ZipDirectory(fields)
    var members: [Member] = []
    var starts: [Int] = []
    var place = directory.start
    for _ in 0..<directory.count {
      let (member, start, end) = try fields.member(at: place, directory: directory.start)
      members.append(member)
      starts.append(start)
      place = end
      guard place <= directory.end else { throw fields.error(.directory, at: place) }
    }
    guard place == directory.end else { throw fields.error(.directory, at: place) }
    try Self.checkAreApart(members, starts, fields)
    self.members = members
  }

  private static func checkAreApart(
    _ members: [Member], _ starts: [Int], _ fields: ZipFields
  ) throws(FormatError) {
    let order = members.indices.sorted { starts[$0] < starts[$1] }
    for (one, other) in zip(order, order.dropFirst()) where starts[other] < members[one].range.upperBound {
      throw fields.error(.overlap(members[other].name, other: members[one].name), at: starts[other])
    }
    let byName = members.indices.sorted { members[$0].name.utf8.lexicographicallyPrecedes(members[$1].name.utf8) }
    for (one, other) in zip(byName, byName.dropFirst())
    where members[one].name.utf8.elementsEqual(members[other].name.utf8) {
      throw fields.error(.twice(members[other].name), at: starts[other])
    }
  }
}

/// Where the directory is, as the end of the file says.
private struct ZipDirectory {
  let start: Int
  let end: Int
  let count: Int

  private static let endRecord = 22
  private static let locator = 20

  init(_ fields: ZipFields) throws(FormatError) {
    guard let record = Self.record(fields) else { throw fields.error(.noDirectory, at: fields.bytes.count) }
    let disks = try fields.uint16(record + 4) | fields.uint16(record + 6)
    var (count, size, offset) = (
      UInt64(try fields.uint16(record + 10)), UInt64(try fields.uint32(record + 12)),
      UInt64(try fields.uint32(record + 16))
    )
    var limit = record
    let isWide = count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF
    if isWide, record >= Self.locator, try fields.uint32(record - Self.locator) == 0x0706_4B50 {
      guard let wide = Int(exactly: try fields.uint64(record - 12)), wide <= record - Self.locator,
        try fields.uint32(wide) == 0x0606_4B50
      else { throw fields.error(.noDirectory, at: record - Self.locator) }
      count = try fields.uint64(wide + 32)
      size = try fields.uint64(wide + 40)
      offset = try fields.uint64(wide + 48)
      limit = wide
    }
    guard disks == 0 || disks == 0xFFFF else { throw fields.error(.severalFiles, at: record + 4) }
    let (end, overflow) = offset.addingReportingOverflow(size)
    // A directory entry has at least 46 bytes.
    guard !overflow, end <= UInt64(limit), count <= size / 46 else { throw fields.error(.directory, at: record) }
    (start, self.end, self.count) = (Int(offset), Int(end), Int(count))
  }

  /// The last record, behind which there is only its comment.
  private static func record(_ fields: ZipFields) -> Int? {
    let last = fields.bytes.count - endRecord
    guard last >= 0 else { return nil }
    for place in stride(from: last, through: max(last - 0xFFFF, 0), by: -1) {
      guard let signature = try? fields.uint32(place), signature == 0x0605_4B50,
        let comment = try? fields.uint16(place + 20), place + endRecord + Int(comment) == fields.bytes.count
      else { continue }
      return place
    }
    return nil
  }
}

/// Little-endian numbers anywhere in a file.
private struct ZipFields {
  let bytes: UnsafeRawBufferPointer
  let file: String

  func uint16(_ place: Int) throws(FormatError) -> UInt16 { try number(place) }
  func uint32(_ place: Int) throws(FormatError) -> UInt32 { try number(place) }
  func uint64(_ place: Int) throws(FormatError) -> UInt64 { try number(place) }

  private func number<Value: FixedWidthInteger>(_ place: Int) throws(FormatError) -> Value {
    let size = MemoryLayout<Value>.size
    guard place >= 0, place <= bytes.count - size else {
      throw FormatError(
        file: file, offset: place, problem: .cut(needed: size, available: max(bytes.count - place, 0)))
    }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Value.self))
  }

  func error(_ problem: FormatError.ZipProblem, at offset: Int) -> FormatError {
    FormatError(file: file, offset: offset, problem: .zip(problem))
  }

  /// The member of an entry of the directory, where its local header begins, and where the entry ends.
  func member(
    at entry: Int, directory: Int
  ) throws(FormatError) -> (ZipArchive.Member, start: Int, end: Int) {
    guard try uint32(entry) == 0x0201_4B50 else { throw error(.directory, at: entry) }
    let nameStart = entry + 46
    let extraStart = nameStart + Int(try uint16(entry + 28))
    let extraEnd = extraStart + Int(try uint16(entry + 30))
    let end = extraEnd + Int(try uint16(entry + 32))
    guard end <= bytes.count else { throw error(.directory, at: entry) }
    let name = String(decoding: Array(bytes[nameStart..<extraStart]), as: UTF8.self)
    // A set bit 0: encrypted.
    guard try uint16(entry + 8) & 1 == 0 else { throw error(.encrypted(name), at: entry + 8) }
    let method: ZipArchive.Method
    switch try uint16(entry + 10) {
    case 0: method = .stored
    case 8: method = .deflated
    case let other: throw error(.method(name, Int(other)), at: entry + 10)
    }
    let sizes = try sizes(entry, extraStart..<extraEnd)
    guard let start = Int(exactly: sizes.offset), start < directory, let packed = Int(exactly: sizes.packed),
      let byteCount = Int(exactly: sizes.unpacked), method == .deflated || packed == byteCount
    else { throw error(.member(name), at: entry) }
    // The local header has the name again, and other extra fields.
    guard try uint32(start) == 0x0403_4B50, try Int(uint16(start + 26)) == extraStart - nameStart else {
      throw error(.member(name), at: start)
    }
    let dataStart = start + 30 + (extraStart - nameStart) + Int(try uint16(start + 28))
    guard dataStart <= directory, packed <= directory - dataStart,
      bytes[(start + 30)..<(start + 30 + extraStart - nameStart)].elementsEqual(bytes[nameStart..<extraStart])
    else { throw error(.member(name), at: start) }
    let member = ZipArchive.Member(
      name: name, method: method, checksum: try uint32(entry + 16), range: dataStart..<dataStart + packed,
      byteCount: byteCount)
    return (member, start, end)
  }

  /// Sizes and place of a member; those that do not fit into the entry are in its extra field of zip64, in this order.
  private func sizes(
    _ entry: Int, _ extra: Range<Int>
  ) throws(FormatError) -> (unpacked: UInt64, packed: UInt64, offset: UInt64) {
    var unpacked = UInt64(try uint32(entry + 24))
    var packed = UInt64(try uint32(entry + 20))
    var offset = UInt64(try uint32(entry + 42))
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let (kind, size) = (try uint16(place), Int(try uint16(place + 2)))
      place += 4
      guard place + size <= extra.upperBound else { throw error(.directory, at: place) }
      if kind == 1 {
        var next = place
        func wide(_ narrow: UInt64) throws(FormatError) -> UInt64 {
          guard narrow == 0xFFFF_FFFF else { return narrow }
          guard next + 8 <= place + size else { throw error(.directory, at: next) }
          defer { next += 8 }
          return try uint64(next)
        }
        unpacked = try wide(unpacked)
        packed = try wide(packed)
        offset = try wide(offset)
        break
      }
      place += size
    }
    return (unpacked, packed, offset)
  }
}
