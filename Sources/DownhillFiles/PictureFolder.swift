import Downhill
import DownhillFormats

/// Pictures in folders by class: `FOLDER/train/cat/1.png` and `FOLDER/test/cat/2.png`, or `FOLDER/cat/1.png` without a
/// split.
///
/// The examples are in the order of the classes, and within them of the names, so that they are the same on every file
/// system. Their bytes are the grey levels as they are: nothing is inverted, placed or stretched.
struct PictureFolder: DataReader {
  private let path: String
  private let folders: [DataSet.Split: ClassFolders]
  /// Whether the folders of the classes are in folders for training and test.
  private let isDivided: Bool
  /// A folder beside those for training and test that looks like one for validation.
  private let validation: String?

  static func recognizes(_ path: String) -> Bool { PictureFolderLayout.recognizes(path) }

  init(path: String, transposed: Bool?) throws {
    guard transposed != true else { throw DataError.uprightPictures(folder: path) }
    self.path = path
    let layout = try PictureFolderLayout(path)
    switch layout.arrangement {
    case .divided(let train, let test, let other):
      isDivided = true
      validation = other
      folders = try [DataSet.Split.train: train, .test: test].compactMapValues { $0 }
        .mapValues { try ClassFolders($0) }
    case .undivided(let folder):
      isDivided = false
      validation = nil
      folders = [.train: try ClassFolders(folder)]
    }
  }

  var splits: [DataSet.Split] { DataSet.Split.allCases.filter { folders[$0] != nil } }

  var isDividedBySplit: Bool { isDivided }

  var isPictureFolder: Bool { true }

  /// The folders that decide the classes and the shape: those for training, if there are any.
  private var deciding: ClassFolders? { folders[.train] ?? folders[.test] }

  func load(_ split: DataSet.Split, classCount: Int?, firstLabel: Int?) throws -> DataSet {
    try load(split, DataRequest(classCount: classCount, firstLabel: firstLabel), workers: Workers()).set
  }

  func load(
    _ split: DataSet.Split, _ request: DataRequest, workers: Workers
  ) throws -> (set: DataSet, notes: [String]) {
    guard let own = folders[split], let deciding else { throw DataError.noSplit(folder: path, split: split) }
    let classes = try NamedClasses(deciding, request)
    var files: [String] = []
    var labels: [Int] = []
    for folder in own.classes {
      guard let label = classes.label(of: folder.name) else {
        throw DataError.unknownClass(
          "\(own.folder)/\(folder.name)", classes: classes.shownNames)
      }
      files += folder.files
      labels += [Int](repeating: label, count: folder.files.count)
    }
    let first = try firstPicture(of: deciding)
    let shape = request.shape ?? first.shape
    let pictures = try PictureFiles.read(
      files, shape: shape, model: request.shape == nil ? first.path : nil, workers: workers)
    let areRead = pictures.areRead
    guard !pictures.bytes.isEmpty else { throw DataError.noPictures(folder: own.folder, example: own.example) }
    let examples = try Examples(
      bytes: pictures.bytes, inputCount: shape.pixelCount,
      wideLabels: zip(labels, areRead).filter(\.1).map(\.0),
      classCount: classes.outputCount)
    let set = try DataSet(examples, inputs: .picture(shape), targets: .classes(classes.names))
    return (set, own.notes + (validationNote(split).map { [$0] } ?? []) + pictures.notes)
  }

  func extent(of split: DataSet.Split) -> DataSource.Extent? {
    guard let own = folders[split], let deciding, let first = try? firstPicture(of: deciding) else { return nil }
    return DataSource.Extent(examples: own.fileCount, shape: first.shape, shareOfInk: first.shareOfInk)
  }

  func classCount(_ request: DataRequest) -> Int? { deciding.flatMap { try? NamedClasses($0, request).outputCount } }

  /// The first file that is a picture.
  private func firstPicture(
    of folders: ClassFolders
  ) throws -> (path: String, shape: PictureShape, shareOfInk: Double) {
    for file in folders.classes.lazy.flatMap(\.files) {
      guard let image = try PictureFile.readIfPicture(file) else { continue }
      let inked = image.pixels.count { $0 != 0 }
      return (
        file, PictureShape(rows: image.height, columns: image.width), Double(inked) / Double(image.pixels.count)
      )
    }
    throw DataError.noPictures(folder: folders.folder, example: folders.example)
  }

  private func validationNote(_ split: DataSet.Split) -> String? {
    guard split == .train, let validation else { return nil }
    return "\(validation) is not read: --validation \(shellWord(validation)) measures on it after each epoch"
  }
}
