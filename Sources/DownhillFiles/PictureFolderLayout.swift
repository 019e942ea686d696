import Downhill
import DownhillFormats

/// Where in a folder the folders of the classes lie.
struct PictureFolderLayout {
  enum Arrangement: Equatable {
    /// In a folder for training and one for the test, of which one may be missing, and perhaps one for validation, which is
    /// not read.
    case divided(train: String?, test: String?, validation: String?)
    /// All in this folder.
    case undivided(String)
  }

  let arrangement: Arrangement

  /// How many folders above that one may be named instead: what an archive unpacks to is often in a folder of its own.
  private static let mostLevels = 2

  init(_ path: String) throws(FileError) {
    var folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    for _ in 0..<Self.mostLevels {
      guard let only = try Self.onlyFolder(in: folder) else { break }
      folder = only
    }
    let names = Self.folders(in: folder)
    // A folder of that name without folders is that of a class: pictures of trains.
    func part(_ wanted: Set<String>) -> String? {
      names.lazy.filter { wanted.contains($0.lowercased()) }.map { "\(folder)/\($0)" }
        .first { !Self.folders(in: $0).isEmpty }
    }
    let (train, test) = (part(["train", "training"]), part(["test", "testing"]))
    arrangement =
      train == nil && test == nil
      ? .undivided(folder)
      : .divided(train: train, test: test, validation: part(["val", "valid", "validation"]))
  }

  /// The only folder there is, if it has folders in turn; one with pictures is that of a class.
  private static func onlyFolder(in folder: String) throws(FileError) -> String? {
    let folders = try Files.entries(in: folder).filter { $0.kind == .folder && !$0.isKeptBySystems }
    guard folders.count == 1 else { return nil }
    let only = "\(folder)/\(folders[0].name)"
    let below = try Files.entries(in: only).filter { !$0.isKeptBySystems }
    let isClass = below.contains { $0.kind == .file && isPicture("\(only)/\($0.name)") }
    return below.contains { $0.kind == .folder } && !isClass ? only : nil
  }

  private static func folders(in folder: String) -> [String] {
    ((try? Files.entries(in: folder)) ?? []).filter { $0.kind == .folder && !$0.isKeptBySystems }.map { $0.name }
  }

  // MARK: Recognition

  /// How many files of a class are looked at, of how many classes.
  private static let looks = (files: 8, classes: 64)

  /// Whether pictures are in a folder for each class there, and no IDX files, which come before pictures.
  static func recognizes(_ path: String) -> Bool {
    guard Files.isFolder(path), let layout = try? PictureFolderLayout(path) else { return false }
    let parts =
      switch layout.arrangement {
      case .divided(let train, let test, _): [train, test].compactMap(\.self)
      case .undivided(let folder): [folder]
      }
    let classes = parts.flatMap { part in folders(in: part).prefix(looks.classes).map { "\(part)/\($0)" } }
    guard classes.contains(where: { hasPicture($0, depth: 3) }) else { return false }
    let set = try? DataFolder(path)
    return set.map { $0.file(DataSet.Split.train.imageNames + DataSet.Split.test.imageNames) == nil } ?? true
  }

  private static func hasPicture(_ folder: String, depth: Int) -> Bool {
    guard let entries = try? Files.entries(in: folder).filter({ !$0.isKeptBySystems }) else { return false }
    return entries.lazy.filter { $0.kind == .file }.prefix(looks.files).contains { isPicture("\(folder)/\($0.name)") }
      || depth > 1
        && entries.lazy.filter { $0.kind == .folder }.prefix(looks.files)
          .contains { hasPicture("\(folder)/\($0.name)", depth: depth - 1) }
  }

  /// Whether a file begins like a picture, of a kind that is read or not.
  static func isPicture(_ path: String) -> Bool {
    guard let kind = Files.kind(of: path) else { return false }
    switch kind {
    case .png, .netpbm, .jpeg, .gif, .webp, .picture: return true
    case .idxImages, .idxLabels, .idxOther, .safeTensors, .gzip, .zip, .pdf, .html, .empty, .unknown: return false
    }
  }
}
