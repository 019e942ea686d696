import Downhill
import DownhillFormats

/// The folder of a data set's IDX files, under the names that are in use.
///
/// The files are in the named folder, or, if it has none, in the only folder at most two levels below that has some:
/// torchvision keeps them in `MNIST/raw`. Their names may begin with the name of the set, as EMNIST's do:
/// `emnist-letters-train-images-idx3-ubyte`. One of several sets in a folder is chosen by that name:
/// `folder/emnist-letters`. Kaggle's archive has a folder around each file, of the same name.
struct DataFolder: Equatable {
  let folder: String
  /// The beginning of the names: empty, or `emnist-letters-`.
  let prefix: String

  /// How a user names it: `folder`, `folder/emnist-letters`.
  var name: String { prefix.isEmpty ? folder : "\(folder)/\(prefix.dropLast())" }

  /// Whether rows and columns of its pictures are exchanged, as in all sets of EMNIST, known by their names.
  var isTransposed: Bool { prefix.lowercased().hasPrefix("emnist") }

  /// The set at a path, which is a folder, or a folder and the beginning of names in it.
  ///
  /// - Throws: ``FileError/unreadable(path:reason:)`` if there is nothing, or more than one to choose from.
  init(_ path: String) throws(FileError) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard Files.exists(path) else {
      let slash = path.lastIndex(of: "/")
      let folder = slash.map { String(path[..<$0]) } ?? "."
      let start = slash.map { path.index(after: $0) } ?? path.startIndex
      let named = "\(folder)/\(path[start...])"
      guard Files.isFolder(folder), let set = try Self.sets(in: folder).first(where: { $0.name == named }) else {
        throw .unreadable(path: path, reason: "there is no such folder")
      }
      self = set
      return
    }
    guard Files.isFolder(path) else {
      throw .unreadable(
        path: path,
        reason: "it is not a folder"
          + (ForeignFile.inPlaceOfData(path).map { ", but \($0)" } ?? "; give the one that holds the IDX files"))
    }
    var level = [path]
    for _ in 0...2 {
      var sets: [DataFolder] = []
      // Folders below that may not be read are skipped.
      for folder in level { sets += folder == path ? try Self.sets(in: folder) : (try? Self.sets(in: folder)) ?? [] }
      if let set = sets.first(where: { $0.folder == path && $0.prefix.isEmpty }) ?? (sets.count == 1 ? sets[0] : nil) {
        self = set
        return
      }
      if sets.count == 2, let parts = Self.parts(of: sets) {
        throw .unreadable(
          path: path,
          reason: "it holds the pictures to train with in \(parts.train) and those to test with in \(parts.test): "
            + "put the four files into one folder")
      }
      if sets.count > 1 {
        let names = sets.prefix(6).map(\.name).joined(separator: ", ")
        let more = sets.count > 6 ? " and \(sets.count - 6) more" : ""
        throw .unreadable(path: path, reason: "it holds \(sets.count) data sets; name one of them: \(names)\(more)")
      }
      level = level.flatMap { Self.folders(in: $0) }
    }
    // Its missing files will be reported by name.
    self.init(folder: path, prefix: "")
  }

  private init(folder: String, prefix: String) {
    self.folder = folder
    self.prefix = prefix
  }

  /// The names of two sets of which one has only training, the other only test pictures.
  private static func parts(of sets: [DataFolder]) -> (train: String, test: String)? {
    func hasOnly(_ split: DataSet.Split, _ set: DataFolder) -> Bool {
      DataSet.Split.allCases.allSatisfy { (set.file($0.imageNames) != nil) == ($0 == split) }
    }
    for (train, test) in [(sets[0], sets[1]), (sets[1], sets[0])] where hasOnly(.train, train) && hasOnly(.test, test) {
      return (train.name, test.name)
    }
    return nil
  }

  /// The sets that have pictures in a folder, in the order of their names.
  private static func sets(in folder: String) throws(FileError) -> [DataFolder] {
    let endings = DataSet.Split.allCases.flatMap { $0.imageNames }
    var prefixes: Set<String> = []
    // What macOS keeps beside each file begins with a dot, and ends like it.
    for name in try Files.names(in: folder) where !name.hasPrefix(".") {
      let bare = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
      guard let ending = endings.first(where: bare.hasSuffix) else { continue }
      let prefix = String(bare.dropLast(ending.count))
      let isSeparate = prefix.last.map { "-_.".contains($0) } ?? true
      if isSeparate, file(name, in: folder) != nil { prefixes.insert(prefix) }
    }
    return prefixes.sorted().map { DataFolder(folder: folder, prefix: $0) }
  }

  /// The folders in a folder that may be read, in the order of their names; a home folder's hidden ones are left out.
  private static func folders(in folder: String) -> [String] {
    let names = (try? Files.names(in: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().prefix(1_000).map { "\(folder)/\($0)" }.filter(Files.isFolder)
  }

  /// The first file there is of these, compressed or not.
  func file(_ names: [String]) -> String? {
    for name in names {
      if let path = Self.file(prefix + name, in: folder) ?? Self.file("\(prefix)\(name).gz", in: folder) { return path }
    }
    return nil
  }

  /// The path of a file, which may lie in a folder of the same name.
  private static func file(_ name: String, in folder: String) -> String? {
    let path = "\(folder)/\(name)"
    if !Files.isFolder(path) { return Files.exists(path) ? path : nil }
    return ["\(path)/\(name)", "\(path)/\(name).gz"].first { Files.exists($0) && !Files.isFolder($0) }
  }

  /// What to say about the lack of a file: the name that it should have, and what there is in its place.
  func missing(_ names: [String]) -> FileError {
    let name = prefix + names[0]
    let others = ((try? Files.names(in: folder)) ?? []).sorted()
    let endings = [
      ".npz", ".npy", ".csv", ".tsv", ".parquet", ".arff", ".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2",
      ".7z",
      ".rar", ".pt", ".pkl", ".pickle", ".mat", ".h5", ".json", ".jsonl", ".png", ".jpg", ".jpeg",
    ]
    let found = others.first { other in endings.contains { other.lowercased().hasSuffix($0) } }
    let known = DataSet.Split.allCases.flatMap { $0.imageNames + $0.labelNames }
    let isPartlyThere = others.contains { other in known.contains { other.contains($0) } }
    let few = others.prefix(3).joined(separator: ", ") + (others.count > 3 ? " and \(others.count - 3) more" : "")
    let hint =
      found.map { other in
        return "; \(other) is there, but data sets are read from IDX files or from pictures in a folder for each class"
          + (ForeignFile.inPlaceOfData("\(folder)/\(other)").map { ". It is \($0)" } ?? "")
      }
      ?? (others.isEmpty || isPartlyThere ? "" : "; what is there: \(few)")
    return .missing(path: "\(folder)/\(name) (nor \(name).gz)\(hint)")
  }
}
