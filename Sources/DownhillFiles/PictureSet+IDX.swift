import Downhill
import DownhillFormats

/// The file of these pictures with rows and columns exchanged: the header as it was, then the pixels.
func uprightBytes(of images: IDXImages) -> [UInt8] {
  let area = images.rows * images.columns
  return images.bytes.withUnsafeBufferPointer { source in
    [UInt8](unsafeUninitializedCapacity: source.count) { target, count in
      for index in 0..<images.pixelOffset { target[index] = source[index] }
      for start in stride(from: images.pixelOffset, to: source.count, by: area) {
        for row in 0..<images.rows {
          for column in 0..<images.columns {
            target[start + column * images.rows + row] = source[start + row * images.columns + column]
          }
        }
      }
      count = source.count
    }
  }
}

extension PictureSet {
  /// The pictures and the classes as IDX files of unsigned bytes.
  var files: [[UInt8]] {
    var pictures = ByteWriter(capacity: IDX.imagesHeaderByteCount + examples.count * rows * columns)
    for word in [0x803, examples.count, rows, columns] { pictures.uint32(UInt32(word), .bigEndian) }
    var labels = ByteWriter(capacity: IDX.labelsHeaderByteCount + examples.count)
    for word in [0x801, examples.count] { labels.uint32(UInt32(word), .bigEndian) }
    for index in 0..<examples.count {
      // Inputs are bytes over 255, and so whole numbers again.
      pictures.append(examples.inputs(index).map { UInt8(($0 * 255).rounded()) })
      labels.append([UInt8(examples.label(index))])
    }
    return [pictures.bytes, labels.bytes]
  }
}
