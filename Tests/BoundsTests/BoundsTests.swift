import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Every public function that takes a number, a range or a pointer, called with values out of range: it returns,
/// throws, or traps before it touches memory that is not its own. Best run with the address sanitizer.
@Suite struct BoundsTests {
  static let modules: [(name: String, functions: [BoundedFunction])] = [
    ("Downhill", functionsOfDownhill), ("DownhillExplain", functionsOfDownhillExplain),
    ("DownhillFormats", functionsOfDownhillFormats), ("DownhillFiles", functionsOfDownhillFiles),
    ("DownhillMetrics", functionsOfDownhillMetrics),
  ]
  static let functions = modules.flatMap(\.functions)
  /// Indices of `functions`, each with a number that the function traps for.
  static let trappingCalls = functions.indices.flatMap { index in functions[index].trapping.map { [index, $0] } }

  /// A new function fails this test until it is listed.
  @Test func everyFunctionIsHere() throws {
    for module in Self.modules {
      let declared = try declaredFunctions(of: module.name)
      let tested = Set(module.functions.map(\.declaration))
      #expect(declared.subtracting(tested).isEmpty, "not tested")
      #expect(tested.subtracting(declared).isEmpty, "not declared")
      #expect(!declared.isEmpty)
    }
  }

  @Test func everyFunctionIsTried() {
    for function in Self.functions {
      #expect(!function.safe.isEmpty || !function.trapping.isEmpty, "\(function.declaration)")
    }
  }

  @Test(arguments: functions.indices) func returnsOrThrows(_ index: Int) {
    let function = Self.functions[index]
    for number in function.safe { do { try function.call(number) } catch {} }
  }

  #if os(Linux) || os(macOS)
  /// By the signal of a trap, not by that of a lost way, nor by the sanitizer's status.
  @Test(arguments: trappingCalls) func traps(_ trap: [Int]) async {
    #if arch(x86_64)
    let signal = SIGILL
    #else
    let signal = SIGTRAP
    #endif
    await #expect(processExitsWith: .signal(signal), "\(Self.functions[trap[0]].declaration), \(trap[1])") {
      [trap = trap as [Int]] in
      try? Self.functions[trap[0]].call(trap[1])
    }
  }
  #endif
}
