/// How a picture must be turned upright: the tag 0x0112 of Exif data (CIPA DC-008), 1…8. Cameras write it into JPEG
/// files, and it survives conversion to PNG.
package struct Orientation: Equatable, Sendable {
  package let value: Int

  /// Already upright.
  package static let upright = Orientation(1)

  /// Any other value means upright.
  package init(_ value: Int) { self.value = value >= 1 && value <= 8 ? value : 1 }

  /// Reads the tag in the first directory of Exif data, with or without `Exif` before the TIFF header. Upright if it is
  /// missing or unreadable.
  package init(exif bytes: ArraySlice<UInt8>) {
    let head: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    let isHeaded = bytes.count >= head.count && bytes.prefix(head.count).elementsEqual(head)
    self.init(TIFF(bytes: isHeaded ? bytes.dropFirst(head.count) : bytes).orientation ?? 1)
  }

  /// The picture turned upright.
  package func upright(_ image: GreyImage) -> GreyImage {
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

/// The part of TIFF 6.0 that holds the orientation.
private struct TIFF {
  let bytes: ArraySlice<UInt8>

  /// The tag's value; nil if it is missing, or offsets point outside the data.
  var orientation: Int? {
    guard bytes.count >= 8, let directory = number(at: 4, 4), let entries = number(at: directory, 2) else { return nil }
    for entry in 0..<entries {
      let field = directory + 2 + 12 * entry
      guard let tag = number(at: field, 2) else { return nil }
      if tag == 0x0112 { return number(at: field + 8, 2) }
    }
    return nil
  }

  /// A number in the byte order that the data begin with, `II` or `MM`.
  private func number(at start: Int, _ count: Int) -> Int? {
    guard start >= 0, start <= bytes.count - count else { return nil }
    let isLittle = bytes[bytes.startIndex] == 0x49
    var number = 0
    for index in 0..<count {
      let offset = isLittle ? count - 1 - index : index
      number = number << 8 | Int(bytes[bytes.startIndex + start + offset])
    }
    return number
  }
}
