#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Memory whose last byte lies right before a protected page: reading or writing beyond the end crashes. Before the
/// first byte lies a pattern, which ``isIntact`` checks.
final class GuardedMemory<Element: BitwiseCopyable> {
  let values: UnsafeMutablePointer<Element>
  let count: Int
  private let base: UnsafeMutableRawPointer
  private let mapped: Int
  private let lead: Int

  init(_ contents: [Element]) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = contents.count * MemoryLayout<Element>.stride
    // At least a page of pattern before the contents.
    let usable = (bytes + page - 1) / page * page + page
    mapped = usable + page
    guard let memory = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED, mprotect(memory + usable, page, PROT_NONE) == 0
    else { preconditionFailure("no guarded memory") }
    base = memory
    lead = usable - bytes
    memset(base, 0xA5, lead)
    count = contents.count
    values = (base + lead).bindMemory(to: Element.self, capacity: contents.count)
    for (index, value) in contents.enumerated() { (values + index).initialize(to: value) }
  }

  deinit { munmap(base, mapped) }

  /// Whether nothing was written before the first element.
  var isIntact: Bool { (0..<lead).allSatisfy { base.load(fromByteOffset: $0, as: UInt8.self) == 0xA5 } }

  var array: [Element] { Array(UnsafeBufferPointer(start: values, count: count)) }
}

extension GuardedMemory<Float> {
  /// The bits, so that NaN equals NaN and −0 is not 0.
  var bits: [UInt32] { array.map(\.bitPattern) }
}
