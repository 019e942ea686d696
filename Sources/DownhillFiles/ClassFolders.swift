/// A folder with a folder for each class, and the files below these, in an order that is the same on every file system.
struct ClassFolders: Sendable {
  /// A folder whose name is that of a class.
  struct Class: Sendable {
    let name: String
    /// The paths of its files, at whatever depth, in the order of their bytes. Which of them are pictures is seen when they
    /// are read.
    let files: [String]
  }

  let folder: String
  /// Those that have pictures: by number if all names are whole numbers, otherwise in the order of their bytes.
  let classes: [Class]
  /// The paths of folders without a picture, each with a file in it, if there is one.
  let others: [(path: String, example: String?)]
  /// Links that lead nowhere.
  let brokenLinks: [String]
  /// Files beside the class folders.
  let loose: [String]

  /// A file that is there, with what it is.
  var example: String? {
    (classes.first?.files.first ?? others.lazy.compactMap { $0.example }.first).map { ForeignFile.described($0) }
  }

  /// How many files the classes have.
  var fileCount: Int { classes.reduce(0) { $0 + $1.files.count } }

  /// Lists a folder and all that is below it.
  init(_ folder: String) throws(FileError) {
    var (classes, brokenLinks, loose): ([Class], [String], [String]) = ([], [], [])
    var others: [(path: String, example: String?)] = []
    let identity = Files.identity(of: folder)
    for entry in try Files.entries(in: folder) where !entry.isKeptBySystems {
      let path = "\(folder)/\(entry.name)"
      switch entry.kind {
      case .folder:
        let files = try Self.files(below: path, within: identity.map { [$0] } ?? [], &brokenLinks)
        // As a rule the first file is a picture, and no other is looked at.
        if files.contains(where: { PictureFile.isReadable($0) }) {
          classes.append(Class(name: entry.name, files: files))
        } else {
          others.append((path, files.first))
        }
      case .file: loose.append(path)
      case .brokenLink: brokenLinks.append(path)
      case .other: break
      }
    }
    (self.folder, self.others, self.brokenLinks, self.loose) = (folder, others, brokenLinks, loose)
    let numbers = classes.compactMap { wholeNumber($0.name) }
    self.classes =
      numbers.count == classes.count
      ? zip(numbers, classes).sorted { $0.0 < $1.0 }.map { $0.1 } : classes
  }

  /// The files at any depth below a folder. A link to a folder that the path has come through already is not followed.
  private static func files(
    below folder: String, within: [[UInt64]], _ brokenLinks: inout [String]
  ) throws(FileError) -> [String] {
    guard let identity = Files.identity(of: folder), !within.contains(identity) else { return [] }
    var files: [String] = []
    for entry in try Files.entries(in: folder) where !entry.isKeptBySystems {
      let path = "\(folder)/\(entry.name)"
      switch entry.kind {
      case .folder: files += try Self.files(below: path, within: within + [identity], &brokenLinks)
      case .file: files.append(path)
      case .brokenLink: brokenLinks.append(path)
      case .other: break
      }
    }
    return files
  }
}

extension Files.Entry {
  /// Whether it is hidden, or one of the files and folders that systems keep beside pictures.
  var isKeptBySystems: Bool {
    name.hasPrefix(".")
      || ["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir"].contains(name.lowercased())
  }
}

/// The number of a text that is one, 0 or more, without a sign or a leading zero.
func wholeNumber(_ text: String) -> Int? {
  guard let number = Int(text), "\(number)" == text, number >= 0 else { return nil }
  return number
}
