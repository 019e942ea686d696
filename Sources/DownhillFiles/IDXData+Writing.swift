import Downhill
import DownhillFormats

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
