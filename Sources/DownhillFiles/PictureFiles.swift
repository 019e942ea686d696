import Downhill
import DownhillFormats
import Synchronization

/// Many picture files as rows of bytes: the grey levels of each, in one shape.
struct PictureFiles {
  /// Row by row and picture by picture, of the files that were read.
  let bytes: [UInt8]
  /// For each file whether it was read; the others are no pictures.
  let areRead: [Bool]
  /// What to say about them, in sentences.
  let notes: [String]

  /// What became of a file.
  private enum Outcome: UInt8 {
    case read, resized, noPicture, failed
  }

  /// Files are handed to the workers by so many: enough to take longer than the handing.
  private static let filesOfTask = 16

  /// Reads the files. Pictures of another size are brought to `shape`, or refused if that is the shape of the picture
  /// `model`.
  ///
  /// - Throws: the error about the first file that cannot be used, in the order of the files, with the number of others.
  static func read(_ files: [String], shape: PictureShape, model: String?, workers: Workers) throws -> PictureFiles {
    let area = shape.pixelCount
    let (count, overflow) = area.multipliedReportingOverflow(by: files.count)
    guard area < 1 << 24, !overflow else { throw DataError.tooManyPixels(file: model ?? files.first ?? "", shape) }
    let failures = Mutex<[Int: any Error]>([:])
    var outcomes = [Outcome](repeating: .failed, count: files.count)
    var bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        // Each task writes the rows of its own files only.
        nonisolated(unsafe) let (bytes, outcomes) = (bytes, outcomes)
        workers.run((files.count + filesOfTask - 1) / filesOfTask) { task in
          for index in task * filesOfTask..<min((task + 1) * filesOfTask, files.count) {
            let row = UnsafeMutableBufferPointer(rebasing: bytes[index * area..<(index + 1) * area])
            do {
              outcomes[index] = try read(files[index], into: row, shape, model)
              if outcomes[index] == .noPicture { row.initialize(repeating: 0) }
            } catch {
              row.initialize(repeating: 0)
              failures.withLock { $0[index] = error }
            }
          }
        }
      }
      initialized = count
    }
    let failed = failures.withLock { $0 }
    if let first = failed.keys.min(), let error = failed[first] {
      throw failed.count == 1 ? error : DataError.severalPictures(first: "\(error)", others: failed.count - 1)
    }
    let areRead = outcomes.map { $0 == .read || $0 == .resized }
    var next = 0
    if !areRead.allSatisfy({ $0 }) {
      for index in areRead.indices where areRead[index] {
        if next < index {
          bytes.replaceSubrange(next * area..<(next + 1) * area, with: bytes[index * area..<(index + 1) * area])
        }
        next += 1
      }
      bytes.removeLast((files.count - next) * area)
    }
    return PictureFiles(bytes: bytes, areRead: areRead, notes: notes(files, outcomes, shape))
  }

  /// Reads a file into a row; leaves it as it is if the file is no picture.
  private static func read(
    _ file: String, into row: UnsafeMutableBufferPointer<UInt8>, _ shape: PictureShape, _ model: String?
  ) throws -> Outcome {
    let side = max(DigitNormalization.sideLimit, shape.rows, shape.columns)
    guard let image = try PictureFile.readIfPicture(file, reducedTo: model == nil ? side : .max) else {
      return .noPicture
    }
    let hasShape = image.height == shape.rows && image.width == shape.columns
    if !hasShape, let model {
      throw DataError.pictureShape(
        file: file, found: PictureShape(rows: image.height, columns: image.width), first: model, expected: shape)
    }
    _ = row.initialize(from: hasShape ? image.pixels : image.resized(to: shape).pixels)
    return hasShape ? .read : .resized
  }

  private static func notes(_ files: [String], _ outcomes: [Outcome], _ shape: PictureShape) -> [String] {
    var notes: [String] = []
    let resized = outcomes.count { $0 == .resized }
    if resized > 0 {
      notes.append(
        "\(resized == outcomes.count { $0 != .noPicture } ? "all" : "\(resized) of the") pictures are brought to "
          + "\(shape.rows)×\(shape.columns) pixels")
    }
    let others = outcomes.indices.filter { outcomes[$0] == .noPicture }
    if let first = others.first {
      let example = ForeignFile.described(files[first])
      notes.append(
        others.count == 1
          ? "\(example) is left out: it is no PNG, PGM, PPM, PBM or JPEG"
          : "\(others.count) files that are no PNG, PGM, PPM, PBM or JPEG are left out, such as \(example)")
    }
    return notes
  }
}

extension ForeignFile {
  /// A file with what it is, if that is known: `cat/1.gif (a GIF picture)`.
  static func described(_ path: String) -> String {
    guard let file = Files.beginning(of: path) else { return path }
    let kind = file.bytes.isEmpty ? "an empty file" : ForeignFile(firstBytes: file.bytes)?.name
    return path + (kind.map { " (\($0))" } ?? "")
  }
}

extension ClassFolders {
  /// What to say of what was found beside the pictures, in sentences.
  var notes: [String] {
    var notes: [String] = []
    if let first = others.first {
      let example = first.example.map { ", but \(ForeignFile.described($0))" } ?? ""
      notes.append(
        others.count == 1
          ? "\(first.path) has no pictures that can be read\(example): it is no class"
          : "\(others.count) folders have no pictures that can be read and are no classes, such as \(first.path)\(example)"
      )
    }
    if let first = brokenLinks.first {
      notes.append(
        brokenLinks.count == 1
          ? "\(first) is a link that leads nowhere" : "\(brokenLinks.count) links lead nowhere, such as \(first)")
    }
    let pictures = loose.filter { PictureFolderLayout.isPicture($0) }
    if let first = pictures.first {
      notes.append(
        "\(pictures.count == 1 ? "1 picture lies" : "\(pictures.count) pictures lie") in no class folder and "
          + "\(pictures.count == 1 ? "is" : "are") left out: \(first)")
    }
    return notes
  }
}
