import Foundation
import Testing

/// The library that lets a system call of the program fail, wait, or end it: see `Tests/SystemCallShim/shim.c`.
enum SystemCallShim {
  /// Where it was built; nil, with a word about it, where it cannot be.
  static let path: String? = {
    #if os(Linux)
    let library = built("shim.c", as: "system-call-shim.so", with: ["-shared", "-fPIC", "-ldl"])
    if library == nil { print("no C compiler: system calls that fail are not tested") }
    return library
    #else
    print("no LD_PRELOAD: system calls that fail are not tested")
    return nil
    #endif
  }()

  /// What a C source of that folder is built to, beside the program; nil where there is no C compiler.
  static func built(_ source: String, as name: String, with options: [String]) -> String? {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "SystemCallShim/\(source)").path
    let result = URL(fileURLWithPath: Program.path).deletingLastPathComponent().appending(path: name).path
    for compiler in ["cc", "clang", "gcc"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [compiler, "-O1", "-o", result, path] + options
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { continue }
      process.waitUntilExit()
      if process.terminationStatus == 0 { return result }
    }
    return nil
  }

  /// Whether tests that need it can run.
  static var isThere: Bool { path != nil }
}

/// What is to happen to a system call.
struct Fault: CustomStringConvertible {
  var call: String
  var at = 1
  /// `refuse:EIO`, `kill`, …
  var action: String
  /// Whether all calls from that one on are meant.
  var isLasting = false
  /// Only calls about files with this in their path count.
  var path: String?
  /// Another call that always fails: `rename:EBUSY`.
  var also: String?

  var description: String {
    "\(action) at call \(at)\(isLasting ? " and later" : "") of \(call)\(also.map { ", always \($0)" } ?? "")"
  }
}

extension Program {
  /// This program with a fault in its system calls, and with the number of them in a file.
  func with(_ fault: Fault?, countsIn counts: String? = nil, path: String? = nil) throws -> Program {
    let library: String = try #require(SystemCallShim.path)
    var program = self
    program.environment["LD_PRELOAD"] = library
    program.environment["SHIM_CALL"] = fault?.call
    program.environment["SHIM_AT"] = fault.map { "\($0.at)" }
    program.environment["SHIM_DO"] = fault?.action
    program.environment["SHIM_ALWAYS"] = fault?.isLasting == true ? "1" : nil
    program.environment["SHIM_PATH"] = fault?.path ?? path
    program.environment["SHIM_ALSO"] = fault?.also
    program.environment["SHIM_COUNTS"] = counts
    return program
  }
}

extension Program.Outcome {
  /// The whole copy that standard error names, if it names one.
  var namedCopy: String? {
    rawErr.firstMatch(of: #/[^\s]+\.kept-[A-Za-z0-9]{6}/#).map { String($0.output) }
  }
}
