import AllocationCounter
import Testing

@testable import DownhillTables

/// What reading takes, in memory and work, whatever stands in a file.
@Suite("Memory of tables")
struct TableMemoryTests {
  private static let counts = allocation_counter_is_available()

  /// The most bytes that were held at once while a text is read, block after block, each of which is made when it is due.
  private static func peak(blocks: Int, _ block: (Int) -> [UInt8]) throws -> (table: Table, bytes: Int) {
    allocation_counter_begin_weighing()
    var reader = try CSVReader(file: "f")
    for index in 0..<blocks { try reader.append(block(index)) }
    let table = try reader.finish()
    return (table, allocation_counter_end_weighing())
  }

  @Test(.enabled(if: counts)) func `numbers take what their column takes, a byte each, and two blocks`() throws {
    // A million rows of a Double, a Float and a full Double, in blocks of 1 MB of which each is text.
    let rows = 8_192
    let read = try Self.peak(blocks: 64) { index in
      var text = index == 0 ? "a,b,c\n" : ""
      text.reserveCapacity(300_000)
      for row in 0..<rows { text += "\(index * rows + row).1,\(row),0.\(1_234_567_890_123_456 + row)\n" }
      return Array(text.utf8)
    }
    #expect(read.table.rowCount == 64 * rows)
    let columns = 64 * rows * (8 + 4 + 8)
    // Layouts of a and c, remarks of c with room to grow; the piece that is made, blocks and text.
    let allowed = columns + 64 * rows * 4 + (6 << 20)
    #expect(read.bytes <= allowed, "\(read.bytes), where \(allowed) are allowed")
  }

  @Test(.enabled(if: counts)) func `texts take what they take`() throws {
    let read = try Self.peak(blocks: 64) { index in
      var text = index == 0 ? "a\n" : ""
      for row in 0..<8_192 { text += "text \(row)\n" }
      return Array(text.utf8)
    }
    #expect(read.bytes <= 64 * 8_192 * 4 + (4 << 20))
  }

  @Test func `a quote of 50 MB`() throws {
    let size = 50 << 20
    let block = [UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20)
    let read = try Self.peak(blocks: 52) { index in
      switch index {
      case 0: Array("a,b\n1,\"".utf8)
      case 51: Array("\"\n2,3\n".utf8)
      default: block
      }
    }
    #expect(read.table.rowCount == 2)
    #expect(read.table.line(ofRow: 1) == 3 + size)
    guard case .categories(let texts) = read.table[1].values else { return }
    #expect(texts.texts.utf8(0).count == size)
    if Self.counts { #expect(read.bytes <= 8 * size) }
    var reader = try CSVReader(file: "f")
    try reader.append(Array("a\n\"".utf8))
    for _ in 0..<50 { try reader.append(block) }
    do throws(TableError) {
      _ = try reader.finish()
      Issue.record("an open quote was read")
    } catch {
      #expect(error.problem == .openQuote && error.line == 2)
    }
  }

  @Test func `a hundred thousand columns`() throws {
    let count = 100_000
    let names = [UInt8](String(repeating: "a,", count: count - 1).utf8) + Array("a\n".utf8)
    let row = [UInt8](String(repeating: "1,", count: count - 1).utf8) + Array("1\n".utf8)
    let read = try Self.peak(blocks: 3) { $0 == 0 ? names : row }
    #expect(read.table.columns.count == count)
    #expect(read.table["a.\(count)"]?.cells == ["1.0", "1.0"])
    if Self.counts { #expect(read.bytes <= count * 1_200, "\(read.bytes / count) bytes for each column") }
  }
}
