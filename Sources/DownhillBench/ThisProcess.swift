import DownhillFiles

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What the system says about this process and its machine.
package enum ThisProcess {
  /// The most memory that this process has held so far, in bytes; `nil` if unknown.
  package static var peakResidentBytes: Int? {
    #if os(Linux)
    // `getrusage` counts the process that started this one, too, if it was the larger of the two.
    guard let line = lines(of: "/proc/self/status").first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
      .map { $0 * 1_024 }
    #elseif canImport(Darwin)
    var usage = rusage()
    return getrusage(RUSAGE_SELF, &usage) == 0 ? Int(usage.ru_maxrss) : nil
    #else
    return nil
    #endif
  }

  /// The processor's name; `nil` if the system does not know it.
  package static var processorName: String? {
    #if canImport(Darwin)
    var size = 0
    guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
    guard let line = lines(of: "/proc/cpuinfo").first(where: { $0.hasPrefix("model name") }),
      let colon = line.firstIndex(of: ":")
    else { return nil }
    return String(line[line.index(after: colon)...].drop { $0 == " " })
    #endif
  }

  private static func lines(of path: String) -> [Substring] {
    guard let bytes = try? Files.read(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
