import Downhill
import DownhillFormats

/// The file of these pictures with rows and columns exchanged: the same header, then the pixels.
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

extension DataSet {
  /// Pictures and classes as IDX files of unsigned bytes.
  ///
  /// - Throws: ``DataError/notPictures`` where the inputs are no pixels or the targets no classes that fit into bytes.
  func idxFiles() throws(DataError) -> (images: [UInt8], labels: [UInt8]) {
    guard let shape = pictureShape, let names = classNames, names.count <= 256 else { throw .notPictures }
    var pictures = ByteWriter(capacity: IDX.imagesHeaderByteCount + count * shape.pixelCount)
    for word in [0x803, count, shape.rows, shape.columns] { pictures.uint32(UInt32(word), .bigEndian) }
    var labels = ByteWriter(capacity: IDX.labelsHeaderByteCount + count)
    for word in [0x801, count] { labels.uint32(UInt32(word), .bigEndian) }
    for index in 0..<count {
      pictures.append(examples.inputs(index).map { UInt8(min(max(($0 * 255).rounded(), 0), 255)) })
      labels.append([UInt8(examples.label(index))])
    }
    return (pictures.bytes, labels.bytes)
  }
}
