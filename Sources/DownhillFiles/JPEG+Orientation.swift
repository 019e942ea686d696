import DownhillFormats

extension JPEG {
  /// How a picture must be turned to stand upright: the tag 0x0112 of its Exif data (CIPA DC-008), 1…8.
  struct Orientation: Equatable {
    let value: Int

    init(_ value: Int) { self.value = (1...8).contains(value) ? value : 1 }

    /// Reads it from a file's first segments; 1, upright, if there is none or it cannot be read.
    init(of bytes: [UInt8]) {
      var place = 2
      while place + 4 <= bytes.count, bytes[place] == 0xFF {
        let (marker, length) = (bytes[place + 1], Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
        // Behind the start of a scan come pixels.
        guard marker != 0xDA, marker != 0xD9, length >= 2, place + 2 + length <= bytes.count else { break }
        let content = bytes[(place + 4)..<(place + 2 + length)]
        if marker == 0xE1, content.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) {
          self.init(Self.tag(content.dropFirst(6)) ?? 1)
          return
        }
        place += 2 + length
      }
      self.init(1)
    }

    /// The tag in the first directory of TIFF data.
    private static func tag(_ tiff: ArraySlice<UInt8>) -> Int? {
      let data = Array(tiff)
      guard data.count >= 8 else { return nil }
      let isLittle = data[0] == 0x49
      func number(_ place: Int, _ count: Int) -> Int? {
        guard place >= 0, place + count <= data.count else { return nil }
        let parts = data[place..<place + count]
        return (isLittle ? Array(parts.reversed()) : Array(parts)).reduce(0) { $0 << 8 | Int($1) }
      }
      guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
      for entry in 0..<entries {
        let place = directory + 2 + 12 * entry
        guard let tag = number(place, 2) else { return nil }
        if tag == 0x0112 { return number(place + 8, 2) }
      }
      return nil
    }

    /// The picture as it was seen.
    func upright(_ image: GreyImage) -> GreyImage {
      guard value != 1 else { return image }
      let (width, height) = value >= 5 ? (image.height, image.width) : (image.width, image.height)
      var pixels: [UInt8] = []
      pixels.reserveCapacity(image.pixels.count)
      for row in 0..<height {
        for column in 0..<width {
          let (right, below) = (width - 1 - column, height - 1 - row)
          let source: (row: Int, column: Int)
          switch value {
          case 2: source = (row, right)
          case 3: source = (below, right)
          case 4: source = (below, column)
          case 5: source = (column, row)
          case 6: source = (right, row)
          case 7: source = (right, below)
          default: source = (column, below)
          }
          pixels.append(image.pixels[source.row * image.width + source.column])
        }
      }
      return GreyImage(width: width, height: height, pixels: pixels)
    }
  }
}
