import CExplorer

/// The explorer's page and its WebAssembly module, compiled into the program.
package enum Explorer {
  /// Every file under its path below the page's folder, as `Scripts/embed-explorer` found them.
  package static var files: [(path: String, contents: [UInt8])] {
    (0..<explorer_file_count()).map { index in
      let file = explorer_file_at(index)
      return (String(cString: file.name), [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count)))
    }
  }
}
