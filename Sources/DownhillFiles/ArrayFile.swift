import DownhillFormats

/// The NumPy arrays of a file: the one of numpy.save, or those of numpy.savez, compressed or not.
///
/// What is not compressed is read where it lies in the file, see `MappedFile`; the rest is unpacked when it is asked for.
struct ArrayFile: Sendable {
  let name: String
  /// The names of the arrays; an empty one if the file is one array.
  let names: [String]
  private let contents: FileContents
  /// Where they are; nil if the file is one array.
  private let members: [ZipArchive.Member]?

  /// The arrays of a file.
  init(path: String) throws {
    let contents = try MappedFile(path).map { FileContents.mapped($0) } ?? .bytes(Files.read(path))
    try self.init(contents, name: path)
  }

  /// The arrays of these bytes, which are those of a file of this name.
  init(_ contents: FileContents, name: String) throws(FormatError) {
    self.name = name
    self.contents = contents
    members = try contents.withUnsafeBytes { bytes throws(FormatError) -> [ZipArchive.Member]? in
      if NPY.isNPY(Array(bytes.prefix(16))) { return nil }
      return try ZipArchive(bytes, file: name).members.filter { !$0.name.hasSuffix("/") }
    }
    names = members?.map { Self.arrayName($0.name) } ?? [""]
  }

  /// An array, by the index of its name.
  func array(_ index: Int) throws(FormatError) -> StoredArray {
    guard let member = members?[index] else {
      let all = contents.withUnsafeBytes { $0.count }
      return try StoredArray(name: "", file: name, contents, ZipArchive.Member(whole: all), isMember: false)
    }
    return try StoredArray(name: names[index], file: "\(name), \(shown(member.name))", contents, member, isMember: true)
  }

  /// NumPy stores an array as its name with the ending .npy.
  private static func arrayName(_ member: String) -> String {
    member.hasSuffix(".npy") ? String(member.dropLast(4)) : member
  }

  /// Whether a file that begins with these bytes is one of arrays.
  static func recognizes(_ firstBytes: [UInt8]) -> Bool {
    switch ForeignFile(firstBytes: firstBytes) {
    case .numPy, .numPyArchive: true
    default: false
    }
  }
}

/// An array in a file.
struct StoredArray: Sendable {
  /// Its name in the archive; empty if the file is one array.
  let name: String
  /// The file and the name, for errors.
  let file: String
  let header: NPYHeader
  private let contents: FileContents
  private let member: ZipArchive.Member
  private let isMember: Bool

  fileprivate init(
    name: String, file: String, _ contents: FileContents, _ member: ZipArchive.Member, isMember: Bool
  ) throws(FormatError) {
    self.name = name
    self.file = file
    self.contents = contents
    self.member = member
    self.isMember = isMember
    let first = try contents.withUnsafeBytes { bytes throws(FormatError) -> [UInt8] in
      let packed = UnsafeRawBufferPointer(rebasing: bytes[member.range])
      switch member.method {
      case .stored: return Array(packed.prefix(NPY.headerLimit))
      case .deflated:
        return try Gzip.prefixOfDeflated(packed, count: min(member.byteCount, NPY.headerLimit), file: file)
      }
    }
    header = try NPY.header(first, file: file)
    let (found, needed) = (member.byteCount - header.headerByteCount, header.byteCount - header.headerByteCount)
    if found < needed {
      throw FormatError(
        file: file, offset: header.headerByteCount, problem: .cut(needed: needed, available: max(found, 0)))
    }
    if found > needed {
      throw FormatError(file: file, offset: header.byteCount, problem: .trailingBytes(found - needed))
    }
  }

  /// How many rows it has, and elements in each.
  var rowCount: Int { header.shape.first ?? 1 }
  var isPacked: Bool { member.method == .deflated }
  /// Bytes in the file.
  var fileByteCount: Int { member.range.count }

  /// `x, 100×28×28 of uint8`.
  var text: String {
    let shape = header.shape.map { "\($0)" }.joined(separator: "×")
    return "\(name.isEmpty ? "" : "\(shown(name)), ")\(shape.isEmpty ? "one number" : shape) of \(header.element.name)"
  }

  /// Calls `body` with the bytes of all elements. Those of an archive are compared with their checksum.
  func withElements<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    try contents.withUnsafeBytes { bytes in
      let packed = UnsafeRawBufferPointer(rebasing: bytes[member.range])
      switch member.method {
      case .stored: return try checked(packed, body)
      case .deflated:
        try checkRatio()
        return try Gzip.inflateDeflated(packed, byteCount: member.byteCount, file: file)
          .withUnsafeBytes { try checked($0, body) }
      }
    }
  }

  private func checked<Result>(
    _ content: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    if isMember, Gzip.checksum(of: content) != member.checksum {
      throw FormatError(file: file, problem: .zip(.checksum))
    }
    return try body(UnsafeRawBufferPointer(rebasing: content[header.headerByteCount...]))
  }

  /// Throws if it would unpack to far more memory than its length suggests, as IDX files must not either.
  private func checkRatio() throws {
    let limit = 64 * member.range.count + 64 << 20
    guard member.byteCount > limit, member.byteCount / Gzip.largestRatio <= member.range.count else { return }
    throw ArrayError(
      file, .packedTooTightly(bytes: member.range.count, need: member.byteCount, limit: limit))
  }
}

/// A name from a file, made fit for a sentence.
private func shown(_ name: String) -> String { String(quoted(name).dropFirst().dropLast()) }

extension ZipArchive.Member {
  /// A file that is not in an archive.
  fileprivate init(whole byteCount: Int) {
    self.init(name: "", method: .stored, checksum: 0, range: 0..<byteCount, byteCount: byteCount)
  }
}
