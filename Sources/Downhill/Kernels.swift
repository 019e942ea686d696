import CProcessor
import KernelTable
import KernelsBaseline

#if arch(x86_64) && canImport(KernelsAVX512)
import KernelsAVX2
import KernelsAVX512
#endif

/// A table of kernels, chosen once and passed in.
public struct Kernels: Sendable {
  /// Its name on the command line and in model files.
  public var name: String { table.name }
  /// The functions. They are boxed, so that a copy of this value is one word.
  package var table: KernelTable { box.table }
  private let box: Box

  private final class Box: Sendable {
    let table: KernelTable
    init(_ table: KernelTable) { self.table = table }
  }

  private init(table: KernelTable) { box = Box(table) }

  /// Plain scalar loops with the functions of ``Elementary``: the same bits on every machine.
  public static let reference = Kernels(table: referenceKernelTable())

  /// Every table that this processor can run: the reference, then from the narrowest vectors to the widest.
  public static let available: [Kernels] = {
    var tables = [reference, Kernels(table: KernelsBaseline.kernelTable(name: "baseline"))]
    #if arch(x86_64) && canImport(KernelsAVX512)
    if processor_has_avx2_and_fma() { tables.append(Kernels(table: KernelsAVX2.kernelTable(name: "avx2"))) }
    if processor_has_avx512() { tables.append(Kernels(table: KernelsAVX512.kernelTable(name: "avx512"))) }
    #endif
    return tables
  }()

  #if arch(wasm32)
  /// The only table here besides the reference, which a browser need not load.
  public static let best = Kernels(table: KernelsBaseline.kernelTable(name: "baseline"))
  #else
  /// The widest table that this processor can run.
  public static let best = available[available.count - 1]
  #endif

  /// The table of this name, if this processor can run it.
  public static func named(_ name: String) -> Kernels? {
    available.first { $0.name == name }
  }
}

extension Kernels {
  /// The kernel of an element-wise activation.
  func activate(_ activation: Activation) -> KernelTable.Activate { activation.kernel(table) }

  /// The kernel of a cost and the output activation before it.
  func cost(_ objective: Objective) -> KernelTable.Cost {
    switch objective {
    case .quadratic: table.costs.quadratic
    case .absolute: table.costs.absolute
    case .huber: table.costs.huber
    case .quantile: table.costs.quantile
    case .poisson: table.costs.poisson
    case .binaryCrossEntropy: table.costs.sigmoidCrossEntropy
    case .categoricalCrossEntropy: table.costs.softmaxCrossEntropy
    }
  }
}
