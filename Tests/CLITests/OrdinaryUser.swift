import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A user whom permissions bind: root may write anything, so root's tests run the program as somebody else.
enum OrdinaryUser {
  /// A user without any files of their own.
  static let id: uid_t = geteuid() == 0 ? 65_534 : geteuid()

  /// Whether the program can be run as this user.
  static let isThere: Bool = {
    guard geteuid() == 0 else { return true }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command + [Program.path, "--version"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    if (try? process.run()) != nil {
      process.waitUntilExit()
      if process.terminationStatus == 0 { return true }
    }
    print("the program cannot be run as an ordinary user: permissions are not tested")
    return false
  }()

  /// Whether there is a second user: root, who owns what is not this user's.
  static var hasNeighbour: Bool { isThere && geteuid() == 0 }

  fileprivate static let command = ["setpriv", "--reuid", "\(id)", "--regid", "\(id)", "--clear-groups"]
}

extension Program {
  /// Runs a command line, in which no word holds a blank, as an ordinary user.
  func asOrdinaryUser(_ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    var program = self
    let arguments = words.split(separator: " ").map(String.init)
    guard geteuid() == 0 else { return try run(arguments, sourceLocation: sourceLocation) }
    program.executable = "/usr/bin/env"
    return try program.run(OrdinaryUser.command + [executable] + arguments, sourceLocation: sourceLocation)
  }
}

extension Folder {
  /// Gives what is in it to the ordinary user, or to root, with these permissions.
  func hand(_ name: String, to owner: uid_t = OrdinaryUser.id, permissions: mode_t) throws {
    if geteuid() == 0 { try #require(lchown(absolute(name), owner, gid_t(owner)) == 0) }
    try #require(chmod(absolute(name), permissions) == 0)
  }
}
