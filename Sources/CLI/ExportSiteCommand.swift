import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillServer

/// `downhill export-site`: the explorer as a folder for any static host.
enum ExportSiteCommand {
  /// The file that marks a folder as an export, whose contents a later export may replace.
  static let marker = ".downhill-site"

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let folder = arguments.operands[0]
    try check(folder, mayReplace: arguments[force])
    let site = try ExplorerSite(arguments, models: arguments.operands.dropFirst())
    site.warnOfOtherData()
    let files = try [mark] + site.files.map { ($0.path, try $0.path == "index.html" ? page($0.contents) : $0.contents) }
    try Files.makeFolder(folder)
    for (path, _) in files { try check("\(folder)/\(path)", arguments) }
    for (path, contents) in files {
      try Interruption.whileSaving {
        if let slash = path.lastIndex(of: "/") { try Files.makeFolders("\(folder)/\(path[..<slash])") }
        let file = "\(folder)/\(path)"
        // No copy of a file that fails: the site can be exported again.
        try Files.write(
          contents, to: file, willWriteInPlace: { ResultFile.tell(file, copy: $0, reason: $1) })
      }
      // A signal that arrived meanwhile has waited for the file.
      if let status = Interruption.status { return status }
    }
    tell(folder, files.map(\.1.count), site, asJSON: arguments[Shared.json])
    return .success
  }

  private static var mark: (String, [UInt8]) {
    (marker, Array("`downhill export-site` wrote this folder, and may replace what is in it.\n".utf8))
  }

  /// Allowed are a new folder, an empty one, or one of an earlier export.
  private static func check(_ folder: String, mayReplace: Bool) throws {
    guard Files.exists(folder) else { return }
    guard Files.isFolder(folder) else {
      throw FileError.cannotCreate(path: folder, reason: "it is not a folder")
    }
    guard try mayReplace || Files.isEmptyFolder(folder) || Files.isRegular("\(folder)/\(marker)") else {
      throw Failure(
        .cannotCreate,
        "\(folder) has files that no export wrote; choose another folder, or replace files there with --force"
      )
    }
  }

  /// A file that may be replaced: none of those that the site is made from.
  private static func check(_ path: String, _ arguments: ParsedArguments) throws {
    for model in arguments.operands.dropFirst() where Files.exists(path) && Files.areSame(model, path) {
      throw Failure(.usage, "\(path) would replace the model \(model); choose another folder")
    }
    try arguments.checkKeepsData("the site's", path)
  }

  /// The page for a host that sends no security policy.
  private static func page(_ contents: [UInt8]) throws -> [UInt8] {
    guard let page = SecurityPolicy.written(into: String(decoding: contents, as: UTF8.self)) else {
      throw Failure(.internalError, "the page has no head")
    }
    return Array(page.utf8)
  }

  private static func tell(_ folder: String, _ sizes: [Int], _ site: ExplorerSite, asJSON: Bool) {
    let bytes = sizes.reduce(0, +)
    guard asJSON else {
      let count = NumberText.counted(sizes.count, "file")
      Console.out(
        """
        Wrote \(count) (\(NumberText.bytes(bytes))) to \(folder).
        Any host of files will do; a browser does not run the page from the folder itself.

        """)
      return
    }
    let document = JSONObject([
      ("folder", .string(folder)),
      ("files", .integer(sizes.count)),
      ("bytes", .integer(bytes)),
      ("data", .string(site.dataName)),
      ("models", .array(site.models.map { .string($0.name) })),
      ("dataMatches", .array(site.models.map(\.dataMatch).map(\.json))),
    ])
    Console.out(.json(.object(document)))
  }
}
