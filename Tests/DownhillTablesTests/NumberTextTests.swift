import Foundation
import Testing

@testable import DownhillTables

@Suite("Numbers of tables")
struct NumberTextTests {
  private static func number(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { NumberText($0)?.value }
  }

  /// Against C's strtod, which has another way to it; and read by the collector's short way, through a table.
  @Test func `nearest, to the last bit`() throws {
    var generator = SeededGenerator(state: 5)
    var texts: [String] = []
    for _ in 0..<60_000 {
      let digits = generator.next() >> UInt64(generator.below(64))
      var text = "\(digits)"
      let behind = generator.below(23)
      if behind < text.utf8.count {
        text.insert(".", at: text.index(text.endIndex, offsetBy: -behind))
      } else {
        text = "0." + String(repeating: "0", count: behind - text.utf8.count) + text
      }
      if generator.below(3) == 0 { text = "-" + text }
      if generator.below(10) == 0 { text += "e\(generator.below(60) - 30)" }
      texts.append(text)
    }
    // Midpoints between two doubles, and their neighbours.
    for _ in 0..<20_000 {
      let upper: UInt64 = 1 << 53 | generator.next() >> 11
      let whole: UInt64 = upper &* 2 + 1
      let shift = generator.below(10)
      let exact = Double(whole - 1) / Double(1 << shift)
      let next = exact.nextUp
      texts.append("\((exact + next) / 2)")
      texts.append("\(whole &+ UInt64(generator.below(3)) &- 1)")
      let scaled = whole.multipliedReportingOverflow(by: 5)
      if !scaled.overflow { texts.append("\(scaled.partialValue / 10).\(scaled.partialValue % 10)") }
    }
    for text in texts {
      let expected = strtod(text, nil)
      if Self.number(text)?.bitPattern != expected.bitPattern { Issue.record("\(text)") }
    }
    let read = try Table(csv: ("a\n" + texts.joined(separator: "\n")).bytes, file: "f")
    guard case .numbers(let numbers) = read[0].values else {
      Issue.record("no numbers")
      return
    }
    for (row, text) in texts.enumerated() where numbers[row].bitPattern != strtod(text, nil).bitPattern {
      Issue.record("\(text) in a table")
    }
    // And made again from number and layout.
    let again = try Table(csv: ("a\n" + texts.joined(separator: "\n") + "\nx").bytes, file: "f")
    #expect(again[0].cells == texts.map { "'\($0)'" } + ["'x'"])
  }

  @Test func `eight letters at once`() {
    for text in ["1", "12345678", "1.5", ".1234567", "1234567.", "0.25", "99999999", "1234.567"] {
      let bytes = text.bytes + [UInt8](repeating: 0xFF, count: 8)
      let found = bytes.withUnsafeBufferPointer { shortNumber($0.baseAddress!, text.utf8.count) }
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      #expect(found?.digits == UInt64(text.replacing(".", with: "")))
      #expect(found?.fraction == (parts.count == 2 ? parts[1].count : -1))
    }
    // Every byte at every place but digits and one point.
    for length in 1...8 {
      for place in 0..<length {
        for byte in UInt8.min...UInt8.max {
          var bytes = Array("12345678".utf8.prefix(length)) + [UInt8](repeating: 0x31, count: 8)
          bytes[place] = byte
          let found = bytes.withUnsafeBufferPointer { shortNumber($0.baseAddress!, length) }
          #expect((found != nil) == ((0x30...0x39).contains(byte) || byte == 0x2E), "\(byte) at \(place) of \(length)")
        }
      }
    }
  }
}
