import CProcessor

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How much memory this process may still allocate, and what limits it. A limit is never underestimated: what can be
/// written to disk or discarded counts as free.
struct AvailableMemory: Equatable {
  let bytes: Int
  let bound: Bound

  enum Bound: Equatable {
    /// `ulimit -v`.
    case addressSpace
    /// `ulimit -d`.
    case dataSegment
    /// A control group, as in containers.
    case container
    /// What the machine has.
    case machine
  }

  /// The smallest of all bounds; nil where nothing is known.
  static var now: AvailableMemory? { now(root: "") }

  /// The same, with the kernel's files below `root`, for tests.
  static func now(root: String) -> AvailableMemory? {
    let bounds = limits(root) + container(root) + machine(root)
    return bounds.min { $0.bytes < $1.bytes }
  }

  /// What the shell's limits leave, if the system enforces them.
  private static func limits(_ root: String) -> [AvailableMemory] {
    #if canImport(Glibc)
    let pages = numbers(in: "\(root)/proc/self/statm")
    guard pages.count > 5 else { return [] }
    let page = sysconf(Int32(_SC_PAGESIZE))
    let uses: [(resource: UInt32, used: Int, bound: Bound)] = [
      (UInt32(RLIMIT_AS.rawValue), pages[0] * page, .addressSpace),
      (UInt32(RLIMIT_DATA.rawValue), pages[5] * page, .dataSegment),
    ]
    return uses.compactMap { resource, used, bound in
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource), &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
      return AvailableMemory(bytes: max(Int(limit.rlim_cur) - used, 0), bound: bound)
    }
    #else
    return []
    #endif
  }

  /// What the control groups leave, from this process's own up to the outermost.
  private static func container(_ root: String) -> [AvailableMemory] {
    var groups: [(folder: String, isUnified: Bool)] = []
    withUnsafeMutablePointer(to: &groups) { groups in
      control_groups_visit(root, "memory", groups) { context, folder, isUnified in
        guard let context, let folder else { return }
        context.assumingMemoryBound(to: [(folder: String, isUnified: Bool)].self).pointee
          .append((String(cString: folder), isUnified))
      }
    }
    let swap = meminfo(root)["SwapFree"] ?? 0
    return groups.compactMap { folder, isUnified in
      guard let room = isUnified ? roomOfVersion2(folder, swap) : roomOfVersion1(folder, swap) else { return nil }
      return AvailableMemory(bytes: max(room, 0), bound: .container)
    }
  }

  private static func roomOfVersion2(_ folder: String, _ swap: Int) -> Int? {
    guard let limit = numbers(in: "\(folder)/memory.max").first else { return nil }
    let used = numbers(in: "\(folder)/memory.current").first ?? 0
    let cache = table(in: "\(folder)/memory.stat")
    let swapLimit = numbers(in: "\(folder)/memory.swap.max").first ?? Int.max
    let swapUsed = numbers(in: "\(folder)/memory.swap.current").first ?? 0
    let files = cache["inactive_file", default: 0] + cache["active_file", default: 0]
    return limit - used + files + min(swap, max(swapLimit - swapUsed, 0))
  }

  private static func roomOfVersion1(_ folder: String, _ swap: Int) -> Int? {
    // Without a limit the file contains the largest number of whole pages.
    guard let limit = numbers(in: "\(folder)/memory.limit_in_bytes").first, limit < 1 << 60 else { return nil }
    let used = numbers(in: "\(folder)/memory.usage_in_bytes").first ?? 0
    let cache = table(in: "\(folder)/memory.stat")
    let both = numbers(in: "\(folder)/memory.memsw.limit_in_bytes").first ?? Int.max
    let bothUsed = numbers(in: "\(folder)/memory.memsw.usage_in_bytes").first ?? used
    let swapRoom = max(both - limit - max(bothUsed - used, 0), 0)
    let files = cache["total_inactive_file", default: 0] + cache["total_active_file", default: 0]
    return limit - used + files + min(swap, swapRoom)
  }

  private static func machine(_ root: String) -> [AvailableMemory] {
    #if os(Linux)
    let table = meminfo(root)
    guard let available = table["MemAvailable"] else { return [] }
    return [AvailableMemory(bytes: available + (table["SwapFree"] ?? 0), bound: .machine)]
    #else
    // Other systems compress and swap as needed; the limit is all physical memory.
    let bytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return bytes > 0 ? [AvailableMemory(bytes: bytes, bound: .machine)] : []
    #endif
  }

  // MARK: The kernel's files

  /// `MemAvailable: 123 kB`, in bytes.
  private static func meminfo(_ root: String) -> [String: Int] {
    table(in: "\(root)/proc/meminfo").mapValues { $0 * 1_024 }
  }

  /// Lines of a name and a number.
  private static func table(in path: String) -> [String: Int] {
    var table: [String: Int] = [:]
    for line in text(of: path).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 1, let number = Int(words[1]) else { continue }
      table[String(words[0].hasSuffix(":") ? words[0].dropLast() : words[0])] = number
    }
    return table
  }

  /// The numbers that a file begins with; none for `max`.
  private static func numbers(in path: String) -> [Int] {
    var numbers: [Int] = []
    for word in text(of: path).split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      guard let number = Int(word) else { break }
      numbers.append(number)
    }
    return numbers
  }

  /// The kernel's files claim to be empty, and are a few pages at most.
  private static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 8_192)
    while true {
      let count = read(descriptor, &part, part.count)
      guard count > 0, bytes.count < 1 << 20 else { break }
      bytes += part.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
