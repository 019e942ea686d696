import DownhillFiles
import DownhillReport

/// The memory that a verb will need, added up in the order of its allocations. Sums are floating-point, so that no
/// header can make them overflow.
///
/// An estimate is at most what is really needed, and little less: what fits is never refused, and what passes the check
/// but does not fit ends when an allocation fails (`out_of_memory.c`).
struct MemoryNeed: Equatable {
  private var kept = 0.0
  private(set) var peak = 0.0
  /// The examples to be read, and their part of the peak.
  private(set) var examples = 0.0
  private var dataPeak = 0.0

  /// Whether most of it is for the data: then other layers do not help.
  var isMostlyData: Bool { dataPeak > peak / 2 }

  /// Bytes that are held from now on.
  mutating func keep(_ bytes: Double) {
    kept += bytes
    peak = max(peak, kept)
  }

  /// Bytes that are freed before the next are allocated.
  mutating func pass(_ bytes: Double) { peak = max(peak, kept + bytes) }

  /// Reading pictures with their labels. Each nonzero pixel is encoded in two bytes.
  mutating func readExamples(_ extent: DataSource.Extent?) {
    guard let extent else { return }
    let count = Double(extent.examples)
    let pixels = count * Double(extent.pixels)
    let listed = pixels * (1 + 2 * extent.shareOfInk) + 20 * count
    if extent.isPacked { pass(pixels + (extent.isResident ? 0 : Double(extent.fileByteCount))) }
    keep(listed)
    examples += count
    dataPeak = peak
  }

  // MARK: The check

  /// Throws if it is more than available: one sentence that says what needs how much, what limits it, and what to do.
  ///
  /// - Parameter task: What needs it, to begin a sentence with.
  /// - Parameter advice: What would need less, in the imperative; nil if nothing would.
  func check(_ task: String, advice: String?, available: AvailableMemory? = AvailableMemory.now) throws(Failure) {
    guard let available, peak > Double(available.bytes) else { return }
    throw Failure(
      .internalError,
      "\(task) takes \(NumberText.bytes(Int(min(peak, 1e18)))) of memory, but \(available.bound.phrase) "
        + "\(NumberText.bytes(available.bytes)); \(advice.map { "\($0), or " } ?? "")\(available.bound.way)")
  }
}

extension AvailableMemory.Bound {
  /// What limits it, before an amount.
  fileprivate var phrase: String {
    switch self {
    case .addressSpace: "ulimit -v leaves"
    case .dataSegment: "ulimit -d leaves"
    case .container: "the container leaves"
    case .machine: "the machine has free"
    }
  }

  /// What to do about it, in the imperative.
  fileprivate var way: String {
    switch self {
    case .addressSpace: "allow the process more (ulimit -v)"
    case .dataSegment: "allow the process more (ulimit -d)"
    case .container: "give the container more"
    case .machine: "end other programs"
    }
  }
}
