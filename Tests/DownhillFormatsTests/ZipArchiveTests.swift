import DownhillFormats
import Testing

@Suite("Zip archives")
struct ZipArchiveTests {
  /// An archive of stored members, field by field (APPNOTE.TXT 4.3).
  private struct Archive {
    var members: [(name: String, content: [UInt8])]
    /// Changes a number of an entry of the directory, by its offset in the entry.
    var entryChanges: [(member: Int, offset: Int, bytes: [UInt8])] = []
    var endChanges: [(offset: Int, bytes: [UInt8])] = []
    var comment: [UInt8] = []

    var bytes: [UInt8] {
      var writer = ByteWriter()
      var directory: [UInt8] = []
      for (index, member) in members.enumerated() {
        let start = writer.bytes.count
        var entry = ByteWriter()
        entry.uint32(0x0201_4B50, .littleEndian)
        entry.append([20, 0])
        entry.append(header(member))
        entry.append([UInt8](repeating: 0, count: 10))
        entry.uint32(UInt32(start), .littleEndian)
        entry.append(member.name.bytes)
        var bytes = entry.bytes
        for change in entryChanges where change.member == index {
          bytes.replaceSubrange(change.offset..<change.offset + change.bytes.count, with: change.bytes)
        }
        directory += bytes
        writer.uint32(0x0403_4B50, .littleEndian)
        writer.append(header(member) + member.name.bytes + member.content)
      }
      var end = ByteWriter()
      end.uint32(0x0605_4B50, .littleEndian)
      end.append([0, 0, 0, 0])
      for _ in 0..<2 { end.uint16(UInt16(members.count), .littleEndian) }
      end.uint32(UInt32(directory.count), .littleEndian)
      end.uint32(UInt32(writer.bytes.count), .littleEndian)
      end.uint16(UInt16(comment.count), .littleEndian)
      var last = end.bytes
      for change in endChanges {
        last.replaceSubrange(change.offset..<change.offset + change.bytes.count, with: change.bytes)
      }
      return writer.bytes + directory + last + comment
    }

    /// From the version needed to the lengths of name and extra field, which local header and entry share.
    private func header(_ member: (name: String, content: [UInt8])) -> [UInt8] {
      var writer = ByteWriter()
      writer.append([20, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      writer.uint32(0x1234_5678, .littleEndian)
      for _ in 0..<2 { writer.uint32(UInt32(member.content.count), .littleEndian) }
      writer.uint16(UInt16(member.name.utf8.count), .littleEndian)
      writer.append([0, 0])
      return writer.bytes
    }
  }

  private func read(_ bytes: [UInt8]) throws(FormatError) -> [ZipArchive.Member] {
    try bytes.withUnsafeBufferPointer { bytes throws(FormatError) in
      try ZipArchive(UnsafeRawBufferPointer(bytes), file: "f.zip").members
    }
  }

  private func sentence(_ bytes: [UInt8]) -> String {
    do throws(FormatError) {
      _ = try read(bytes)
      return ""
    } catch {
      return error.description
    }
  }

  private let usual = Archive(members: [("a.npy", [1, 2, 3]), ("b.npy", []), ("é", [4])])

  @Test func `members and where they are`() throws {
    var archive = usual
    for comment in ["", "a comment, in which PK\u{5}\u{6} stands"] {
      archive.comment = comment.bytes
      let members = try read(archive.bytes)
      #expect(members.map(\.name) == ["a.npy", "b.npy", "é"])
      #expect(members.map { Array(archive.bytes[$0.range]) } == [[1, 2, 3], [], [4]])
      #expect(
        members.allSatisfy { $0.method == .stored && $0.checksum == 0x1234_5678 && $0.byteCount == $0.range.count })
    }
    #expect(try read(Archive(members: []).bytes).isEmpty)
  }

  @Test func `what is not consistent is refused`() {
    func changed(_ offset: Int, _ bytes: [UInt8], member: Int = 0) -> String {
      var archive = usual
      archive.entryChanges = [(member, offset, bytes)]
      return sentence(archive.bytes)
    }
    #expect(changed(0, [0]).hasPrefix("f.zip: the directory of the zip archive is damaged"))
    #expect(changed(8, [1]).hasPrefix("f.zip: the member \"a.npy\" is encrypted, at byte"))
    #expect(changed(10, [12]).hasPrefix("f.zip: the member \"a.npy\" is compressed in an unknown way (12)"))
    // Sizes, packed and not; the place; the name.
    for (offset, bytes) in [(20, [4]), (24, [4]), (42, [1]), (42, [255, 255, 255, 127]), (46, [0x62])]
      as [(Int, [UInt8])]
    {
      #expect(
        changed(offset, bytes).hasPrefix(
          "f.zip: the entry of the member \"\(offset == 46 ? "b" : "a").npy\" is damaged"))
    }
    #expect(changed(28, [255, 255]).hasPrefix("f.zip: the directory of the zip archive is damaged"))
    // The second member is the first one's place.
    #expect(changed(42, [0], member: 1).hasPrefix("f.zip: the entry of the member \"b.npy\" is damaged"))
    #expect(
      sentence(Archive(members: [("a", [1]), ("a", [2])]).bytes).hasPrefix("f.zip: two members are called \"a\", at"))
  }

  @Test func `members over one another are refused`() {
    var archive = Archive(members: [("a", [UInt8](repeating: 7, count: 60)), ("b", [])])
    // The second entry is that of a member within the first one's content.
    let inner = Archive(members: [("b", [1])]).bytes.prefix(32)
    archive.members[0].content.replaceSubrange(10..<42, with: inner)
    archive.entryChanges = [(1, 20, [1]), (1, 24, [1]), (1, 42, [UInt8(31 + 10)])]
    #expect(sentence(archive.bytes).hasPrefix("f.zip: the member \"b\" has bytes of \"a\", at byte 41."))
  }

  @Test func `an end that does not tell where the directory is`() {
    func changed(_ offset: Int, _ bytes: [UInt8]) -> String {
      var archive = usual
      archive.endChanges = [(offset, bytes)]
      return sentence(archive.bytes)
    }
    for bytes in [[], "PK".bytes, Array(usual.bytes.dropLast()), usual.bytes + [0]] {
      #expect(sentence(bytes).hasPrefix("f.zip: the zip archive has no directory at its end"))
    }
    #expect(changed(4, [1]).hasPrefix("f.zip: it is one of several files of a zip archive"))
    for (offset, bytes) in [(10, [4, 0]), (10, [255, 255]), (10, [2, 0]), (12, [1]), (16, [255, 255, 255, 255])]
      as [(Int, [UInt8])]
    {
      #expect(
        changed(offset, bytes).hasPrefix("f.zip: the directory of the zip archive is damaged"), "\(offset) \(bytes)")
    }
  }

  @Test func `no single byte of an archive that is changed makes it trap`() {
    let bytes = usual.bytes
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        if let members = try? read(changed) {
          #expect(members.allSatisfy { $0.range.upperBound <= changed.count })
        }
      }
    }
  }
}
