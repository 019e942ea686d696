import DownhillServer
import Foundation
import Testing

/// The page that is compiled in, against the files in the checkout.
@Suite struct EmbeddedPageTests {
  @Test func `every file of the site is compiled in, byte for byte`() throws {
    let site = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CExplorer/site").standardizedFileURL
    let paths = try FileManager.default.subpathsOfDirectory(atPath: site.path).filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: site.appending(path: path).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
    #expect(Set(Explorer.files.map(\.path)) == Set(paths), "run Scripts/embed-explorer")
    for (path, contents) in Explorer.files {
      #expect(try contents == [UInt8](Data(contentsOf: site.appending(path: path))), "\(path)")
    }
    #expect(paths.contains("index.html") && paths.contains("explorer.wasm"))
  }
}
