import COutOfMemory
import Downhill
import DownhillFiles
import DownhillFormats
import DownhillSettings

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The program from its arguments to its exit status.
enum Tool {
  static func run() -> Never {
    Descriptor.occupyStandardOnes()
    out_of_memory_end_process_with(ExitStatus.internalError.rawValue)
    Interruption.watch()
    // Swift would repair such an argument, and then another file would be read or replaced.
    for (index, argument) in UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
      .enumerated()
    {
      guard let argument, String(validatingCString: argument) == nil else { continue }
      Console.err("error: argument \(index) is not UTF-8\n")
      exit(ExitStatus.usage.rawValue)
    }
    let status = status(of: Array(CommandLine.arguments.dropFirst()))
    // A signal may have waited for the verb to finish.
    exit((status == .success ? Interruption.status ?? status : status).rawValue)
  }

  /// How the user starts this program: from a checkout with `swift run`, otherwise by its name.
  static var command: String {
    let isCheckout = CommandLine.arguments[0].contains(".build/") && Files.exists("Package.swift")
    return isCheckout ? "swift run -c release downhill" : "downhill"
  }

  private static func status(of arguments: [String]) -> ExitStatus {
    do {
      switch try CommandLineParser.parse(arguments) {
      case .help(let text):
        Console.out(.own(text))
        return .success
      case .version:
        Console.out("\(ToolSpecification.downhill.name) \(ToolSpecification.downhill.version)\n")
        return .success
      case .run(let command, let parsed):
        warnIfDebug()
        parsed.tellFewerThreads()
        return try command.run(parsed)
      }
    } catch let error as UsageError {
      Console.err(.lines(of: error.message(for: arguments)))
      return .usage
    } catch let error as SettingError {
      Console.err(.lines(of: UsageError(error).message(for: arguments)))
      return .usage
    } catch {
      return tell(Failure(error))
    }
  }

  /// Prints a failure on standard error.
  ///
  /// - Returns: the status to end with.
  static func tell(_ failure: Failure) -> ExitStatus {
    Console.err("error: \(failure.message)\n")
    return failure.status
  }

  private static func warnIfDebug() {
    #if DEBUG
    Console.err(
      """
      warning: this is a debug build, some 30 times slower than a release build
               swift run -c release downhill …

      """)
    #endif
  }
}
