import DownhillFormats
import Testing

@Suite("ByteReader and ByteWriter")
struct ByteReaderTests {
  @Test("What is written is read back, in both orders")
  func roundTrip() throws {
    for order in [ByteOrder.bigEndian, .littleEndian] {
      var writer = ByteWriter()
      writer.uint8(0x01)
      writer.uint16(0x0203, order)
      writer.uint32(0x0405_0607, order)
      writer.uint64(0x0809_0A0B_0C0D_0E0F, order)
      writer.float32(-1.5, order)
      writer.append([9, 8])
      var reader = ByteReader(writer.bytes, file: "f")
      #expect(try reader.uint8() == 0x01)
      #expect(try reader.uint16(order) == 0x0203)
      #expect(try reader.uint32(order) == 0x0405_0607)
      #expect(try reader.uint64(order) == 0x0809_0A0B_0C0D_0E0F)
      #expect(try reader.float32(order) == -1.5)
      #expect(try Array(reader.slice(2)) == [9, 8])
      #expect(reader.remaining == 0)
    }
  }

  @Test("The first byte of a big-endian number is the most significant")
  func order() throws {
    var writer = ByteWriter()
    writer.uint32(0x0102_0304, .bigEndian)
    writer.uint32(0x0102_0304, .littleEndian)
    #expect(writer.bytes == [1, 2, 3, 4, 4, 3, 2, 1])
  }

  @Test("Reading beyond the end throws and stays where it was")
  func end() {
    var reader = ByteReader([1, 2, 3], file: "f")
    #expect(throws: FormatError(file: "f", offset: 0, problem: .cut(needed: 4, available: 3))) {
      try reader.uint32(.bigEndian)
    }
    #expect(reader.offset == 0)
  }
}
